"""Events along the path of prototypes in one dimension: leaving the hull, escaping, merging."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
from scipy.optimize import brentq

from numerics.methods.arrays import Array

State = Callable[[float], tuple[Array, Array]]

RESOLUTION = 1e-8
"""Of the hull's width and of its ends' distance from 0: a shorter way beyond the hull is no way out of it.

The flows err by as much (`numerics.prototypes.flow.centre_flow`), by more where a kink is rounded off, and near 0
floats resolve far smaller distances than near 1: counted at once, a prototype that all but stands still would leave at
one end only.
"""


def beyond(centres: Array, hull: tuple[float, float], resolution: float = RESOLUTION) -> Array:
    """How far the centres are beyond the hull and its resolution, of which is said above; positive outside."""
    left, right = hull
    resolution *= max(right - left, abs(left), abs(right))
    return np.maximum(centres - right, left - centres) - resolution


@dataclass(frozen=True, order=True)
class Event:
    """``kind`` is ``leaves`` (the hull, beyond :data:`RESOLUTION`), ``escapes`` (w crosses zero) or ``merges``;
    prototypes counted from 0."""

    time: float
    kind: str
    prototypes: tuple[int, ...]


@dataclass(frozen=True)
class Watch:
    """What to look for: the hull's ends, the distance below which two prototypes count as merged, and the resolution of
    the hull."""

    hull: tuple[float, float]
    merged: float
    resolution: float = RESOLUTION

    def levels(self, centres: Array, widths: Array) -> Array:
        """One number per possible event (2 M + M(M-1)/2), which turns positive when the event happens."""
        first, second = np.triu_indices(len(centres), 1)
        gaps = np.abs(centres[first] - centres[second])
        return np.concatenate([beyond(centres, self.hull, self.resolution), -widths, self.merged - gaps])

    def names(self, count: int) -> list[tuple[str, tuple[int, ...]]]:
        pairs = zip(*np.triu_indices(count, 1), strict=True)
        return [
            *(("leaves", (j,)) for j in range(count)),
            *(("escapes", (j,)) for j in range(count)),
            *(("merges", (int(j), int(k))) for j, k in pairs),
        ]


def find_events(times: Array, state: State, watch: Watch) -> tuple[Event, ...]:
    """Events between consecutive times, in order; ``state(t)`` gives centres and widths, each of shape (M,).

    ``escapes`` is a change of sign of w. Prototypes that pass through each other between two times have
    merged on the way. Any other event that begins and ends between neighbouring times is not seen.
    """
    centres, widths = state(times[0])
    sign, names = np.sign(widths), watch.names(len(centres))

    def levels(time: float) -> Array:
        c, w = state(time)
        return watch.levels(c, sign * w)

    def level(index: int, time: float) -> float:
        return float(levels(time)[index])

    found, times = [], _with_meetings(times, state)
    before = levels(times[0])
    for start, end in pairwise(times):
        after = levels(end)
        for index in np.flatnonzero((before <= 0) & (after > 0)):
            found.append(Event(_crossing(partial(level, int(index)), start, end), *names[index]))
        before = after
    return tuple(sorted(found))


def _with_meetings(times: Array, state: State) -> Array:
    """The times, and between them those at which two prototypes pass through each other."""
    first, second = np.triu_indices(len(state(times[0])[0]), 1)

    def gaps(time: float) -> Array:
        c, _ = state(time)
        return c[first] - c[second]

    meetings, before = [], gaps(times[0])
    for start, end in pairwise(times):
        after = gaps(end)
        for index in np.flatnonzero(before * after < 0):
            meetings.append(brentq(lambda t, i=index: gaps(t)[i], start, end))
        before = after
    return np.union1d(times, meetings)


def _crossing(level: Callable[[float], float], start: float, end: float) -> float:
    """Where a level turns from <= 0 to > 0; a level that jumps (c through infinity) is located all the same."""
    return float(start if level(start) == 0 else brentq(level, start, end, xtol=1e-12 * max(abs(end), 1e-300)))
