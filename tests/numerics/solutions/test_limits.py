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
EACH = [pytest.param(*case, marks=[pytest.mark.slow] * ("+" in case[1])) for case in CASES]
"""All of them; edges and vertices, which share the code of the facets, are slow."""
VALUES = {"sigma2": 0.01, "lambda": 0.3, "delta2": 0.4}


def point(model, p=120, h=60, n=100, **values):
    found = load(model)
    return Point(found, {"p": p, "H": h, "N": n}, {name: values.get(name, VALUES[name]) for name in found.scalars})


@pytest.mark.parametrize(("model", "name"), EACH)
def test_numbers_follow_the_exact_series(model, name):
    here, order = point(model), 5
    numbers = {alpha: 0.01 * 120, eta: 0.5, nu: 1.2} | {SCALARS[s]: VALUES[s] for s in here.values if s != "sigma2"}
    series = {
        loss: np.array([float(c.subs(numbers)) for c in terms])
        for loss, terms in solutions(model)[name].series(order).items()
    }
    # within a time at which the last term, or what the one before it foretells, is 1e-9 of the losses, those left out
    # are below 1e-10 of them
    scale = {loss: abs(c[0]) + abs(c[1]) for loss, c in series.items()}
    terms = {loss: max(abs(c[-1]), abs(c[-2]) * (abs(c[-2]) / scale[loss]) ** 0.25) for loss, c in series.items()}
    last = min((1e-9 * scale[loss] / term) ** (1 / order) for loss, term in terms.items())
    t = np.array([0.0, last / 2, last])
    found = limit(model, name).losses(t, here)
    for loss, c in series.items():
        assert found[loss] == pytest.approx(120 * np.polyval(c[::-1], t), abs=1.2e-7 * scale[loss])


def unbounded(model, name):
    """Growth below saturation, linear in A: it goes on for ever, and so do the losses."""
    facets = set(name.split("+"))
    few = "narrow-latent" in facets and "free" not in facets and facets & {"mean-field", "small-data"}
    return few or (model == "tied-fresh-noise" and {"small-data", "strong-noise"} <= facets)


UNBOUNDED = [case for case in CASES if unbounded(*case)]


def within(model, name):
    """Sizes for which the regime is meant, with alpha = 1.2 or a0 = 0.6, and the time of its flow."""
    facets = set(name.split("+"))
    p = 120_000_000 if "small-data" in facets else 120
    h = 2 if "narrow-latent" in facets else 100 * p if "mean-field" in facets else p // 2
    n = 1 if "small-data" in facets else 200 * p if facets & {"large-data", "spurious-correlations"} else 100
    noise = 100.0 if facets & {"strong-noise", "spurious-correlations"} else 0.4
    unit = n / p if "small-data" in facets else 1.0
    sigma2 = 0.6 / h if "mean-field" in facets else 1.2 / p
    if noise > 1:
        power = 0.5 if {"small-data", "strong-noise"} <= facets and model == "tied-noisy-inputs" else 1.0
        sigma2, unit = sigma2 / noise**power, unit / noise ** (1 - power)
    return point(model, p, h, n, delta2=noise, sigma2=sigma2), unit


@pytest.mark.parametrize(("model", "name"), EACH)
def test_losses_are_finite_not_negative_and_that_of_the_flow_never_rises(model, name):
    here, unit = within(model, name)
    grows = (model, name) in UNBOUNDED
    t = np.concatenate([[0.0, 1e-12], np.geomspace(1e-3, 5 if grows else 100, 10)])
    losses = limit(model, name).losses(unit * t, here)
    assert all(np.isfinite(curve).all() and (grows or (curve >= 0).all()) for curve in losses.values())
    train = losses[here.model.flow]
    # a quadrature or an integration repeats itself to 1e-11
    assert (np.diff(train) <= 1e-10 * abs(train[0])).all()


@pytest.mark.parametrize(("model", "name"), UNBOUNDED)
def test_growth_beyond_all_numbers_is_refused(model, name):
    with pytest.raises(InputError, match="far beyond its domain"):
        limit(model, name).losses(np.array([1e5]), point(model))


def test_given_data_are_refused_where_they_must_be_gaussian():
    with pytest.raises(InputError, match="Gaussian data only"):
        limit("tied-weight-decay", "large-data").losses([1.0], point("tied-weight-decay"), EmpiricalSpectrum([1.0]))


def test_a_point_of_another_model_is_refused():
    with pytest.raises(InputError, match="a point of that model"):
        limit("tied-weight-decay", "large-data").losses([1.0], point("untied-autoencoder"))


def test_an_unsolved_regime_names_those_that_are_solved():
    with pytest.raises(InputError, match="solved are large-data, mean-field"):
        limit("tied-weight-decay", "large-dat")
