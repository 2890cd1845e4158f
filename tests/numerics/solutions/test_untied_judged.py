"""The untied models' limits at p = 400 and points drawn at random, against simulation: 3 standard errors and the error
that is printed beside the limit. And mean-field with its correction on data of any covariance.
"""

import numpy as np
import pytest

from numerics.autoencoder.covariance.population import power_law
from numerics.autoencoder.covariance.sample_spectrum import sample_law
from numerics.models.point import Point
from numerics.models.simulation import simulate
from numerics.solutions import limit
from numerics.solutions.distance import distance
from tests.oracles.gram_flow import simulated
from theory.models import load

P = 400
MODELS = "untied-autoencoder", "untied-weight-decay"
FACETS = "mean-field", "lazy", "narrow-latent", "small-data"


def log_uniform(rng, low, high):
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def drawn(rng, model, facet):
    """A point of a facet, and the last time."""
    h, n, sigma2 = round(P * log_uniform(rng, 0.3, 2.5)), round(P / log_uniform(rng, 0.2, 3)), rng.uniform(0.1, 2.5) / P
    last, decay = log_uniform(rng, 1.5, 5), log_uniform(rng, 0.05, 1.5)
    if facet == "mean-field":
        h = round(P * log_uniform(rng, 6, 50))
        sigma2 = log_uniform(rng, 0.05, 3) / h
    if facet == "lazy":
        a0, rho, decay = log_uniform(rng, 20, 150), log_uniform(rng, 0.2, 2), log_uniform(rng, 0.05, 0.3)
        h = round(P * a0**2 / rho)
        sigma2, last = a0 / h, last / a0
    if facet == "narrow-latent":
        h = int(rng.integers(2, 8))
    if facet == "small-data":
        n = int(rng.integers(2, 7))
        last, decay = last * n / P, decay * P / n
    values = {"sigma2": sigma2, "lambda": decay}
    definition = load(model)
    return Point(definition, {"p": P, "H": h, "N": n}, {name: values[name] for name in definition.scalars}), last


@pytest.mark.slow
@pytest.mark.parametrize("facet", FACETS)
@pytest.mark.parametrize("model", MODELS)
def test_a_random_point_at_p_400_is_within_the_error_that_is_printed(model, facet):
    rng = np.random.default_rng([2026, MODELS.index(model), FACETS.index(facet)])
    here, last = drawn(rng, model, facet)
    t = np.r_[0, np.geomspace(last / 30, last, 7)]
    found = limit(model, facet)
    losses, errors = found.losses(t, here), distance(found, t, here).errors
    if facet == "narrow-latent":
        curves = simulate(here, t, 8)
        mean, stderr = curves.mean, curves.stderr
    else:
        mean, stderr = simulated(here, t, 8 if facet == "small-data" else 4)
    for loss, curve in losses.items():
        assert (abs(mean[loss] - curve) <= 3 * stderr[loss] + errors[loss]).all()


SPECTRA = {
    "two levels": np.repeat([3.2, 0.4], [40, 88]),
    "uniform": np.linspace(0.2, 2.1, 128),
    "power law": power_law(0.9, 128),
    "bulk": np.linalg.eigvalsh(np.cov(np.random.default_rng(5).normal(size=(128, 400)))),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", SPECTRA)
@pytest.mark.parametrize("model", MODELS)
def test_mean_field_with_its_correction_holds_for_any_covariance(model, name):
    rng = np.random.default_rng([7, MODELS.index(model), list(SPECTRA).index(name)])
    covariance, definition = SPECTRA[name], load(model)
    h, n = round(128 * log_uniform(rng, 12, 30)), round(128 / log_uniform(rng, 0.3, 2))
    values = {"sigma2": log_uniform(rng, 0.05, 0.8) / h, "lambda": log_uniform(rng, 0.05, 1)}
    here = Point(definition, {"p": 128, "H": h, "N": n}, {scalar: values[scalar] for scalar in definition.scalars})
    t, law = np.r_[0, np.geomspace(0.1, 3, 6)] / max(1.0, covariance.max() / 3), sample_law(covariance, n)
    losses, added = limit(model, "mean-field").losses(t, here, law), limit(model, "mean-field").correction(t, here, law)
    mean, stderr = simulated(here, t, 12, covariance=covariance)
    for loss, curve in losses.items():
        rest = abs(mean[loss] - curve - added[loss])
        # what is neglected is (p/H)^2 and 1/p^2, with constants of up to 10 in late population losses
        assert (rest <= 3 * stderr[loss] + 0.001 * curve[0]).all()
