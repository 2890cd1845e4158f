"""The untied autoencoder's limits: closed forms, meetings of facets, first corrections, and simulated training."""

from math import factorial

import mpmath
import numpy as np
import pytest
from scipy.integrate import solve_ivp
from sklearn.datasets import load_digits

from numerics.autoencoder.spectrum import EmpiricalSpectrum, MarchenkoPastur
from numerics.errors import ConvergenceError
from numerics.models.point import Point
from numerics.models.simulation import simulate
from numerics.solutions import limit
from numerics.solutions.untied_autoencoder.mean_field_correction import finite_size
from numerics.solutions.untied_autoencoder.residual import residual
from theory.errors import InputError
from theory.matrix.expansion import expansion
from theory.models import load

NAME = "untied-autoencoder"
MODEL = load(NAME)


def point(p, h, n, sigma2):
    return Point(MODEL, {"p": p, "H": h, "N": n}, {"sigma2": sigma2})


@pytest.mark.parametrize("a0", [1e-300, 1e-9, 0.3, 1.0, 40.0, 1e9, 1e150])
def test_the_closed_form_solves_the_equations_for_all_starts(a0):
    times = np.array([0.0, 1e-9, 0.1, 0.7, 5.0, 300.0]) / np.hypot(1, a0)
    with mpmath.workdps(700):  # k - 1 is 1e-600 at the smallest, a0^2 1e300 at the largest
        a = mpmath.mpf(a0)
        k = mpmath.sqrt(1 + a**2)
        for t, found in zip(times, residual(a0, 1.0, times), strict=True):
            g = 1 + k * mpmath.tanh(k * mpmath.mpf(t) + mpmath.atanh((a - 1) / k))
            assert found == pytest.approx(float(1 - (g - a**2 / g) / 2), rel=1e-12)


def root(matrix):
    """The square root of a symmetric matrix."""
    l, v = np.linalg.eigh(matrix)
    return v * np.sqrt(l.clip(min=0)) @ v.T


@pytest.mark.parametrize("l", [[1.0, 1.0, 1.0], [0.2, 0.9, 2.1]])
@pytest.mark.parametrize("a0", [0.05, 0.7, 4.0])
def test_mean_field_is_the_published_flow_of_wide_linear_networks(l, a0, rng):
    """arXiv:2405.17580: F' = -(F F^T + a0^2)^(1/2) G - G (F^T F + a0^2)^(1/2) with the gradient G = (F - 1) S of the
    loss, from F = 0; there S = 1, here also a full matrix.
    """
    basis = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    samples = basis * l @ basis.T

    def velocity(_, y):
        f = y.reshape(3, 3)
        gradient, wide = (f - np.eye(3)) @ samples, a0**2 * np.eye(3)
        return -(root(f @ f.T + wide) @ gradient + gradient @ root(f.T @ f + wide)).ravel()

    t = np.array([0.0, 0.2, 1.0, 4.0])
    flow = solve_ivp(velocity, (0, 4), np.zeros(9), t_eval=t, rtol=1e-9, atol=1e-12)
    rests = [np.eye(3) - y.reshape(3, 3) for y in flow.y.T]
    found = limit(NAME, "mean-field").losses(t, point(3, 300, 3, a0 / 300), EmpiricalSpectrum(l, np.ones(3)))
    for loss, metric in (("train", samples), ("population", np.eye(3))):
        expected = [np.trace(rest @ metric @ rest.T) / 2 for rest in rests]
        assert found[loss] == pytest.approx(expected, abs=1e-7)  # of losses of 1.5 the integrator's error


def test_a_tiny_start_is_a_late_logistic_and_a_large_one_an_exponential():
    assert residual(1e-6, 1.0, np.array([np.log(2e6) / 2])) == pytest.approx(0.5, abs=1e-6)
    assert residual(1e6, 1.0, np.array([1e-6])) == pytest.approx(np.exp(-2), rel=1e-6)


@pytest.mark.parametrize("alpha", [0.1, 1.0, 3.0])
@pytest.mark.parametrize("facet", ["mean-field", "narrow-latent", "narrow-latent+free"])
def test_equal_eigenvalues_give_the_closed_forms_of_large_data(alpha, facet):
    here, t = point(50, 10, 50, alpha / 50), np.linspace(0, 3, 7)
    facets = f"large-data+{facet}"
    flat = limit(NAME, facet).losses(t, here, EmpiricalSpectrum(np.ones(50), np.ones(50)))
    for loss, curve in limit(NAME, facets).losses(t, here).items():
        assert flat[loss] == pytest.approx(curve, rel=1e-11)


@pytest.mark.parametrize("facet", ["mean-field", "narrow-latent"])
def test_tiny_starts_grow_linearly(facet):
    here, t = point(50, 10, 50, 1e-12), np.linspace(0.1, 1, 4)
    linear = limit(NAME, "mean-field+narrow-latent").losses(t, here)
    for loss, curve in limit(NAME, facet).losses(t, here).items():
        # of a change of 1e-9, and losses of 25 with 1e-16 of them
        assert 25 - curve == pytest.approx(25 - linear[loss], rel=1e-5)


def test_given_data_without_held_out_samples_have_no_population_loss():
    here = point(3, 2, 4, 0.1)
    for facet in ("mean-field", "lazy", "narrow-latent"):
        assert set(limit(NAME, facet).formula(np.array([1.0]), here, EmpiricalSpectrum([0.0, 1.0, 2.0]))) == {"train"}


def test_a_flow_too_stiff_for_the_method_is_refused(monkeypatch):
    monkeypatch.setattr("numerics.solutions.untied_autoencoder.integration.MOST_EVALUATIONS", 1000)
    with pytest.raises(ConvergenceError, match=r"stiff from time .* on: give an earlier --t-max"):
        limit(NAME, "narrow-latent").losses([100.0], point(100, 3, 10, 1.0))


