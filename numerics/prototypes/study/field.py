"""The force-field flow with the fitting force included: the ODE of all weights, without code of the training.

With ``F_fit`` the gradient of the mean squared error and the landscape's gradient for the structural losses,
``d(w, b, a)/dt = -fit F_fit - grad E`` in one input dimension; ``a`` feels the fit alone.
"""

import numpy as np
from numpy.typing import ArrayLike

from numerics.methods.arrays import Array
from numerics.methods.ode import solved
from numerics.prototypes.energy_landscape import Landscape
from numerics.prototypes.flow import counted, weight_gradient
from numerics.prototypes.study.problems import Problem
from theory.errors import InputError


def fit_gradient(problem: Problem, weights: Array) -> Array:
    """Gradient (M, 3) of ``(1/N) sum_i (f(x_i) - y_i)^2`` by w, b, a."""
    x, (w, b, a) = problem.samples, weights.T
    z = x * w + b
    phi = np.exp(-(z**2))
    pull = 2 * (phi @ a - problem.labels) / len(x)
    by_z = -2 * pull[:, None] * a * phi * z
    return np.stack([(by_z * x).sum(axis=0), by_z.sum(axis=0), phi.T @ pull], axis=1)


def field_flow(problem: Problem, landscape: Landscape, times: ArrayLike, fit: float = 1.0, rtol: float = 1e-9) -> Array:
    """Weights (T, M, 3) at increasing times from the problem's start; ``landscape`` holds the structural terms with
    their coefficients, on the problem's samples."""
    t = np.asarray(times, dtype=float)
    if problem.samples.shape[1] != 1 or t.ndim != 1 or len(t) < 2 or not (np.diff(t) > 0).all():
        raise InputError(
            f"{problem.samples.shape[1]} dimension(s), times {t.shape}: give inputs in one dimension, increasing times"
        )

    def velocity(_: float, y: Array) -> Array:
        weights = y.reshape(-1, 3)
        slope = fit * fit_gradient(problem, weights)
        slope[:, 0:2] += np.stack(weight_gradient(landscape, weights[:, 0], weights[:, 1]), axis=1)
        return -slope.ravel()

    start, stopped = problem.weights.ravel(), "the flow stopped at time {time}"
    span = t[0], t[-1]
    solution = solved(counted(velocity), span, start, stopped, method="LSODA", t_eval=t, rtol=rtol, atol=rtol * 1e-2)
    return solution.y.T.reshape(len(t), -1, 3)
