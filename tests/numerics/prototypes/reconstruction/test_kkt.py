"""The conditions of stationarity: their gradients, and inputs found exactly where they hold."""

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.spatial.distance import cdist

from numerics.prototypes.reconstruction import kkt_inputs
from numerics.prototypes.reconstruction.kkt import fit_jacobian
from numerics.prototypes.study.measures import activations
from numerics.prototypes.study.problems import problem
from numerics.prototypes.study.settings import Settings
from theory.errors import InputError


def test_jacobian_is_that_of_finite_differences(rng):
    weights, x, step = rng.standard_normal((3, 4)), rng.random((5, 2)), 1e-6
    found = fit_jacobian(weights, x)

    def output(v):
        return activations(x, v) @ v[:, -1]

    for j, k in np.ndindex(weights.shape):
        moved = np.zeros_like(weights)
        moved[j, k] = step
        slope = (output(weights + moved) - output(weights - moved)) / (2 * step)
        np.testing.assert_allclose(found[:, j, k], slope, atol=1e-8)  # step^2 times a third derivative of order 10^2


def _decayed(seed: int, decay: float = 1e-4) -> tuple[np.ndarray, np.ndarray]:
    """Three inputs and eight neurons trained on them with weight decay, to a gradient of 1e-10."""
    given = problem(3, seed, Settings(width=8, target="random"))
    x, y, shape = given.samples, given.labels, given.weights.shape

    def energy(flat):
        v = flat.reshape(shape)
        r = activations(x, v) @ v[:, -1] - y
        return np.mean(r**2) + decay * (v**2).sum(), (
            np.tensordot(2 * r / len(x), fit_jacobian(v, x), 1) + 2 * decay * v
        ).ravel()

    found = minimize(energy, given.weights.ravel(), jac=True, method="BFGS", options={"gtol": 1e-10, "maxiter": 5000})
    return x, found.x.reshape(shape)


@pytest.mark.parametrize("seed", [1, 2])
def test_inputs_of_a_network_with_weight_decay_are_found(seed):
    """Stationary to 1e-10 of weights of order 1, so the inputs come out to much better than 1e-5; the centres of the
    same network are farther than 0.05 from some input."""
    x, weights = _decayed(seed)
    found = kkt_inputs(weights, 3, "weights", "baseline", Settings(), starts=8)
    assert cdist(x, found).min(axis=1).max() < 1e-5
    assert cdist(x, -weights[:, 1:-1] / weights[:, :1]).min(axis=1).max() > 0.05


def test_the_baseline_has_no_conditions():
    with pytest.raises(InputError, match="says nothing about the inputs"):
        kkt_inputs(np.ones((3, 3)), 3, "losses", "baseline", Settings())
