"""Bounds that every loss obeys, and what is said of regimes that break them."""

import numpy as np
import pytest

from linear_ae.controls import initial_loss
from linear_ae.sizes import Sizes
from numerics.autoencoder.bounds import Bounds, breaches
from numerics.autoencoder.limits import limit
from numerics.autoencoder.losses import Losses
from numerics.autoencoder.predict import first_correction, predict
from numerics.autoencoder.suitability import guard
from numerics.autoencoder.suitability.own_times import own_times
from theory.errors import InputError

WIDE = Sizes(100, 50, 200, 1e-4)  # H = p/2 is no narrow latent


def test_the_rank_bound_is_the_sum_of_the_eigenvalues_left_out(rng):
    """Of simulated spectra: at p = 400, H = 12, N = 20 the mean over 200 of them, to 2 % (1/N)."""
    x = rng.standard_normal((200, 20, 400))
    l = np.linalg.eigvalsh(x @ x.swapaxes(1, 2) / 20)
    assert Bounds.of_sizes(Sizes(400, 12, 20, 1.0)).train == pytest.approx(l[:, :8].sum(axis=1).mean() / 2, rel=0.02)
    assert Bounds.of_sizes(Sizes(400, 12, 20, 1.0)).population == 194
    assert Bounds.of_sizes(Sizes(400, 400, np.inf, 1.0)) == Bounds()


def test_breaches_are_named_with_their_first_time():
    t = np.array([0.0, 1.0, 2.0, 3.0])
    curves = Losses(t, np.array([10.0, 5.0, 6.0, -1.0]), np.array([10.0, 9.0, 3.0, 4.0]))
    found = {each.on_gaussian_data: each for each in breaches(curves, Bounds(2.0, 4.0))}
    assert found["the train loss rises"].t == 2
    assert found["the train loss is negative"].excess == pytest.approx(1.0)
    assert found["the train loss is below what any A of rank H leaves"].excess == pytest.approx(3.0)
    assert found["the population loss is below (p - H)/2"].t == 2
    assert not breaches(curves, Bounds(), allowed=1.0)


def test_own_times_see_what_lies_between():
    """The correction to narrow-latent peaks between the two times asked for."""
    times = own_times(np.array([0.0, 2.0]), WIDE)
    assert {0.0, 2.0} <= set(times)
    peak = np.abs(first_correction("narrow-latent", times, WIDE).train).max()
    assert peak > 1.3 * np.abs(first_correction("narrow-latent", [0.0, 2.0], WIDE).train).max()


def test_a_negative_loss_is_never_without_a_warning():
    """-10.58 at t = 1, where training has 21.4; 3 % is missed of the derivatives at t = 0."""
    assert predict("narrow-latent", [1.0], WIDE).train[0] == pytest.approx(-10.577, abs=1e-3)
    found = guard.warnings("narrow-latent", np.array([0.0, 2.0]), WIDE)
    assert found[0].startswith("the train loss is negative from t = 0.7")
    assert any(text.startswith("what it neglects reaches") for text in found)


def test_a_breach_is_a_share_of_the_mean_loss_at_the_start():
    """These limits start below zero, and at a hundredth of L(0): shares of that were negative, and 86 times L(0)."""
    learned, wide = Sizes(40, 204, 49, 0.00401), Sizes(40, 2, 32, 0.0107)
    t = np.array([0.0, 0.4])
    for name, sizes in (("mean-field+narrow-latent", learned), ("narrow-latent+free", wide)):
        curve, start = limit(name).losses(t, sizes).train, initial_loss(sizes.p, sizes)
        (text,) = [text for text in guard.warnings(name, t, sizes) if text.startswith("the train loss is")]
        least = 0.0 if curve.min() < 0 else Bounds.of_sizes(sizes).train
        assert text.endswith(f"by up to {guard.share_of((least - curve.min()) / start)}")


@pytest.mark.parametrize("points", [6, pytest.param(16, marks=pytest.mark.slow)])
def test_random_sizes_with_a_negative_narrow_latent_loss_are_warned_of(points, rng):
    negative = 0
    for _ in range(points):
        alpha, eta, nu = np.exp(rng.uniform(np.log([0.01, 0.05, 0.1]), np.log([2, 1, 3])))
        sizes, t = Sizes(100, round(100 * eta), max(1, round(100 / nu)), alpha / 100), np.array([0.0, 4.0])
        if predict("narrow-latent", own_times(t, sizes), sizes).train.min() < 0:
            negative += 1
            assert "train loss is negative" in guard.warnings("narrow-latent", t, sizes)[0]
    assert negative >= points // 6


@pytest.mark.parametrize(
    ("name", "sizes"),
    [
        ("mean-field", Sizes(200, 8000, 400, 0.3 / 8000)),
        ("narrow-latent", Sizes(400, 2, 800, 0.5 / 400)),
        ("large-data", Sizes(200, 300, 20000, 0.5 / 200)),
        ("small-data", Sizes(1000, 800, 4, 0.5 / 1000)),
        ("large-data+mean-field", Sizes(100, 10000, 100000, 0.3 / 10000)),
    ],
)
def test_regimes_that_suit_their_sizes_are_left_in_peace(name, sizes):
    assert guard.warnings(name, np.array([0.0, 2 / max(1, sizes.nu)]), sizes) == []


@pytest.mark.parametrize(
    ("name", "sizes", "text"),
    [
        ("mean-field", Sizes(400, 40, 800, 0.01), "below what any A of rank H leaves"),
        ("small-data", Sizes(400, 12, 20, 1.25e-3), "below what any A of rank H leaves"),
        ("large-data", Sizes(200, 100, 4000, 0.002), "what it neglects reaches 13"),
        ("mean-field+narrow-latent", Sizes(200, 4000, 400, 1e-8), "the train loss is negative"),
    ],
)
def test_late_failures_are_seen(name, sizes, text):
    assert any(text in warning for warning in guard.warnings(name, np.array([0.0, 50 / max(1, sizes.nu)]), sizes))


def test_the_correction_is_refused_where_it_is_none():
    """Narrow-latent's is secular: the corrected train loss rises after t = 4, which no training does."""
    sizes = Sizes(100, 10, 200, 1e-3)
    with pytest.raises(InputError, match=r"fails: the train loss rises at t = .*; it holds up to t = "):
        guard.checked_correction("narrow-latent", np.array([0.0, 10.0]), sizes)
    with pytest.raises(InputError, match=r"exceeds 10% of L\(0\) at t = "):
        guard.checked_correction("narrow-latent", np.array([0.0, 2.0]), WIDE)
    t = np.linspace(0, 1, 5)
    assert guard.checked_correction("narrow-latent", t, sizes).train == pytest.approx(
        first_correction("narrow-latent", t, sizes).train, abs=1e-6
    )
