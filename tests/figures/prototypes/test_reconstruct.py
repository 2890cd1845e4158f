"""``prism prototypes reconstruct``: its three ways to be called, the JSON contract, files, exit statuses."""

import json

import numpy as np
import pytest
import torch
from click.testing import CliRunner
from matplotlib.image import imread

from figures.cli.main import prism, run
from figures.prototypes import reading as figure
from numerics.prototypes.reconstruction import calibration
from numerics.prototypes.reconstruction.reading import Reading
from tests.figures.text_boxes import cut_bars, faults

QUICK = ["--steps", "20", "--workers", "1"]


@pytest.fixture(autouse=True)
def few_replays(monkeypatch):
    """Confidences are not judged here."""
    monkeypatch.setattr(calibration, "ESTIMATES", 60)
    calibration.calibrate.cache_clear()
    yield
    calibration.calibrate.cache_clear()


def _run(*arguments: str) -> str:
    done = CliRunner().invoke(prism, ["prototypes", "reconstruct", *QUICK, *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.stderr
    return done.stdout


@pytest.fixture
def checkpoint(tmp_path) -> str:
    rng = np.random.default_rng(0)
    w, c = rng.uniform(2, 6, 6), rng.random((6, 2))
    state = {"in.weight": torch.tensor(w[:, None]), "in.bias": torch.tensor(-w[:, None] * c)}
    torch.save(state | {"out.weight": torch.ones(1, 6)}, tmp_path / "model.pt")
    np.savetxt(tmp_path / "inputs.csv", c + 0.001, delimiter=",")
    return str(tmp_path / "model.pt")


def _inked(path) -> float:
    return float(np.mean(imread(path)[..., :3].min(axis=-1) < 0.99))


def test_checkpoint(checkpoint, tmp_path):
    data = str(tmp_path / "inputs.csv")
    result = json.loads(
        _run("--weights", checkpoint, "--mask", "coverage", "--data", data, "--out", str(tmp_path), "--json")
    )
    assert sorted(k for e in result["estimates"] for k in e["neurons"]) == list(range(6))
    assert all(0 < e["confidence"] < 1 and 0 < e["chance"] < 1 and len(e["input"]) == 2 for e in result["estimates"])
    assert result["score"]["to_data"] < 0.1
    assert _inked(tmp_path / "reading.png") > 0.01


def test_checkpoint_of_unknown_losses_as_text(checkpoint):
    shown = _run("--weights", checkpoint)
    assert shown.splitlines()[0].split() == ["estimate", "confidence", "random", "point", "read", "neurons"]
    assert "expected within" in shown.splitlines()[-1]


@pytest.mark.parametrize("dimension", [1, 2])
def test_own_data(dimension, tmp_path):
    np.savetxt(tmp_path / "x.csv", 3 * np.random.default_rng(1).random((4, dimension)), delimiter=",")
    arguments = ["--data", str(tmp_path / "x.csv"), "--seeds", "2", "--kkt", "0", "--out", str(tmp_path)]
    result = json.loads(_run(*arguments, "--json"))
    assert result["mask"] == "coverage"
    assert len(result["readings"]) == 2
    scores = result["readings"][0]["scores"]
    assert scores["k-means"]["hungarian"] < scores["prototypes"]["hungarian"]
    assert scores["kkt-losses"]["hungarian"] is None
    assert _inked(tmp_path / "reading.png") > 0.005
    assert "Hungarian error" in _run(*arguments)


def test_comparison_and_resuming(tmp_path):
    arguments = ["--sizes", "3,4", "--seeds", "2", "--masks", "baseline,coverage", "--kkt", "0", "--out", str(tmp_path)]
    first = _run(*arguments, "--json")
    result = json.loads(first)
    assert [(r["size"], r["mask"]) for r in result["table"]] == [
        (3, "baseline"), (3, "coverage"), (4, "baseline"), (4, "coverage"),
    ]  # fmt: skip
    assert sum(b["count"] for b in result["reliability"]) == sum(2 * r["estimates"] for r in result["table"])
    assert _inked(tmp_path / "readings.png") > 0.01
    assert _run(*arguments, "--json") == first
    assert "mean gap" in _run(*arguments)


def test_figure_counts_what_its_window_hides():
    places = np.array([[0.1], [0.2], [0.4], [0.5], [0.6], [0.8], [50.0]])
    reading = Reading(places, np.linspace(0.9, 0.1, 7), ((0,),) * 7, 0.05, 0.2, np.full(7, 0.3), (), 1)
    axes = figure.draw(reading, places[:6]).axes[0]
    assert axes.get_title() == "bars: within 0.05 of an estimate\n1 of 7 estimates lie outside the window"
    assert axes.get_xlim()[1] < 5


@pytest.mark.slow
@pytest.mark.parametrize(
    ("count", "sides"), [(1, (1.0,)), (40, (1.0,)), (1, (1.0, 1.0)), (12, (1.0, 0.05)), (12, (1.0, 9.0))]
)
def test_readings_of_any_shape_are_legible(count, sides):
    """Bars end within the window, and a flat plane does not leave the page empty."""
    rng = np.random.default_rng(0)
    places, inputs = rng.random((2, count, len(sides))) * sides
    reading = Reading(places, np.linspace(1, 0, count), ((0,),) * count, 0.05, 0.2, np.full(count, 0.3), (), 1)
    drawn = figure.draw(reading, inputs)
    assert faults(drawn) == []
    assert cut_bars(drawn) == []
    (axes,) = drawn.axes
    assert drawn.bbox.height - axes.bbox.height < 2 * drawn.dpi  # title, names and legend


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--columns", "a"], "--columns needs --data"),
        (["--mask", "coverage"], "needs --weights or --data"),
        (["--samples", "9"], "--samples 9 needs --weights"),
        (["--data", "digits"], "64 columns"),
        (["--data", "digits", "--mask", "unknown"], "unknown mask 'unknown'"),
        (["--within", "0", "--sizes", "3"], "within 0.0"),
    ],
)
def test_refusals(arguments, message, capsys):
    assert run(["prototypes", "reconstruct", *QUICK, *arguments]) == 2
    error = capsys.readouterr().err.strip().splitlines()
    assert message in error[-1]
    assert len(error) == 1


def test_weights_of_ridges_are_refused(tmp_path, capsys):
    np.savez(tmp_path / "ridges.npz", w=np.ones((4, 3)), b=np.ones(4), a=np.ones(4))
    assert run(["prototypes", "reconstruct", "--weights", str(tmp_path / "ridges.npz")]) == 2
    assert "respond along ridges" in capsys.readouterr().err
