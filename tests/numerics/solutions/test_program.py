"""The programs that regimes are printed as, executed on their own, against the numbers of the package."""

import subprocess
import sys
import warnings
from keyword import iskeyword

import numpy as np
import pytest

from figures.cli.programs import of_model, of_tied
from linear_ae.sizes import Sizes
from numerics import Point, predict
from numerics.solutions import limit
from theory.autoencoder.regimes import REGIMES
from theory.errors import InputError
from theory.models import load
from theory.solutions import MODELS, solutions

TIMES = np.array([0.0, 0.5, 0.05, 0.2])
SIZES = {"p": 100, "H": 60, "N": 200, "sigma2": 0.005}
TOLERANCE = 1e-8  # of the largest loss: the programs' differential equations are solved to 1e-12, those of numerics too


def executed(text, **numbers):
    """The losses that a program computes."""
    space = {"__name__": "program"}
    exec(text, space)
    return space["losses"](TIMES, **numbers)


def agree(found, expected):
    """Whether all losses are the same."""
    assert set(found) == set(expected)
    for name, values in expected.items():
        np.testing.assert_allclose(found[name], values, rtol=0, atol=TOLERANCE * np.abs(values).max())


@pytest.mark.parametrize("name", [name for name in REGIMES if name != "free"])
def test_programs_of_the_tied_autoencoder(name):
    expected = predict(name, TIMES, Sizes(**SIZES))
    agree(executed(of_tied(name), **SIZES), {"train": expected.train, "population": expected.population})


@pytest.mark.parametrize("name", [name for name in REGIMES if name != "free"])
def test_examples_are_near_the_limit(name, capsys):
    """No loss is negative there, of which the program would warn."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        exec(of_tied(name), {"__name__": "__main__"})
    assert capsys.readouterr().out.startswith("train [")


def test_programs_warn_of_a_negative_loss():
    """Far from its limit narrow-latent's train loss is negative (-1421 at these sizes); small-data's near it is not."""
    far = {"p": 60, "H": 1200, "N": 120, "sigma2": 2e-4}
    with pytest.warns(UserWarning, match="the train loss is negative: sizes or times are far from this limit"):
        executed(of_tied("narrow-latent"), **far)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        executed(of_tied("small-data"), p=100, H=10, N=4, sigma2=0.01)


def check(model, names):
    """Every regime has a program with the numbers of the package, or says that it has none; those that have one."""
    others = [scalar for scalar in load(model).scalars if scalar != "sigma2"]
    sizes = {name: SIZES[name] for name in ("p", "H", "N")}
    point = Point(load(model), sizes, {"sigma2": SIZES["sigma2"], **dict.fromkeys(others, 0.6)})
    written = set()
    for name in names:
        try:
            text = of_model(model, name)
        except InputError as refusal:
            if "no program: " in str(refusal):
                continue
            raise
        written.add(name)
        given = SIZES | {f"{other}_" if iskeyword(other) else other: 0.6 for other in others}
        agree(executed(text, **given), limit(model, name).formula(TIMES, point))
    return written


WRITTEN = {
    "tied-weight-decay": {"large-data", "mean-field", "narrow-latent"},
    "tied-noisy-inputs": {"large-data"},
    "tied-fresh-noise": {"large-data", "mean-field", "narrow-latent"},
    "untied-autoencoder": {"mean-field", "lazy"},
    "untied-weight-decay": {"lazy"},
}
"""Facets that must have a program."""


@pytest.mark.parametrize("model", MODELS)
def test_programs_of_solved_facets(model):
    assert check(model, [name for name in solutions(model) if "+" not in name]) >= WRITTEN[model]


@pytest.mark.slow
@pytest.mark.parametrize("model", MODELS)
def test_programs_of_edges_and_vertices(model):
    check(model, [name for name in solutions(model) if "+" in name])


def test_a_program_runs_without_the_package(tmp_path):
    script = tmp_path / "narrow.py"
    script.write_text(of_tied("narrow-latent"), encoding="utf-8")
    done = subprocess.run([sys.executable, "-W", "error", script], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("train [")
    assert "theory" not in script.read_text(encoding="utf-8").split('"""')[2]


@pytest.mark.parametrize("name", ["mean-field", "mean-field+free", "large-data+free"])
def test_late_times_keep_their_digits(name):
    numbers = SIZES | {"sigma2": 0.01}
    space = {"__name__": "program"}
    exec(of_tied(name), space)
    found = space["losses"]([100.0], **numbers)["population"]
    np.testing.assert_allclose(found, predict(name, [100.0], Sizes(**numbers)).population, rtol=1e-8)


def test_overflow_is_refused_not_returned():
    space = {"__name__": "program"}
    exec(of_tied("large-data+mean-field+narrow-latent"), space)
    with pytest.raises(ValueError, match="leave the range of double precision"):
        space["losses"]([1000.0], **SIZES)
