"""The critical ratio of repulsive to attractive coefficient, measured: bisection on the full flow."""

import numpy as np

from numerics.errors import ConvergenceError
from numerics.prototypes.locked import Balance, first_estimate
from numerics.prototypes.relaxation import Settled, settle

OUT = 0.25  # spacings: what tells a slip outwards from a rearrangement inside the hull


def bisected_ratio(balance: Balance, shift: float = 0.0, precision: float = 0.01) -> float:
    """Smallest ratio at which the settled positions jump outwards, by bisection on the full flow.

    The flow starts from the lattice, moved by ``shift`` spacings. The ratio is raised by factors of 1.3
    until a move that counts (``_jumps``) is met; the bracket is halved towards its lower half if that
    holds such a move. A move that the asked precision resolves into a continuous one is passed over.
    """
    low = 0.05 * first_estimate(balance)
    before = settle(balance, low, shift)
    for _ in range(60):
        high = 1.3 * low
        after = settle(balance, high, shift)
        if _jumps(before, after):
            low, high, before, after = _narrow(balance, low, high, before, after, shift, precision)
            if _jumps(before, after):
                return float(np.sqrt(low * high))
        low, before = high, after
    raise ConvergenceError(f"no jump of the prototypes up to the ratio {low:.6g}")


def _narrow(
    balance: Balance, low: float, high: float, before: Settled, after: Settled, shift: float, precision: float
) -> tuple[float, float, Settled, Settled]:
    """The bracket and its ends, halved to this relative precision."""
    while high / low - 1 > precision:
        middle = float(np.sqrt(low * high))
        between = settle(balance, middle, shift)
        if _jumps(before, between):
            high, after = middle, between
        else:
            low, before = middle, between
    return low, high, before, after


def _jumps(before: Settled, after: Settled) -> bool:
    """Some prototype moves by more than ``OUT`` spacings and ends with the edge more than that outside."""
    move = np.abs(after.positions - before.positions).max()
    return bool(move > OUT and after.displacement > OUT)
