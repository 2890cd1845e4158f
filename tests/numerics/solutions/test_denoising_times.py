"""The limits of the denoising models at all times: finite, not negative, never rising."""

import numpy as np
import pytest

from numerics.solutions import limit
from tests.numerics.solutions.points import PLANAR, of, point
from theory.errors import InputError

CASES = [case for case in of("tied-noisy-inputs", "tied-fresh-noise") if case not in PLANAR]
EACH = [pytest.param(*case, marks=[pytest.mark.slow] * ("+" in case[1])) for case in CASES]


def unbounded(model, name):
    """Growth below saturation, linear in A: it goes on for ever, and so do the losses."""
    facets = set(name.split("+"))
    few = "narrow-latent" in facets and "free" not in facets and facets & {"mean-field", "small-data"}
    return few or (model == "tied-fresh-noise" and {"small-data", "strong-noise"} <= facets)


UNBOUNDED = [case for case in CASES if unbounded(*case)]


def within(model, name):
    """Sizes for which the regime is meant, with alpha = 1.2 or a0 = 0.6 or 0.1, and the time of its flow."""
    facets = set(name.split("+"))
    p = 120_000_000 if "small-data" in facets else 120
    h = 2 if "narrow-latent" in facets else 100 * p if "mean-field" in facets else p // 2
    n = 1 if "small-data" in facets else 200 * p if facets & {"large-data", "spurious-correlations"} else 100
    noise = 100.0 if facets & {"strong-noise", "spurious-correlations"} else 0.4
    unit = n / p if "small-data" in facets else 1.0
    a0 = 0.1 if "narrow-latent" in facets else 0.6  # below saturation
    sigma2 = a0 / h if "mean-field" in facets else 1.2 / p
    if noise > 1:
        power = 0.5 if {"small-data", "strong-noise"} <= facets and model == "tied-noisy-inputs" else 1.0
        sigma2, unit = sigma2 / noise**power, unit / noise ** (1 - power)
    return point(model, p, h, n, delta2=noise, sigma2=sigma2), unit


@pytest.mark.parametrize(("model", "name"), EACH)
def test_losses_are_finite_not_negative_and_that_of_the_flow_never_rises(model, name):
    here, unit = within(model, name)
    grows = (model, name) in UNBOUNDED
    t = np.concatenate([[0.0, 1e-12], np.geomspace(1e-4, 1e-2, 5) if grows else np.geomspace(1e-3, 100, 10)])
    losses = limit(model, name).losses(unit * t, here)
    assert all(np.isfinite(curve).all() and (curve >= -1e-9 * curve.max()).all() for curve in losses.values())
    train = losses[here.model.flow]
    # a quadrature or an integration repeats itself to 1e-11
    assert (np.diff(train) <= 1e-10 * abs(train[0])).all()


@pytest.mark.parametrize(("model", "name"), UNBOUNDED)
def test_growth_beyond_all_numbers_is_refused(model, name):
    with pytest.raises(InputError, match="far beyond its domain"):
        limit(model, name).losses(np.array([1e5]), point(model))
