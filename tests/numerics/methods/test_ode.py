"""Initial value problems: what is found, and what a failure says."""

import numpy as np
import pytest

from numerics.errors import ConvergenceError
from numerics.methods.ode import solved


def explosion(_, y):
    """y = y0 / (1 - y0 t)."""
    return y**2


def test_the_states_are_those_of_the_flow():
    t = [0.0, 0.3, 0.9]
    found = solved(explosion, (0.0, 0.9), [1.0], "explosion", method="DOP853", t_eval=t, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(found.y[0], 1 / (1 - np.array(t)), rtol=1e-8)  # the error of y grows by (1 - t)^-2 = 100


@pytest.mark.parametrize("t_eval", [None, [0.0, 0.5, 2.0], [2.0]])
def test_a_failure_is_an_error_that_says_which(t_eval):
    with pytest.raises(ConvergenceError, match=r"^the explosion of 1: \w"), np.errstate(all="ignore"):
        solved(explosion, (0.0, 2.0), [1.0], "the explosion of 1", method="DOP853", t_eval=t_eval, rtol=1e-8)


def test_a_failure_says_when():
    with pytest.raises(ConvergenceError, match=r"^stopped at time 1: "), np.errstate(all="ignore"):
        solved(explosion, (0.0, 2.0), [1.0], "stopped at time {time}", method="DOP853", rtol=1e-10)


def test_before_the_first_time_asked_for_it_says_where_it_began():
    with pytest.raises(ConvergenceError, match=r"^stopped at time 0: "), np.errstate(all="ignore"):
        solved(explosion, (0.0, 2.0), [1.0], "stopped at time {time}", method="DOP853", t_eval=[2.0])
