"""Pseudo-arclength continuation on branches that are known."""

import numpy as np
import pytest

from numerics.errors import ConvergenceError
from numerics.methods.continuation import Problem, fold


def _problem(function, slope, push):
    return Problem(
        lambda y, s: np.atleast_1d(function(y[0], s)),
        lambda y, s: np.atleast_2d(slope(y[0], s)),
        lambda y, s: np.atleast_1d(push(y[0], s)),
    )


def test_fold_of_a_cubic():
    """``s = y - y^3 / 3`` turns at y = 1, s = 2/3; the fold is located to 1e-6 in y, so to about 1e-12 in
    s."""
    problem = _problem(lambda y, s: s - y + y**3 / 3, lambda y, _: y**2 - 1, lambda *_: 1.0)
    found = fold(problem, np.array([0.0]), 0.0)
    assert found.parameter == pytest.approx(2 / 3, abs=1e-11)
    assert found.state[0] == pytest.approx(1, abs=2e-6)
    s, y = found.branch[:, 1], found.branch[:, 0]
    assert s == pytest.approx(y - y**3 / 3, abs=1e-9)
    assert np.all(np.diff(s) > 0)


def test_a_branch_without_a_fold():
    problem = _problem(lambda y, s: s - np.sinh(y), lambda y, _: -np.cosh(y), lambda *_: 1.0)
    with pytest.raises(ConvergenceError, match=r"no fold in 50 steps: the branch reached the parameter \d+"):
        fold(problem, np.array([0.0]), 0.0, limit=50)


def test_a_start_that_is_no_equilibrium():
    problem = _problem(lambda y, s: 1 + (y - s) ** 2, lambda y, s: 2 * (y - s), lambda y, s: -2 * (y - s))
    with pytest.raises((ConvergenceError, np.linalg.LinAlgError)):
        fold(problem, np.array([1.0]), 0.0)
