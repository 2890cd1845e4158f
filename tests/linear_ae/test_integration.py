"""The laws that losses obey along a gradient flow, whatever the solver's noise: never negative, train never rising."""

import numpy as np
import pytest
import torch

from linear_ae import integration
from linear_ae.data import Data
from linear_ae.errors import IntegrationError
from linear_ae.integration import lawful
from linear_ae.simulation import simulate
from linear_ae.sizes import Sizes

FRUGAL = {"memory": 1.0}
SINGLE = {"dtype": torch.float32}
LONG = np.linspace(0, 6, 121)  # far into the time in which only the solver's noise is left of the train loss
WIDE, FEW_LATENT = Sizes(100, 200, 6, 0.005), Sizes(60, 10, 12, 0.05)  # the second is compressed to 12 + 10 rows


@pytest.fixture
def unlevelled(monkeypatch):
    """Losses as the solver leaves them."""
    monkeypatch.setattr(integration, "lawful", lambda losses, *_: losses)


@pytest.mark.parametrize(
    ("sizes", "options"),
    [
        (WIDE, {}),
        (WIDE, SINGLE),
        (WIDE, FRUGAL),
        (FEW_LATENT, {}),
        (FEW_LATENT, SINGLE),
        (FEW_LATENT, FRUGAL),
        (FEW_LATENT, FRUGAL | SINGLE),
    ],
)
def test_the_train_loss_never_rises(sizes, options):
    curves = simulate(sizes, LONG, 2, **options)
    assert np.all(np.diff(curves.train, axis=1) <= 0)
    assert np.all(curves.train >= 0)
    assert np.all(curves.population >= 0)


def test_the_train_loss_never_rises_with_samples_held_out(rng):
    data = Data(rng.normal(size=(6, 40)), rng.normal(size=(9, 40)))
    curves = simulate(Sizes(40, 80, 6, 0.01), LONG, 2, data=data)
    assert np.all(np.diff(curves.train, axis=1) <= 0)


@pytest.mark.usefixtures("unlevelled")
def test_the_noise_that_is_levelled_is_there():
    """Without it the test above would pass for nothing; the noise is below the error that is stated, 1e-6 of L(0)."""
    train = simulate(WIDE, LONG, 2).train
    rise = (train - np.minimum.accumulate(train, axis=1)).max(axis=1)
    assert np.all(rise > 0)
    assert np.all(rise < 1e-6 * train[:, 0])


@pytest.mark.slow
def test_thirty_samples_in_500_dimensions():
    """A train loss that rose by 1e-7 of L(0); late it is zero to the solver's error."""
    curves = simulate(Sizes(500, 1000, 30, 0.001), np.linspace(0, 2, 21), 1)
    assert np.all(np.diff(curves.train, axis=1) <= 0)
    assert curves.train[0, -1] < 1e-6 * curves.train[0, 0]


def test_levelling_keeps_the_error(rng):
    """Noise of up to 0.01 on a falling curve: still within 0.01 of it, and the population loss is left as it is."""
    exact = np.exp(-np.linspace(0, 8, 400))
    noisy = exact + rng.uniform(-0.01, 0.01, (2, 5, 400))
    found = lawful(noisy, np.full((2, 5), 0.03), np.arange(400.0))
    assert np.abs(found[0] - exact).max() <= 0.01
    assert np.all(np.diff(found[0]) <= 0)
    assert np.all(found[1] == noisy[1].clip(min=0))


@pytest.mark.parametrize(
    ("train", "population", "words"),
    [
        ([1, 0.5, 0.62], [1, 1, 1], "train loss rises or is negative at t = 2 "),
        ([1, -0.2, -0.2], [1, 1, 1], "train loss rises or is negative at t = 1 "),
        ([1, 0.5, 0.4], [1, 1, -0.11], "population loss is negative at t = 2 "),
    ],
)
def test_what_noise_cannot_explain_is_an_error(train, population, words):
    losses = np.array([[train], [population]], dtype=float)
    with pytest.raises(IntegrationError, match=words):
        lawful(losses, np.full((2, 1), 0.1), np.arange(3.0))


def test_each_run_has_its_own_error():
    """A rise that one run's L(0) excuses is not excused in another run."""
    train, error = np.array([[100.0, 1.0, 1.5], [1.0, 0.5, 0.5]]), np.array([[1.0, 0.01]] * 2)
    lawful(np.array([train, train]), error, np.arange(3.0))
    with pytest.raises(IntegrationError, match="t = 2"):
        lawful(np.array([train[::-1]] * 2), error, np.arange(3.0))


def test_single_precision_ends_with_samples_held_out():
    """With two states the losses' roughness was rounding, and steps shrank for ever."""
    x = np.random.default_rng([1, 7]).integers(0, 4, (4, 5)).astype(float)
    data, sizes, t = Data(x[:3], x[3:]), Sizes(5, 3, 3, 0.4), np.linspace(0, 2.4, 5)
    found, fine = (simulate(sizes, t, 1, data=data, dtype=kind) for kind in (torch.float32, torch.float64))
    assert np.abs(found.population - fine.population).max() < 1e-5 * fine.population[0, 0]


def test_long_runs_in_single_precision_end_with_samples_held_out():
    """Rounding of a perturbation looked like its growth, so stiff phases were never left to the method for them."""
    x = np.random.default_rng(2).normal(size=(3, 6))
    data, sizes, t = Data(x[:2], x[2:]), Sizes(6, 4, 2, 0.02), [0.0, 600.0]
    found, fine = (simulate(sizes, t, 1, data=data, dtype=kind) for kind in (torch.float32, torch.float64))
    assert np.abs(found.population - fine.population).max() < 1e-5 * fine.population[0, 0]
