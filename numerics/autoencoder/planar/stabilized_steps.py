r"""Runge-Kutta-Chebyshev steps of second order for large smooth flows with real, negative fast rates.

A gradient flow on matrices is stiff where eigenvalues of A meet those of S far above the rest, and its Jacobian is too
large to invert. s stages of this explicit method are stable down to h lambda = -0.65 s^2, those of DOP853 to about -6
with 12, and they need five states only. Sommeijer, Shampine and Verwer, J. Comput. Appl. Math. 88 (1998) 315-326.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linear_ae.chebyshev import stages
from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array

State = NDArray[Any]
REFRESH = 10  # accepted steps after which the largest rate is estimated anew
MOST_STEPS = 20_000
NUDGE = 1e-3  # relative size of the differences that estimate the largest rate: above the rounding of complex64


def follow(
    velocity: Callable[[State], State],
    start: State,
    t: Array,
    tolerance: float,
    measure: Callable[[State], Array],
    also: Callable[[State, State, State], float] | None = None,
) -> Array:
    """``measure`` of the state at increasing times t >= 0, shape (n, ...), by cubic interpolation between steps.

    ``tolerance``: the local error of a step over the norm of the state. The error of the result shrinks as its power
    2/3. ``also`` gives another size of that error, with the states before and after it; a step is kept if neither
    exceeds one. Raises :class:`numerics.errors.ConvergenceError` if the state does not stay finite.
    """
    found: list[Array] = []
    now, y, f = 0.0, start, velocity(start)
    fast, direction = largest_rate(velocity, y, f, f)
    h = float(np.sqrt(tolerance)) * norm(y) / max(norm(f), np.finfo(float).tiny)
    for count in range(MOST_STEPS):
        while len(found) < t.size and t[len(found)] <= now:
            found.append(measure(y))
        if len(found) == t.size:
            return np.array(found)
        if count % REFRESH == 0:
            fast, direction = largest_rate(velocity, y, f, direction)
        if not np.isfinite(fast):
            break
        h = min(h, 2 * (t[-1] - now))
        new = step(velocity, y, f, h, 2 + int(np.sqrt(1.54 * h * fast)))
        slope = velocity(new)
        local = 0.8 * (y - new) + 0.4 * h * (f + slope)
        error = norm(local) / (tolerance * max(norm(y), norm(new)))
        error = error if also is None else max(error, also(local, y, new))
        if error <= 1:
            while len(found) < t.size and t[len(found)] <= now + h:
                found.append(measure(between(y, new, h * f, h * slope, (t[len(found)] - now) / h)))
            now, y, f = now + h, new, slope
        h *= min(5.0, max(0.1, 0.8 * max(error, 1e-9) ** (-1 / 3))) if np.isfinite(error) else 0.1
    raise ConvergenceError(f"the flow of size {start.shape} does not get beyond t = {now:.3g} in {count} steps")


def step(velocity: Callable[[State], State], y: State, f: State, h: float, s: int) -> State:
    """The state after ``s`` stages of one step h from y, where the velocity is f."""
    first, others = stages(s)
    before, last = y, y + first * h * f
    for mu, nu, mu_t, gamma_t in others:
        now = velocity(last)
        now *= mu_t * h
        now += (1 - mu - nu) * y
        now += mu * last
        now += nu * before
        now += gamma_t * h * f
        before, last = last, now
    return last


def largest_rate(velocity: Callable[[State], State], y: State, f: State, direction: State) -> tuple[float, State]:
    """The largest rate of the linearized flow, with a margin of a fifth, and its direction, by power iteration."""
    rate, size = 0.0, NUDGE * norm(y)
    for _ in range(30):
        length = norm(direction)
        if length == 0:
            break
        direction = velocity(y + direction * (size / length)) - f
        before, rate = rate, norm(direction) / size
        if abs(rate - before) <= 0.05 * rate:
            break
    return 1.2 * rate, direction


def between(y: State, new: State, rise: State, new_rise: State, x: float) -> State:
    """The state at the share x of a step, from its ends and their slopes times the step."""
    far = x * x * (3 - 2 * x)
    return (1 - far) * y + far * new + x * (1 - x) ** 2 * rise - x * x * (1 - x) * new_rise


def norm(state: State) -> float:
    """The root of the sum of squares."""
    return float(np.linalg.norm(state))
