"""Sweeps over a model: the numbers of direct calls, resumed from the store, failures recorded."""

import json
import math

import numpy as np
import pytest

from numerics.models.planar import planar
from numerics.models.point import Point
from numerics.models.sweeps import model_sweep
from theory.errors import InputError
from theory.models import load

T = [0.0, 0.5]
AXES = {"p": [20], "H": [10, 20], "N": [40], "sigma2": [0.02]}
FILE = """
name = "own"
[sizes]
n = "size"
[scalars]
s = "variance"
[matrices]
W = {{ shape = ["n", "n"], variance = "s", trained = true }}
[losses]
L = "{factor}*Tr(W*W.T)/2"
[flow]
loss = "L"
"""


def test_points_equal_direct_calls_and_are_resumed(tmp_path):
    done = []
    data = model_sweep("untied-autoencoder", AXES, T, accuracy=0.05, workers=1, store=tmp_path, progress=done.append)
    direct = planar(Point(load("untied-autoencoder"), {"p": 20, "H": 20, "N": 40}, {"sigma2": 0.02}), T, 0.05, 0)
    np.testing.assert_array_equal(data["train"].isel(point=1, seed=0), direct.losses["train"])
    np.testing.assert_array_equal(data["train_error"].isel(point=1, seed=0), direct.errors["train"])
    assert done == [0, 1, 2]
    again = []
    model_sweep("untied-autoencoder", AXES, T, accuracy=0.05, workers=1, store=tmp_path, progress=again.append)
    assert again == [2]


def test_a_point_without_an_answer_says_why():
    data = model_sweep("untied-autoencoder", AXES, [0.0, 40.0], quantity="series", workers=1)
    assert {str(kind) for kind in data["failure_type"].values.ravel()} == {"ResummationError"}


def test_a_changed_file_is_another_model(tmp_path):
    """Results belong to the contents of a file, so an edited one is computed anew."""
    file, found = tmp_path / "own.toml", []
    for factor in (1, 3):
        file.write_text(FILE.format(factor=factor))
        data = model_sweep(file, {"n": [4], "s": [1.0]}, [0.0], quantity="planar", workers=1, store=tmp_path / "runs")
        found.append(float(data["L"].values.squeeze()))
    assert found[1] == pytest.approx(3 * found[0])
    assert found[0] == pytest.approx(8)


@pytest.mark.parametrize(
    ("axes", "message"),
    [
        ({"p": [20]}, "missing for H"),
        ({**AXES, "p": []}, "missing for p"),
        ({**AXES, "q": [3]}, "named q"),
        ({**AXES, "p": [0]}, "whole number"),
        ({**AXES, "H": [10, -1]}, "whole number"),
        ({**AXES, "sigma2": [0.02, 1.0, math.inf]}, "sigma2 is a number from"),
    ],
)
def test_wrong_axes_are_refused_before_the_first_point(axes, message):
    with pytest.raises(InputError, match=message):
        model_sweep("untied-autoencoder", axes, T)


def test_the_command(capsys, tmp_path):
    from figures.cli.main import run

    words = "sweep --model regression --size p=10,20 --size q=5 --size N=20 --value sigma2=0.1 --value mu2=0.1"
    arguments = [*words.split(), "--value", "delta2=0.1", "--t-max", "0.1", "--quantity", "series", "--json"]
    assert run([*arguments, "--workers", "1", "--out", str(tmp_path)]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert [point["sizes"]["p"] for point in shown["points"]] == [10, 20]
    assert len(shown["points"][0]["losses"]["train"]) == len(shown["t"]) == 6
    assert (tmp_path / "sweep.nc").exists()
    assert run([*arguments, "--size", "p=3"]) == 2
    assert "twice" in capsys.readouterr().err


@pytest.mark.parametrize("second", ["L_error", "t", "n", "s", "times"])
def test_losses_whose_names_would_cover_others_are_refused(second, tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(FILE.format(factor=1).replace("[flow]", f'{second} = "Tr(W*W.T)"\n[flow]'))
    with pytest.raises(InputError, match=f"{second} is"):
        model_sweep(path, {"n": [2], "s": [0.1]}, T, workers=1)
