"""The denoising models in numbers: against each other, the tied autoencoder, weight decay, filters and simulation."""

import numpy as np
import pytest

from linear_ae.data import load as load_table
from linear_ae.data import prepare
from linear_ae.sizes import Sizes
from numerics.autoencoder.limits import limit as tied_limit
from numerics.autoencoder.limits.perturbation import NODES, agreed
from numerics.autoencoder.spectrum import EmpiricalSpectrum, MarchenkoPastur
from numerics.errors import ConvergenceError
from numerics.methods.quadrature import mean
from numerics.models.point import Point
from numerics.models.simulation import simulate
from numerics.models.training import train
from numerics.solutions import limit
from numerics.solutions.denoising import chance
from numerics.solutions.denoising.mean_field_correction import ratio_correction
from numerics.solutions.denoising.spectra import Semicircle, semicircle
from theory.errors import InputError
from theory.models import load

FRESH, FIXED, DECAY = "tied-fresh-noise", "tied-noisy-inputs", "tied-weight-decay"
T = np.array([0.0, 0.1, 0.5, 2.0])


def point(model, p, h, n, **values):
    return Point(load(model), {"p": p, "H": h, "N": n}, values)


@pytest.mark.parametrize("regime", ["large-data", "small-data", "mean-field", "narrow-latent"])
def test_weak_noise_is_the_tied_autoencoder(regime):
    sizes = Sizes(400, 200, 300, 1.5 / 400)
    known = tied_limit(regime).losses(T, sizes)
    found = limit(FIXED, f"{regime}+weak-noise").formula(T, point(FIXED, 400, 200, 300, sigma2=1.5 / 400, delta2=0.1))
    # both are made to agree with finer rules, or longer chains, to 1e-11 of p
    assert found["train"] == pytest.approx(known.train, abs=4e-9)
    assert found["population"] == pytest.approx(known.population, abs=4e-9)


@pytest.mark.parametrize("facet", ["mean-field", "narrow-latent", "large-data"])
def test_fresh_noise_that_fades_is_no_noise(facet):
    known, found = (
        limit(FRESH, name).formula(T, point(FRESH, 400, 200, 300, sigma2=1.5 / 400, delta2=1e-9))
        for name in (f"{facet}+weak-noise", facet)
    )
    # delta2 Tr A^2 / 2 is 1e-9 of the losses
    assert found["train"] == pytest.approx(known["train"], rel=1e-7, abs=1e-6)


@pytest.mark.parametrize(("edge", "facet", "sizes"), [
    ("mean-field+strong-noise", "strong-noise", (400, 4 * 10**8, 300)),
    ("narrow-latent+strong-noise", "strong-noise", (4 * 10**8, 4, 3 * 10**8)),
    ("large-data+strong-noise", "strong-noise", (400, 200, 4 * 10**8)),
])  # fmt: skip
def test_strong_noise_tends_to_its_edges(edge, facet, sizes):
    p, h, _ = sizes
    here = point(FRESH, *sizes, sigma2=0.5 / max(p, h), delta2=3.0)
    known, found = (limit(FRESH, name).losses(T, here)["train"] for name in (edge, facet))
    learned = known - known[0]
    # the small ratio is 1e-6 or 1e-8
    assert found - found[0] == pytest.approx(learned, abs=1e-5 * abs(learned).max() + 1e-11 * p)


def test_the_small_data_edge_of_wide_layers_is_where_the_facet_tends():
    here = point(FIXED, 400, 4 * 10**8, 1, sigma2=0.5 / (4 * 10**8), delta2=0.7)
    edge, facet = (limit(FIXED, name).losses(T / 400, here) for name in ("small-data+mean-field", "small-data"))
    assert facet["train"] == pytest.approx(edge["train"], abs=1e-5 * 400)
    assert facet["population"] == pytest.approx(edge["population"], abs=1e-5 * 400)


def test_large_data_is_the_tied_autoencoder_from_larger_weights():
    noise, sigma2 = 0.7, 1.3 / 200
    found = limit(FIXED, "large-data").losses(T, point(FIXED, 200, 100, 10**6, sigma2=sigma2, delta2=noise))
    known = tied_limit("large-data").losses(T, Sizes(200, 100, 10**6, (1 + noise) * sigma2)).train
    assert found["train"] == pytest.approx((known + 200 * noise / 2) / (1 + noise), rel=1e-11)


def test_infinite_data_make_noise_faster_decay_at_every_size():
    """S = I exactly, at small sizes: no limit is involved."""
    noise, p = 0.6, 8
    white = {"X": np.sqrt(p) * np.eye(p)}
    noisy = simulate(point(FRESH, p, 5, p, sigma2=0.1, delta2=noise), T, 3, matrices=white).losses
    decayed = simulate(
        point(DECAY, p, 5, p, sigma2=0.1, **{"lambda": 2 * noise / (1 + noise)}), (1 + noise) * T, 3, matrices=white
    ).losses
    trace = (decayed["train"] - decayed["error"]) * (1 + noise) / noise
    square = 2 * decayed["error"] - p + 2 * trace
    # both simulations err by 1e-8 of their losses
    assert noisy["population"] == pytest.approx(decayed["error"] + noise * square / 2, abs=1e-6)


