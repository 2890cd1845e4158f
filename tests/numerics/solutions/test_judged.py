"""Facets of the decaying and the denoising autoencoder at p = 400, and corrections at p = 128, against runs of their
own: at points drawn by a seed, within three standard errors and the error that is stated beside the limit."""

import numpy as np
import pytest

from linear_ae.controls import regressed
from numerics.models.point import Point
from numerics.solutions import limit
from numerics.solutions.distance import distance
from tests.numerics.solutions.flows import curves, runs, start
from theory.models import load
from theory.solutions import solutions

MODELS = ("tied-weight-decay", "tied-fresh-noise", "tied-noisy-inputs")
CASES = [(model, name) for model in MODELS for name in solutions(model) if "+" not in name]
SEED, RUNS = 11, 3


def between(rng, low, high):
    """A number drawn evenly in its logarithm."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def drawn(model, name, p, rng):
    """A point in the regime, its small ratio from 1/8 to 1/50, and times up to late ones."""
    ratio, unit = between(rng, 8, 50), 1.0
    h, n = round(p * between(rng, 0.25, 2.5)), round(p * between(rng, 0.3, 4))
    alpha, decay, noise = between(rng, 0.1, 1.5), between(rng, 0.05, 1.6), between(rng, 0.1, 3)
    match name:
        case "large-data":
            n = round(p * ratio)
        case "small-data":
            n = max(1, round(p / between(rng, 12, 200)))
            unit, decay, noise = n / p, decay / 4, between(rng, 0.05, 0.4)
            noise *= (p / n) ** (0.5 if model == "tied-fresh-noise" else 0)
        case "mean-field":
            h = round(p * ratio)
            alpha *= p / h
        case "narrow-latent":
            h = max(1, round(p / (2 * ratio)))
        case "free":
            alpha = between(rng, 20, 80)
            unit, decay = 1 / alpha, decay / 2 * alpha
        case "weak-decay":
            decay = between(rng, 0.002, 0.02)
        case "weak-noise":
            noise = between(rng, 0.002, 0.02)
        case "strong-noise":
            noise = between(rng, 30, 300)
            alpha /= noise
        case "spurious-correlations":
            noise = between(rng, 30, 300)
            alpha, n = alpha / noise, round(p * noise / between(rng, 0.1, 1.2))
    if name == "free" and model == "tied-noisy-inputs":
        unit /= 1 + noise
    found, values = load(model), {"sigma2": alpha / p, "lambda": decay, "delta2": noise}
    point = Point(found, {"p": p, "H": h, "N": n}, {scalar: values[scalar] for scalar in found.scalars})
    return point, unit * np.concatenate([[0.0], np.geomspace(0.03, 1, 7) * between(rng, 2.5, 6)])


@pytest.mark.slow
@pytest.mark.parametrize(("model", "name"), CASES)
def test_facets_at_400(model, name):
    found = limit(model, name)
    point, t = drawn(model, name, 400, np.random.default_rng([SEED, *map(ord, model + name)]))
    known, stated = found.losses(t, point), distance(found, t, point).errors
    for loss, mean, doubt in zip(point.model.losses, *runs(point, t, RUNS, SEED), strict=True):
        assert (abs(mean - known[loss]) <= 3 * doubt + stated[loss]).all(), (loss, str(point))


CORRECTED = [(model, trial) for model in ("tied-weight-decay", "tied-fresh-noise") for trial in range(2)]


@pytest.mark.slow
@pytest.mark.parametrize(("model", "trial"), CORRECTED)
def test_corrected_mean_field_at_128(model, trial):
    """Where the limit is off by half a percent of L(0) or more, its correction leaves at most a thousandth."""
    rng, p = np.random.default_rng([SEED, trial]), 128
    h, n = round(p * between(rng, 16, 28)), round(p * between(rng, 0.7, 4))
    values = {"sigma2": between(rng, 0.1, 0.3) / h, "lambda": between(rng, 0.1, 1), "delta2": between(rng, 0.2, 1)}
    here = Point(load(model), {"p": p, "H": h, "N": n}, {name: values[name] for name in load(model).scalars})
    t = np.array([0.0, 0.05, 0.1, 0.2, 0.35, 0.6, 1.0, 2.5])
    facet, found = limit(model, "mean-field"), curves(here, t, 50, trial)
    controls = found[:, :, 0] - start(here)
    known, corrected = facet.losses(t, here), facet.corrected(t, here)
    for k, loss in enumerate(here.model.losses):
        simulated, variance = regressed(found[:, k], controls)
        unit, error = known[loss][0], np.sqrt(variance)
        assert abs(simulated - known[loss]).max() >= 5e-3 * unit
        assert (error <= 6e-4 * unit).all()
        assert (abs(simulated - corrected[loss]) <= 1e-3 * unit + 3 * error).all(), (loss, str(here))
