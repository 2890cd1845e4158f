"""Ridges: places against their definitions, mobility against sympy and gradient flow, energies against loops."""

import numpy as np
import pytest
import sympy as sp
import torch
from scipy.integrate import dblquad

from numerics.errors import ConvergenceError
from numerics.prototypes.ridges import crossings, distance_to_data, feet, misses_hull, ridge_experiment
from numerics.prototypes.ridges.energy import RidgeEnergy
from numerics.prototypes.ridges.experiment import MEASURES, ridge_start, train_ridges
from numerics.prototypes.ridges.foot_flow import MOBILITIES, coverage_force, foot_flow
from numerics.prototypes.study.measures import outside_hull
from numerics.prototypes.study.settings import Settings
from theory.errors import InputError
from theory.prototypes.ridges import foot_mobility, stated_mobility, whole_plane_overlap


@pytest.mark.parametrize("dimension", [1, 2, pytest.param(3, marks=pytest.mark.slow)])
def test_mobility_is_the_stated_one(dimension):
    w, b = sp.Matrix(sp.symbols(f"w1:{dimension + 1}", real=True)), sp.Symbol("b", real=True)
    assert (foot_mobility(w, b) - stated_mobility(w, b)).applyfunc(sp.simplify) == sp.zeros(dimension)


def test_flow_of_feet_is_that_of_the_weights(rng):
    """One small step of gradient descent in (w, b) moves the feet as the mobility says; the error is of order rate."""
    samples, weights, rate, tau = rng.random((6, 2)), rng.standard_normal((4, 4)), 1e-6, 0.3
    energy = RidgeEnergy(
        torch.tensor(samples[None]), torch.zeros(1, 6, dtype=torch.float64), torch.tensor([[1.0, 0.0, 0.0]]).double(),
        torch.zeros(2).double(), tau, tau,
    )  # fmt: skip
    leaf = torch.tensor(weights[None] * [1, 1, 1, 0], requires_grad=True)  # no outputs: the fit is constant
    energy(leaf).sum().backward()
    moved = weights * [1, 1, 1, 0] - rate * leaf.grad[0].numpy()
    c = feet(weights)
    rho2 = np.square(weights[:, :3]).sum(axis=1, keepdims=True)
    expected = MOBILITIES["ridge"](c, coverage_force(c, samples, tau)) / rho2
    np.testing.assert_allclose((feet(moved) - c) / rate, expected, rtol=1e-4, atol=1e-4)


def test_energy_is_its_definition(rng):
    x, y, v, tau, ctau = rng.random((5, 2)), rng.random(5), rng.standard_normal((3, 4)), 0.2, 0.3
    w, b, a = v[:, :2], v[:, 2], v[:, 3]
    phi = np.exp(-((x @ w.T + b) ** 2))
    c = np.array([0.5, 0.5]) - ((w @ [0.5, 0.5] + b) / (w**2).sum(axis=1))[:, None] * w
    pairs = [(j, k) for j in range(3) for k in range(3) if j != k]
    terms = [
        -ctau * np.mean([np.log(sum(np.exp(-((p - q) ** 2).sum() / ctau) for q in c)) for p in x]),
        np.mean([np.exp(-((c[j] - c[k]) ** 2).sum() / tau) for j, k in pairs]),
        np.mean([np.mean(phi[:, j] * phi[:, k]) for j, k in pairs]),
    ]
    strength = np.array([0.7, 1.3, 2.1])
    energy = RidgeEnergy(
        torch.tensor(x[None]), torch.tensor(y[None]), torch.tensor(strength[None]), torch.full((2,), 0.5).double(),
        tau, ctau,
    )  # fmt: skip
    expected = np.mean((phi @ a - y) ** 2) + strength @ terms
    assert float(energy(torch.tensor(v[None]))) == pytest.approx(expected, rel=1e-12)