@pytest.mark.slow
def test_decay_kills_modes_that_noise_keeps():
    """Gradient descent on two variances, one below the threshold lambda / 2 of decay, ends where formulas say."""
    l, noise, decay = np.array([0.2, 1.8] * 4), 0.5, 0.8
    data = {"X": np.sqrt(8) * np.diag(np.sqrt(l))}
    steps = [0, 500]
    noisy = train(point(FRESH, 8, 16, 8, sigma2=0.02, delta2=noise), steps, 0.1, 1, matrices=data).losses["train"]
    decayed = train(point(DECAY, 8, 16, 8, sigma2=0.02, **{"lambda": decay}), steps, 0.1, 1, matrices=data).losses
    assert noisy[:, -1] == pytest.approx(np.sum(l * noise / (l + noise)) / 2, rel=1e-6)
    kept = l > decay / 2
    assert decayed["error"][:, -1] == pytest.approx(np.sum(np.where(kept, decay**2 / (8 * l), l / 2)), rel=1e-6)


def test_late_mean_field_with_fresh_noise_is_the_wiener_filter_on_held_out_digits():
    data, noise = prepare(load_table("digits"), holdout=0.25), 0.5
    l, held_out = data.eigenbasis()
    here = point(FRESH, 64, 6400, len(data.train), sigma2=1e-4, delta2=noise)
    late = limit(FRESH, "mean-field").losses([1e12], here, EmpiricalSpectrum(l, np.diag(held_out)))
    s, c = (x.T @ x / len(x) for x in (data.train, data.test))
    wiener = s @ np.linalg.inv(s + noise * np.eye(64))
    gap, passed = np.eye(64) - wiener, noise * np.sum(wiener**2) / 2
    assert late["train"] == pytest.approx(np.trace(gap @ s @ gap) / 2 + passed, rel=1e-9)
    assert late["population"] == pytest.approx(np.trace(gap @ c @ gap.T) / 2 + passed, rel=1e-9)
    ridge = [
        np.trace((np.eye(64) - f) @ s @ (np.eye(64) - f)) / 2 + noise * np.sum(f**2) / 2 for f in (0.9 * wiener, s)
    ]
    assert all(late["train"] < other for other in ridge)


def test_chance_correlations_spoil_the_late_denoiser():
    """While p delta2 / N < 1/2 all of C is positive and A ends at C / delta2, which gains 1 - p delta2 / (2 N)."""
    here = point(FIXED, 1000, 2000, 800_000, sigma2=1e-7, delta2=300.0)
    late = limit(FIXED, "spurious-correlations").losses([200.0], here)
    spoilt = 1000 * 300 / 800_000 / 2
    assert late["population"] == pytest.approx([500 - 1000 * (1 - spoilt) / 600], rel=1e-11)
    assert late["train"] == pytest.approx([500 - 1000 * (1 + spoilt) / 600], rel=1e-11)


def test_the_law_of_chance_correlations_is_that_of_its_matrix():
    rng, (p, n, noise) = np.random.default_rng(3), (300, 6000, 8.0)
    x, z = rng.normal(size=(p, n)), np.sqrt(noise) * rng.normal(size=(p, n))
    l = np.linalg.eigvalsh(np.eye(p) + (x @ z.T + z @ x.T) / (2 * n))
    law = semicircle(1.0)(point(FIXED, p, p, n, sigma2=1.0, delta2=noise))
    rule = law.rule(6)
    for k in (2, 3, 4):
        # traces of a p x p matrix scatter by 1/p, and Z^T X / N is a Wishart-like matrix up to sqrt(p/N) = 0.2
        assert np.mean(l**k) == pytest.approx(rule.w @ rule.l**k, rel=0.1)
    moments = noisy_moments(noise * p / n)
    assert [rule.w @ rule.l**k for k in (1, 2, 3, 4)] == pytest.approx(moments, rel=1e-12)
    assert isinstance(law, Semicircle)


@pytest.mark.parametrize(("ratio", "noise", "law"), [
    (0.7, 1e-13, MarchenkoPastur(0.7)),
    (3.0, 1e-13, MarchenkoPastur(3.0)),
    (1e-12, 4e11, Semicircle(1.0, np.sqrt(0.8))),
])  # fmt: skip
def test_growth_in_noisy_samples_tends_to_known_laws(ratio, noise, law):
    t = np.array([0.0, 0.3, 5.0])
    known = mean(lambda l: np.array([l, np.ones_like(l)])[:, None] * np.exp(4 * l * t[:, None]), law)
    # both noises are neglected to 1e-12, times the sensitivity to the edge, 4 l t
    assert chance.means(t, noise, ratio) == pytest.approx(known, rel=1e-9)


