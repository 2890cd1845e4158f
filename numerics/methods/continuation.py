"""Pseudo-arclength continuation of equilibria ``F(y, s) = 0`` up to the first fold in s.

Keller's method: predict along the tangent of the branch, correct on the plane normal to it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array


@dataclass(frozen=True)
class Problem:
    """Residual, its derivative by y (n, n) and by s (n,); all O(1) in y and s.

    Messages give s in units of 1 / ``unit`` and call it by its ``name``.
    """

    residual: Callable[[Array, float], Array]
    by_state: Callable[[Array, float], Array]
    by_parameter: Callable[[Array, float], Array]
    name: str = "parameter"
    unit: float = 1.0

    def place(self, z: Array) -> str:
        """Where on the branch z = (y, s) is, in words."""
        return f"the {self.name} {z[-1] * self.unit:.6g}"

    def rows(self, z: Array) -> Array:
        """The (n, n + 1) derivative by z = (y, s)."""
        return np.column_stack([self.by_state(z[:-1], z[-1]), self.by_parameter(z[:-1], z[-1])])


@dataclass(frozen=True)
class Fold:
    """Where the branch turns back: state, parameter, and the branch up to there (rows (y, s))."""

    state: Array
    parameter: float
    branch: Array


def fold(
    problem: Problem,
    state: Array,
    parameter: float,
    step: float = 0.05,
    longest: float = 0.2,
    limit: int = 2000,
) -> Fold:
    """First maximum of s along the branch through an equilibrium.

    ``ConvergenceError`` if none is met in ``limit`` steps.
    """
    z = correct(problem, np.append(state, parameter), _axis(len(state) + 1))
    tangent, branch = _tangent(problem, z, _axis(len(z))), [z]
    for _ in range(limit):
        trial, size = _advance(problem, z, tangent, step)
        turned = _tangent(problem, trial, tangent)
        if turned[-1] < 0:
            top = _top(problem, z, tangent, size)
            return Fold(top[:-1], float(top[-1]), np.array([*branch, top]))
        z, tangent, step = trial, turned, min(1.3 * size, longest)
        branch.append(z)
    raise ConvergenceError(f"no fold in {limit} steps: the branch reached {problem.place(z)} without turning back")


def _top(problem: Problem, z: Array, tangent: Array, size: float) -> Array:
    """The fold between z and the step that overshot it, by bisection to 1e-6 in arclength (s to its square)."""
    low, high, top = 0.0, size, z
    while high - low > 1e-6:
        middle = (low + high) / 2
        trial = _step(problem, z, tangent, middle)
        if trial is None:
            raise ConvergenceError(
                f"near {problem.place(z)} the branch meets another one: it bifurcates before it folds"
            )
        if _tangent(problem, trial, tangent)[-1] > 0:
            low, top = middle, trial
        else:
            high = middle
    return top


def correct(problem: Problem, z: Array, normal: Array, tolerance: float = 1e-10) -> Array:
    """Newton's method on the plane through z with this normal."""
    origin = z
    for _ in range(12):
        residual = np.append(problem.residual(z[:-1], z[-1]), normal @ (z - origin))
        change = np.linalg.solve(np.vstack([problem.rows(z), normal]), -residual)
        z = z + change
        if np.abs(change).max() < tolerance:
            return z
    raise ConvergenceError(f"Newton's method left a change of {np.abs(change).max():.2g} at {problem.place(z)}")


def _advance(problem: Problem, z: Array, tangent: Array, size: float) -> tuple[Array, float]:
    """One step along the branch and its size, shortened until it succeeds."""
    while size > 1e-9:
        trial = _step(problem, z, tangent, size)
        if trial is not None:
            return trial, size
        size /= 2
    raise ConvergenceError(f"no step along the branch succeeds at {problem.place(z)}")


def _step(problem: Problem, z: Array, tangent: Array, size: float) -> Array | None:
    """Predict along the tangent and correct; None if the corrector fails or moves by more than 0.3 of the step."""
    predicted = z + size * tangent
    try:
        corrected = correct(problem, predicted, tangent)
    except (ConvergenceError, np.linalg.LinAlgError):
        return None
    return corrected if np.abs(corrected - predicted).max() < 0.3 * size + 1e-7 else None


def _tangent(problem: Problem, z: Array, previous: Array) -> Array:
    tangent = np.linalg.solve(np.vstack([problem.rows(z), previous]), _axis(len(z)))
    return tangent / np.linalg.norm(tangent)


def _axis(size: int) -> Array:
    return np.eye(size)[-1]
