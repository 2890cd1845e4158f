"""Every solved regime in numbers: against its own exact series, in the corners of its domain, on bad input."""

import numpy as np
import pytest

from numerics.autoencoder.spectrum import EmpiricalSpectrum
from numerics.models.point import Point
from numerics.solutions import limit
from theory.errors import InputError
from theory.models import load
from theory.solutions import MODELS, solutions
from theory.solutions.symbols import SCALARS, alpha, eta, nu

DECAYED = (
    "mean-field",
    "large-data+mean-field",
    "narrow-latent",
    "large-data+narrow-latent",
    "mean-field+narrow-latent",
    "large-data+mean-field+narrow-latent",
    "lazy",
)
"""Of the untied autoencoder with weight decay: the others differ by one factor, or are those without decay."""
CASES = [(model, name) for model in MODELS for name in solutions(model) if model != "untied-weight-decay"]
CASES += [("untied-weight-decay", name) for name in DECAYED]
VALUES = {"sigma2": 0.01, "lambda": 0.3, "delta2": 0.4}

GROWING = {
    "small-data+narrow-latent": 0.01,
    "mean-field+narrow-latent": 0.5,
    "large-data+mean-field+narrow-latent": 0.5,
    "small-data+mean-field+narrow-latent": 0.01,
}
"""Limits that leave out what ends the growth, and times up to which they are not negative at the sizes below."""


def last_time(model, name):
    """The last time at which a limit has sensible numbers, if there is one."""
    if model == "untied-weight-decay" and "lazy" in name and "weak-decay" not in name:
        return 0.5 / VALUES["lambda"]
    return GROWING.get(name.removesuffix("+weak-decay"))


def point(model, p=120, h=60, n=100, **values):
    found = load(model)
    return Point(found, {"p": p, "H": h, "N": n}, {name: values.get(name, VALUES[name]) for name in found.scalars})


@pytest.mark.parametrize(("model", "name"), CASES)
def test_numbers_follow_the_exact_series(model, name):
    here, order = point(model), 5
    numbers = {alpha: 0.01 * 120, eta: 0.5, nu: 1.2} | {SCALARS[s]: VALUES[s] for s in here.values if s != "sigma2"}
    series = {
        loss: np.array([float(c.subs(numbers)) for c in terms])
        for loss, terms in solutions(model)[name].series(order).items()
    }
    # within a time at which the last term is 1e-9 of the losses, those left out are below 1e-10 of them
    scale = {loss: abs(c[0]) + abs(c[1]) for loss, c in series.items()}
    last = min((1e-9 * scale[loss] / abs(c[order])) ** (1 / order) for loss, c in series.items())
    t = np.array([0.0, last / 2, last])
    found = limit(model, name).losses(t, here)
    for loss, c in series.items():
        assert found[loss] == pytest.approx(120 * np.polyval(c[::-1], t), abs=1.2e-7 * scale[loss])


def inside(model, name):
    """A point at which the sizes that the facets have small are small."""
    return point(model, h=2 if "narrow-latent" in name else 60, n=6 if "small-data" in name else 100)


@pytest.mark.parametrize(("model", "name"), CASES)
@pytest.mark.parametrize("t", [1e-12, 1.0, 50.0])
def test_losses_are_finite_and_not_negative_at_all_times(model, name, t):
    here = inside(model, name)
    if last := last_time(model, name):
        with pytest.raises(InputError, match="far beyond its domain"):
            limit(model, name).losses(np.array([1000.0]), here)
        t = min(t, last)
    losses = limit(model, name).losses(np.array([t]), here)
    assert all(np.isfinite(curve).all() and (curve >= 0).all() for curve in losses.values())


@pytest.mark.parametrize(("model", "name"), CASES)
def test_the_loss_of_the_flow_never_rises(model, name):
    here = point(model)
    t = np.concatenate([[0.0], np.geomspace(1e-3, 30, 30)])
    if model == "untied-weight-decay" and (last := last_time(model, name)):
        t = t[t <= last]
    train = limit(model, name).losses(t, here)[here.model.flow]
    # a quadrature or an integration repeats itself to 1e-11
    assert (np.diff(train) <= 1e-10 * train[0]).all()


def test_given_data_are_refused_where_they_must_be_gaussian():
    with pytest.raises(InputError, match="Gaussian data only"):
        limit("tied-weight-decay", "large-data").losses([1.0], point("tied-weight-decay"), EmpiricalSpectrum([1.0]))


def test_a_point_of_another_model_is_refused():
    with pytest.raises(InputError, match="a point of that model"):
        limit("tied-weight-decay", "large-data").losses([1.0], point("untied-autoencoder"))


def test_an_unsolved_regime_names_those_that_are_solved():
    with pytest.raises(InputError, match="solved are large-data, mean-field"):
        limit("tied-weight-decay", "large-dat")