@pytest.mark.parametrize(("noise", "ratio"), [(1.5, 0.6), (2.0, 4.0), (0.3, 1.0)])
def test_growth_in_noisy_samples_has_the_moments_of_their_covariance(noise, ratio):
    z, w = chance.circle(noise, ratio, 64)
    forms = np.linalg.eigvalsh([[1, noise**0.5 / 2], [noise**0.5 / 2, 0]])
    second, third, fourth = (ratio ** (k - 1) * np.sum(forms**k) for k in (2, 3, 4))
    moments = [1, 1, 1 + second, 1 + 3 * second + third, 1 + 6 * second + 2 * second**2 + 4 * third + fourth]
    assert [(w * z**k).sum().real for k in range(5)] == pytest.approx(moments, rel=1e-12)
    rng, p = np.random.default_rng(0), 240
    x = rng.normal(size=(p, round(p / ratio)))
    y = x + np.sqrt(noise) * rng.normal(size=x.shape)
    l = np.linalg.eigvalsh(x @ y.T + y @ x.T) / (2 * x.shape[1])
    # traces of one matrix scatter by a few 1/p, and the mean of e^{4 l t} does up to 4 l t = 1 as much
    assert np.exp(l / l.max()).mean() == pytest.approx(
        chance.means(np.array([0.25 / l.max()]), noise, ratio)[1], rel=0.02
    )


def test_without_target_fixed_noise_is_the_tied_autoencoder_sped_up():
    """Against the same formula on a scaled spectrum: D is 1 + delta2 times a covariance of samples."""
    here, noise = point(FIXED, 200, 4000, 300, sigma2=1e-3, delta2=0.8), 0.8
    found = limit(FIXED, "mean-field+free").losses(T, here)
    rule = MarchenkoPastur(200 / 300).rule(9)
    l, a0 = (1 + noise) * rule.l[:, None], 4.0
    a = a0 / (1 + 4 * a0 * l * T)
    assert found["train"] == pytest.approx(100 * rule.w @ (l * a**2), rel=1e-10)
    assert found["population"] == pytest.approx(100 * (1 + noise) * rule.w @ a**2, rel=1e-10)


def noisy_moments(ratio):
    """Of the identity plus a semicircle of variance p delta2 / (2 N)."""
    variance = ratio / 2
    return [1, 1 + variance, 1 + 3 * variance, 1 + 6 * variance + 2 * variance**2]


def test_a_flow_of_too_many_steps_is_refused():
    with pytest.raises(ConvergenceError, match="earlier --t-max"):
        limit(FIXED, "small-data").losses([1e6], point(FIXED, 400, 200, 1, sigma2=1.0, delta2=1.0))


@pytest.mark.slow
def test_the_correction_on_many_eigenvalues_is_that_of_their_law():
    here = point(FRESH, 400, 8000, 800, sigma2=2.5e-5, delta2=0.5)
    rule = MarchenkoPastur(0.5).rule(9)
    quantiles = np.interp((np.arange(400) + 0.5) / 400, np.cumsum(rule.w) - rule.w / 2, rule.l)
    found = limit(FRESH, "mean-field").correction(T, here, EmpiricalSpectrum(quantiles))["train"]
    known = agreed([ratio_correction(MarchenkoPastur(0.5).gauss_rule(n), T, here) for n in NODES])[0]
    # quantiles of 400 eigenvalues err by about 1/400 of a mean
    assert found == pytest.approx(400 * known, abs=0.01 * abs(400 * known).max())


def test_other_facets_have_no_correction():
    with pytest.raises(InputError, match="no correction to large-data"):
        limit(FRESH, "large-data").correction([1.0], point(FRESH, 40, 400, 80, sigma2=1e-3, delta2=1.0))


def descended(p, noise, ratio, steps, rng):
    """delta2 A and C after steps of gradient descent of t = 0.05 each, from small weights, with fixed noise."""
    n = round(p * noise / ratio)
    x = rng.normal(size=(p, n))
    y = x + np.sqrt(noise) * rng.normal(size=(p, n))
    c, d, w = (x @ y.T + y @ x.T) / (2 * n), y @ y.T / n, rng.normal(size=(p, p)) * np.sqrt(0.1 / p / noise)
    for _ in range(steps):
        passed = d @ w
        w = w + 0.05 * (2 * c @ w - w @ (w.T @ passed) - passed @ (w.T @ w))
    return noise * w @ w.T, c


@pytest.mark.parametrize(("ratio", "lost"), [(0.2, 0.0), (1.0, 0.091)])
def test_gradient_descent_shows_the_threshold_of_chance(ratio, lost):
    """Up to p delta2 / N = 1/2 all directions are learned, beyond it those of the semicircle's share below zero die.

    That share is 1/2 - (x sqrt(1 - x^2) + arcsin x) / pi at x = 1 / sqrt(2 p delta2 / N).
    """
    p, noise = 60, 60.0
    learned, c = descended(p, noise, ratio, 1000, np.random.default_rng(5))
    alive = np.linalg.eigvalsh(learned) > 1e-3
    assert (~alive).mean() == pytest.approx(lost, abs=1.5 / p)  # eigenvalues of 60 are rigid: off by one or two
    assert alive.sum() == (np.linalg.eigvalsh(c) > 0).sum()
