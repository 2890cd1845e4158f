"""Initial value problems: scipy's integrators, with a failure that is an error of ours."""

from collections.abc import Callable, Sequence
from typing import Any

from numpy.typing import ArrayLike
from scipy.integrate import solve_ivp
from scipy.optimize import OptimizeResult

from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array


def solved(
    velocity: Callable[[float, Array], ArrayLike],
    span: Sequence[float],
    start: ArrayLike,
    failure: str,
    **options: Any,
) -> OptimizeResult:
    """What ``scipy.integrate.solve_ivp`` finds for ``dy/dt = velocity(t, y)`` on the span, y of shape (n,).

    ``options`` are those of ``solve_ivp``. If the integrator gives up: ``ConvergenceError`` with ``failure``, in which
    ``{time}`` stands for the last time reached, and the integrator's message.

    >>> float(solved(lambda t, y: -y, (0.0, 1.0), [1.0], "the decay stopped at time {time}", rtol=1e-8).y[0, -1])
    0.36788
    """
    solution = solve_ivp(velocity, span, start, **options)
    if not solution.success:
        reached = solution.t[-1] if len(solution.t) else span[0]
        raise ConvergenceError(f"{failure.format(time=f'{reached:.6g}')}: {solution.message}")
    return solution
