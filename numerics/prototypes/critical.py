"""The critical ratio of repulsive to attractive coefficient, by continuation and by bisection on the full
flow."""

from dataclasses import dataclass

import numpy as np
from scipy.integrate import solve_ivp

from numerics.prototypes.continuation import Fold, Problem, fold
from numerics.prototypes.errors import NotConverged
from numerics.prototypes.locked import Balance, first_estimate
from numerics.prototypes.measure import Array

OUT = 0.25  # spacings: what tells a slip outwards from a rearrangement inside the hull


@dataclass(frozen=True)
class Settled:
    """Where the flow from the locked lattice comes to rest; ``held`` is false if it was stopped far
    outside."""

    positions: Array
    displacement: float
    held: bool


def settle(balance: Balance, ratio: float, horizon: float = 1e7) -> Settled:
    """Follow ``dy/dt = F(y, ratio)`` from the lattice until |F| < 1e-7 or the edge is far outside.

    Far is one spacing and three ranges sqrt(tau); ``NotConverged`` if neither happens within the horizon.
    """
    far = 1 + 3 * np.sqrt(balance.reach) / balance.spacing

    def rest(_: float, y: Array) -> float:
        return float(np.linalg.norm(balance.forces(y, ratio)) - 1e-7)

    def gone(_: float, y: Array) -> float:
        return balance.displacement(y) - far

    rest.terminal = gone.terminal = True  # type: ignore[attr-defined]
    solution = solve_ivp(
        lambda _, y: balance.forces(y, ratio),
        (0.0, horizon),
        balance.start,
        method="LSODA",
        jac=lambda _, y: balance.jacobian(y, ratio),
        events=[rest, gone],
        rtol=1e-7,
        atol=1e-9,
    )
    y = solution.y[:, -1]
    if solution.status != 1 and rest(0.0, y) > 0:
        raise NotConverged(
            f"the flow at the ratio {ratio:.6g} neither settles nor expels by time {solution.t[-1]:.3g}"
        )
    return Settled(y, balance.displacement(y), not len(solution.t_events[1]))


def lattice_branch(balance: Balance, scale: float) -> tuple[Array, float]:
    """A stable equilibrium without coincident prototypes near the lattice, at the smallest ratio that has
    one.

    Coverage alone contracts a soft lattice (tau above about 0.6 spacing^2) until prototypes near the ends
    coincide; some repulsion, found here in steps of a tenth of the first estimate, keeps them apart.
    """
    for fraction in np.arange(0.0, 2.0, 0.1):
        found = settle(balance, fraction * scale)
        softest = np.linalg.eigvalsh(balance.jacobian(found.positions, fraction * scale))[-1]
        if found.held and np.diff(found.positions).min() > 0.2 and softest < 0:
            return found.positions, fraction * scale
    raise NotConverged(
        "no equilibrium near the lattice keeps its prototypes apart: the softness is too large"
    )


def critical_fold(balance: Balance) -> Fold:
    """The fold at which the lattice's branch of equilibria ends, with the critical ratio as its parameter.

    The flow keeps the mirror symmetry of the lattice, so the branch is followed among symmetric positions;
    in the full space both ends fold at (almost) one ratio and Newton's matrix has two small eigenvalues.
    """
    scale, mirror = first_estimate(balance), _mirror(len(balance.start))
    half = mirror.shape[1]

    def positions(h: Array) -> Array:
        return balance.start + mirror @ h

    problem = Problem(
        lambda h, s: balance.forces(positions(h), s * scale)[:half],
        lambda h, s: balance.jacobian(positions(h), s * scale)[:half] @ mirror,
        lambda h, _: scale * balance.push(positions(h))[:half],
    )
    y, ratio = lattice_branch(balance, scale)
    found = fold(problem, (y - balance.start)[:half], ratio / scale)
    branch = [np.append(positions(z[:-1]), scale * z[-1]) for z in found.branch]
    return Fold(positions(found.state), scale * found.parameter, np.array(branch))


def _mirror(count: int) -> Array:
    """Displacements of all prototypes from those of the left half, shape (N, N // 2)."""
    left = np.eye(count)[:, : count // 2]
    return left - left[::-1]


def bisected_ratio(balance: Balance, precision: float = 0.01) -> float:
    """Smallest ratio at which the settled positions jump outwards, by bisection on the full flow from the
    lattice.

    The ratio is raised by factors of 1.3 until a move that counts (``_jumps``) is met; the bracket is
    halved towards its
    lower half if that holds such a move. A move that the asked precision resolves into a continuous one is
    passed over.
    """
    low = 0.05 * first_estimate(balance)
    before = settle(balance, low)
    for _ in range(60):
        high = 1.3 * low
        after = settle(balance, high)
        if _jumps(before, after):
            low, high, before, after = _narrow(balance, low, high, before, after, precision)
            if _jumps(before, after):
                return float(np.sqrt(low * high))
        low, before = high, after
    raise NotConverged(f"no jump of the prototypes up to the ratio {low:.6g}")


def _narrow(
    balance: Balance, low: float, high: float, before: Settled, after: Settled, precision: float
) -> tuple[float, float, Settled, Settled]:
    """The bracket and its ends, halved to this relative precision."""
    while high / low - 1 > precision:
        middle = float(np.sqrt(low * high))
        between = settle(balance, middle)
        if _jumps(before, between):
            high, after = middle, between
        else:
            low, before = middle, between
    return low, high, before, after


def _jumps(before: Settled, after: Settled) -> bool:
    """Some prototype moves by more than ``OUT`` spacings, with the edge more than that outside the hull at
    the end."""
    move = np.abs(after.positions - before.positions).max()
    return bool(move > OUT and after.displacement > OUT)
