"""The corrected facets beyond the reach of sampling: simulations inside the error, refusals outside of it."""

import numpy as np
import pytest

from linear_ae.controls import initial_loss
from linear_ae.sizes import Sizes
from numerics.autoencoder.bounds import Bounds
from numerics.autoencoder.planar import interior
from numerics.autoencoder.suitability import auto, border
from numerics.autoencoder.suitability.simulated_mean import CostError
from numerics.errors import ConvergenceError
from tests.numerics.autoencoder.simulated import deviations


def excess(found, sizes, runs):
    """By how much the simulated means miss the curves, less the error and three standard errors; over L(0)."""
    gaps = deviations(found, sizes, runs, 0)
    errors = {"train": found.train_error / found.train[0]}
    errors |= {"population": found.population_error / found.population[0]}
    return max(float((gap - errors[name]).max()) for name, gap in gaps.items())


@pytest.mark.parametrize(
    ("sizes", "horizon", "regime"),
    [
        (Sizes(400, 2, 400, 0.5 / 400), 3.0, "narrow-latent"),
        pytest.param(Sizes(400, 100, 4, 4 / 400), 0.02, "small-data", marks=pytest.mark.slow),
    ],
)
def test_simulations_lie_inside_the_error(sizes, horizon, regime):
    t = np.linspace(0, horizon, 9)
    found = border.losses(t, sizes)
    assert (found.regime, found.route) == (regime, "correction")
    assert max(found.train_error.max(), found.population_error.max()) <= interior.ACCURACY * initial_loss(400, sizes)
    assert excess(found, sizes, 24) <= 0


@pytest.mark.parametrize(("points", "end"), [(2, 50.0), pytest.param(6, 1.0, marks=pytest.mark.slow)])
def test_small_data_is_not_taken_where_the_rank_forbids_it(points, end):
    """H = 12 < N = 20: no map of rank 12 goes below 62.1 (its own 1/p left out), where small-data says 0."""
    sizes = Sizes(400, 12, 20, 1.25e-3)
    found = auto.finite_losses(np.linspace(0, end, points), sizes)
    assert found.route == "simulation"
    assert found.train_error.max() <= 0.005 * initial_loss(400, sizes)
    assert abs(found.train[-1] - 62.1) <= found.train_error[-1] + 0.01 * 62.1
    assert found.population[-1] == pytest.approx(194, abs=found.population_error[-1])


@pytest.mark.slow
def test_small_data_is_not_taken_where_samples_are_forgotten_first():
    """At alpha = 4 learning starts late, from fluctuations: small-data stays at 500, training ends near 420."""
    sizes = Sizes(1000, 50, 10, 4e-3)
    assert border.corrected("small-data", np.array([0.0, 5.0]), sizes) is None
    with pytest.raises(CostError, match="scatter"):
        auto.finite_losses([0, 5.0], sizes)
    found = auto.finite_losses([0, 5.0], sizes, accuracy=0.05)
    assert abs(found.train[1] - 420) <= found.train_error[1] + 10


@pytest.mark.parametrize("points", [1, pytest.param(6, marks=pytest.mark.slow)])
def test_no_answer_near_the_border_breaks_the_rank_bound(points, rng):
    """At random points with H < N, many of which small-data would answer with zero; the bound itself errs by 1/N."""
    for _ in range(points):
        N = int(rng.integers(6, 24))
        sizes = Sizes(400, max(1, round(N * rng.uniform(0.1, 0.9))), N, float(rng.uniform(0.1, 2)) / 400)
        found = auto.finite_losses([0, 50 / sizes.nu], sizes, accuracy=0.05)
        bound = Bounds.of_sizes(sizes).train
        assert np.all(found.train + found.train_error >= bound * (1 - 1 / N))


@pytest.mark.slow
@pytest.mark.parametrize("facet", border.FACETS)
def test_the_error_holds_at_random_points(facet, rng):
    """Thirty points a facet, p/N from 13 to 200 with H/N from 0.1 to 10, or H/p from 0.004 to 1/13, that nobody tuned
    on, at accuracies from 0.005 to 0.25 and times up to 100 p/N; truth: the experiment's own integrator.
    """
    inside = answered = 0
    for _ in range(30):
        alpha, accuracy, end = np.exp(rng.uniform(np.log([0.1, 0.005, 0.3]), np.log([5, 0.25, 30])))
        small, other = np.exp(rng.uniform(np.log([1 / 200, 0.1]), np.log([1 / 13, 10])))
        N = max(2, round(300 * small)) if facet == "small-data" else max(2, round(300 / other))
        sizes = Sizes(300, max(1, round(N * other if facet == "small-data" else 300 * small)), N, alpha / 300)
        t = np.linspace(0, end / max(1, sizes.nu), int(rng.integers(2, 9)))
        try:
            found = auto.finite_losses(t, sizes, float(accuracy))
        except ConvergenceError:
            continue
        answered += 1
        inside += excess(found, sizes, 24) <= 0.002
    assert answered >= 24
    assert inside >= answered - 1


def test_what_is_out_of_reach_is_refused():
    with pytest.raises(CostError, match="no facet's correction suffices, and runs at these sizes scatter"):
        border.losses([0, 0.05], Sizes(400, 2, 3, 2 / 400))
    with pytest.raises(CostError, match="would take too long"):
        border.losses([0, 0.01], Sizes(4000, 4000, 300, 1 / 400))