@pytest.mark.parametrize("regime", ["large-data", "free", "free+large-data"])
def test_open_regimes_are_said_to_be_open(regime):
    with pytest.raises(InputError, match=r"is an open problem; `prism predict --model untied-autoencoder` without"):
        limit(NAME, regime)


def next_terms(loss, order, here):
    """The value of the terms of a derivative over order! that are p/H times those of mean-field."""
    terms = expansion(MODEL, loss, order, planar=True).terms
    value = 0.0
    for (p, h, n, m), c in terms.items():
        if h == m - 1:
            value += (
                float(c)
                * here.sizes["p"] ** p
                * here.sizes["H"] ** h
                * here.sizes["N"] ** n
                * here.values["sigma2"] ** m
            )
    return value / factorial(order)


def test_the_correction_is_the_next_terms_of_the_exact_expansion():
    here, step = point(60, 900, 50, 0.3 / 900), 2e-3
    found = limit(NAME, "mean-field").correction(step * np.arange(9), here, None)
    spread = limit(NAME, "mean-field").losses([0.0], here)
    for loss in ("train", "population"):
        wishart = of_the_spectrum(here, step * np.arange(9), loss)
        slopes = np.polynomial.polynomial.polyfit(step * np.arange(9), found[loss] - wishart, 8)
        for order in range(3):  # the fit loses four digits an order
            expected = next_terms(loss, order, here)
            assert slopes[order] == pytest.approx(expected, abs=10.0 ** (3 * order - 9) * spread[loss][0])


def of_the_spectrum(here, t, loss):
    """What finite p adds by the spectrum of S."""
    law = MarchenkoPastur(here.sizes["p"] / here.sizes["N"])
    return here.sizes["p"] * finite_size(law, t, here)[("train", "population").index(loss)]


@pytest.mark.slow
def test_the_corrected_mean_field_is_near_where_the_limit_is_off():
    here, t = point(128, 2048, 256, 0.3 / 2048), np.linspace(0, 1.5, 7)
    facet = limit(NAME, "mean-field")
    curves, added = simulate(here, t, 12, controls=True), facet.correction(t, here)
    for loss, limiting in facet.losses(t, here).items():
        off = (curves.mean[loss] - limiting) / limiting[0]
        assert abs(off).max() > 0.005
        rest = off - added[loss] / limiting[0]
        assert (abs(rest) < 0.001 + 3 * curves.stderr[loss] / limiting[0]).all()


@pytest.mark.slow
def test_simulated_training_follows_mean_field_and_its_correction():
    here, t = point(400, 3200, 800, 0.3 / 3200), np.linspace(0, 1, 5)
    facet, curves = limit(NAME, "mean-field"), simulate(here, t, 2)
    added = facet.correction(t, here)
    for loss, limiting in facet.losses(t, here).items():
        off = abs(curves.mean[loss] - limiting - added[loss])
        # what is neglected is (p/H)^2 = 1.6 % of losses of which p/H itself is 2 %
        assert (off < 3 * curves.stderr[loss] + 0.002 * limiting[0]).all()


SIMULATED = {
    "lazy": ((100, 8000, 200, (0.5 / 800000) ** 0.5), 0.1, 2, 0.04),
    "narrow-latent": ((400, 4, 800, 0.5 / 400), 3.0, 8, 2e-4),
    "narrow-latent+free": ((400, 4, 800, 100 / 400), 0.02, 8, 0.02),
    "small-data": ((400, 200, 4, 0.5 / 400), 0.03, 16, 0.01),
    "small-data+free": ((400, 200, 4, 50 / 400), 5e-4, 16, 0.02),
    "small-data+narrow-latent": ((400, 4, 4, 0.5 / 400), 0.015, 32, 0.01),
    "large-data+narrow-latent": ((400, 4, 40000, 0.5 / 400), 2.0, 2, 0.002),
}
"""Facets and edges with sizes, the last time, runs, and the neglected orders: p/H, H/p, N/p, p/N, 1/alpha or 1/a0."""


@pytest.mark.slow
@pytest.mark.parametrize("regime", SIMULATED)
def test_simulated_training_follows_the_limit(regime):
    sizes, last, runs, neglected = SIMULATED[regime]
    here, t = point(*sizes), np.linspace(0, last, 6)
    curves = simulate(here, t, runs, controls=True)
    for loss, limiting in limit(NAME, regime).losses(t, here).items():
        off = abs(curves.mean[loss] - limiting)
        assert (off < 3 * curves.stderr[loss] + neglected * limiting[0]).all()


@pytest.mark.slow
def test_mean_field_and_its_correction_hold_on_the_digits():
    pixels = load_digits().data
    l = np.linalg.eigvalsh(np.cov(pixels.T)).clip(min=0)
    l *= 64 / l.sum()
    here, t = point(64, 2048, 64, 0.3 / 2048), np.linspace(0, 1.5, 7)
    curves = simulate(here, t, 4, matrices={"X": np.diag(np.sqrt(64 * l))})
    facet, law = limit(NAME, "mean-field"), EmpiricalSpectrum(l)
    limiting, added = facet.losses(t, here, law)["train"], facet.correction(t, here, law)["train"]
    allowed = 3 * curves.stderr["train"]
    assert (abs(curves.mean["train"] - limiting) < allowed + 0.003 * limiting[0]).all()
    # 32 latent units an input dimension: what is neglected beside p/H is 0.1 %
    assert (abs(curves.mean["train"] - limiting - added) < allowed + 0.001 * limiting[0]).all()