def test_places():
    """The ridge x = 2, and the diagonal x + y = 1 with another length of w."""
    weights = np.array([[1.0, 0.0, -2.0, 1.0], [3.0, 3.0, -3.0, 1.0]])
    square = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    np.testing.assert_allclose(feet(weights), [[2, 0], [0.5, 0.5]])
    np.testing.assert_allclose(feet(weights, np.array([1.0, 1.0])), [[2, 1], [0.5, 0.5]])
    np.testing.assert_allclose(distance_to_data(weights, square), [1, 0], atol=1e-12)
    assert misses_hull(weights, square).tolist() == [True, False]
    place, determinant = crossings(weights)
    np.testing.assert_allclose(place, [[2, -1]])
    np.testing.assert_allclose(determinant, [3])
    assert np.isnan(crossings(weights[[0, 0]])[0]).all()
    with pytest.raises(InputError, match="3 dimensions"):
        crossings(np.ones((2, 5)))


def test_overlap_of_crossing_ridges_does_not_depend_on_where_they_are():
    first, second = sp.Matrix([2.0, 0.5]), sp.Matrix([-0.3, 1.5])
    expected = float(whole_plane_overlap(first, second))
    for b in ((0.0, 0.0), (0.7, -0.4)):
        found = dblquad(
            lambda y, x, b=b: np.exp(-((2 * x + 0.5 * y + b[0]) ** 2) - (-0.3 * x + 1.5 * y + b[1]) ** 2),
            -6, 6, -6, 6, epsabs=1e-7,
        )[0]  # fmt: skip
        assert found == pytest.approx(expected, abs=1e-5)


def test_coverage_keeps_forced_centres_in_the_hull_and_not_the_feet_of_ridges():
    """Ten inputs and ten feet in their hull, four data sets: the force never expels (exactly, by convexity), the
    motion of ridges does. The mobility is singular at the origin, here the middle of the data."""
    times, lost = np.array([0.0, 1.0, 3.0, 10.0, 30.0, 100.0]), dict.fromkeys(MOBILITIES, 0)
    for seed in range(4):
        rng = np.random.default_rng([seed, 7])
        x = rng.random((10, 2)) - 0.5
        c = rng.dirichlet(np.ones(10), 10) @ x
        for name in MOBILITIES:
            moved = foot_flow(name, c, x, 0.01, times)
            lost[name] += int(np.any([outside_hull(x, at) for at in moved], axis=0).sum())
    assert lost["force"] == 0
    assert lost["ridge"] > lost["scalar"]
    assert lost["ridge"] >= 4


def test_start_puts_every_ridge_through_the_cube():
    start = ridge_start(30, 0, Settings(dimension=3))
    assert not misses_hull(start.weights, np.array(np.meshgrid(*[[0, 1]] * 3)).reshape(3, -1).T).any()


def test_overlap_expels_ridges():
    """Every ridge begins in the cube; overlap alone drives a larger share off the data than the fit does."""
    settings = Settings(dimension=2, steps=250, rate=0.04)
    found = ridge_experiment(settings, 10, range(8), ("baseline", "overlap"))
    assert {len(v) for row in found.values() for v in row.values()} == {8}
    assert set(found["overlap"]) == set(MEASURES)
    gap = found["overlap"]["missing"] - found["baseline"]["missing"]
    assert gap.mean() > 3 * gap.std() / np.sqrt(8)
    assert found["start"]["fit"].mean() > 10 * found["overlap"]["fit"].mean()


def test_one_dimension_is_refused():
    with pytest.raises(InputError, match="ridges need two or more"):
        ridge_start(5, 0, Settings())


def test_weights_without_squares_have_diverged():
    """Else their feet were ``start - (w start + b) / inf``, on the origin and inside the hull."""
    settings = Settings(dimension=2, steps=2, rate=1e200)
    with pytest.raises(ConvergenceError, match="ridges diverged at rate 1e"):
        train_ridges([ridge_start(4, 0, settings)], ["baseline"], settings)
