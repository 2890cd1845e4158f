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

CASES = [(model, name) for model in MODELS for name in solutions(model)]
PLANAR = ("free", "weak-decay", "free+weak-decay")
"""Faces whose numbers are those of the planar limit, with its accuracy and up to its times."""
VALUES = {"sigma2": 0.01, "lambda": 0.3, "delta2": 0.4}


def point(model, p=120, h=60, n=100, **values):
    found = load(model)
    return Point(found, {"p": p, "H": h, "N": n}, {name: values.get(name, VALUES[name]) for name in found.scalars})


@pytest.mark.parametrize(("model", "name"), [case for case in CASES if case[1] not in PLANAR])
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


LINEAR = ("mean-field+narrow-latent", "small-data+narrow-latent")
"""Faces on which A, or its part on the samples, grows without bound, which they know before saturation only."""


def near(model, name):
    """A point near the face, where a limit's losses are those of some A."""
    sizes = {"p": 120, "H": 60, "N": 100}
    sizes |= {"H": 2} if "narrow-latent" in name else {}
    sizes |= {"N": 2} if "small-data" in name else {}
    sizes |= {"H": 12000, "sigma2": 1e-4} if "mean-field" in name else {}
    values = {"lambda": 1e-7 if "small-data" in name else 0.003} if "weak-decay" in name else {}
    values |= {"sigma2": 1e-6} if name.startswith(("mean-field+narrow", "large-data+mean-field+narrow")) else {}
    values |= {"lambda": 100.0} if name == "large-data+mean-field+narrow-latent+free" else {}
    values |= {"sigma2": sizes.pop("sigma2")} if "sigma2" in sizes else {}
    return point(model, sizes["p"], sizes["H"], sizes["N"], **values)


def bounded(name):
    return not any(set(face.split("+")) <= set(name.split("+")) for face in LINEAR) or "free" in name


@pytest.mark.parametrize(("model", "name"), [case for case in CASES if bounded(case[1]) and case[1] not in PLANAR])
@pytest.mark.parametrize("t", [1e-12, 1.0, 50.0, 1e4, 1e6])
def test_losses_are_finite_and_not_negative_at_all_times(model, name, t):
    losses = limit(model, name).losses(np.array([t]), near(model, name))
    assert all(np.isfinite(curve).all() and (curve >= 0).all() for curve in losses.values())


@pytest.mark.parametrize(("model", "name"), [case for case in CASES if bounded(case[1]) and case[1] not in PLANAR])
def test_the_loss_of_the_flow_never_rises(model, name):
    here = near(model, name)
    t = np.concatenate([[0.0], np.geomspace(1e-3, 100, 30)])
    train = limit(model, name).losses(t, here)[here.model.flow]
    # a quadrature or an integration repeats itself to 1e-11
    assert (np.diff(train) <= 1e-10 * train[0]).all()


def test_weak_decay_on_small_data_is_refused_where_the_decay_reaches_the_samples():
    with pytest.raises(InputError, match="holds as long as lambda t < 1, got 3: choose small-data,"):
        limit("tied-weight-decay", "small-data+weak-decay").losses([10.0], point("tied-weight-decay"))


def test_given_data_are_refused_where_they_must_be_gaussian():
    with pytest.raises(InputError, match="Gaussian data only"):
        limit("tied-weight-decay", "large-data").losses([1.0], point("tied-weight-decay"), EmpiricalSpectrum([1.0]))


def test_a_point_of_another_model_is_refused():
    with pytest.raises(InputError, match="a point of that model"):
        limit("tied-weight-decay", "large-data").losses([1.0], point("untied-autoencoder"))


def test_an_unsolved_regime_names_those_that_are_solved():
    with pytest.raises(InputError, match="solved are large-data, mean-field"):
        limit("tied-weight-decay", "large-dat")
