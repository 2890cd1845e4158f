"""The corrected facets beyond the reach of sampling: simulations inside the error, refusals outside of it."""

import numpy as np
import pytest

from linear_ae.controls import initial_loss
from linear_ae.sizes import Sizes
from numerics.autoencoder import border, interior
from numerics.autoencoder.free_pair import ExtremeSizesError
from numerics.errors import ConvergenceError
from tests.numerics.autoencoder.simulated import deviations


def excess(found, sizes, runs):
    """By how much the simulated means miss the curves, less the error and three standard errors; over L(0)."""
    gaps = deviations(found.losses, sizes, runs, 0)
    errors = {"train": found.train_error / found.losses.train[0]}
    errors |= {"population": found.population_error / found.losses.population[0]}
    return max(float((gap - errors[name]).max()) for name, gap in gaps.items())


@pytest.mark.parametrize(
    ("sizes", "horizon", "regime"),
    [
        (Sizes(400, 2, 400, 0.5 / 400), 3.0, "narrow-latent"),
        (Sizes(400, 100, 4, 4 / 400), 0.02, "small-data"),
    ],
)
def test_simulations_lie_inside_the_error(sizes, horizon, regime):
    t = np.linspace(0, horizon, 9)
    with pytest.raises(ExtremeSizesError):
        interior.losses(t, sizes)
    found = border.losses(t, sizes)
    assert (found.regime, found.route) == (regime, "correction")
    assert max(found.train_error.max(), found.population_error.max()) <= interior.ACCURACY * initial_loss(400, sizes)
    assert excess(found, sizes, 24) <= 0


@pytest.mark.slow
@pytest.mark.parametrize("regime", border.FACETS)
def test_the_error_holds_at_random_points(regime, rng):
    """Twenty points of each facet nearer to the interior than ``predict`` asks for, where the error is larger."""
    for _ in range(20):
        alpha, other = np.exp(rng.uniform(np.log([0.2, 0.2]), np.log([5, 5])))
        small = np.exp(rng.uniform(np.log(0.0125), np.log(0.075)))
        H, N = (400 * other, 400 * small) if regime == "small-data" else (400 * small, 400 / other)
        sizes = Sizes(400, max(1, round(H)), max(1, round(N)), alpha / 400)
        unit = 1 / (max(1, sizes.alpha) * max(1, sizes.nu))
        t = unit * np.r_[0, np.geomspace(0.05, rng.uniform(0.2, 8), 8)]
        assert excess(border.corrected(regime, t, sizes), sizes, 24) <= 0


def test_what_the_corrections_do_not_reach_is_refused():
    with pytest.raises(ConvergenceError, match=r"small-data with its correction reaches .* of L\(0\): ask for less"):
        border.losses([0, 0.05], Sizes(400, 5, 2, 1 / 400), accuracy=1e-5)
