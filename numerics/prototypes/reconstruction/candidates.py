"""Candidates for training inputs: the centres of a network, near ones merged, and what their places say.

Everything is in units of a *spacing* that the weights alone give, so that shifting and scaling the inputs changes
nothing::

    centres     x      xx        x   x             x          a far centre: expelled
                |      '-- merged: 2 members       |
                '-- gap to the nearest other       '-- distance from the median, in extents (twice the quartile range)
"""

from dataclasses import dataclass

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import cdist

from numerics.methods.arrays import Array
from theory.errors import InputError

LEAST, MOST = 1e-3, 1e2  # spacings: beyond them a distance says no more
FARTHEST = 1e100  # of a centre: squares of distances between 1e-100 and 1e100 are sound


@dataclass(frozen=True)
class Candidates:
    """Places (K, d), the neurons merged into each, features (K, F), largest distances from the median by
    coordinate, in extents, (K,), the spacing that is the unit, and the neurons without a centre."""

    places: Array
    members: tuple[tuple[int, ...], ...]
    features: Array
    away: Array
    spacing: float
    flat: tuple[int, ...]


def candidates(weights: Array, samples: int, within: float, floor: float) -> Candidates:
    """From weights (M, d + 2), the columns w, b_1 ... b_d, a, of a network that learned ``samples`` inputs.

    Centres are merged where all of a group lie within ``within`` spacings of each other (complete linkage). Neurons
    with ``|w|`` below ``floor`` times the largest respond alike to all inputs: they are ``flat`` and say nothing.
    """
    size = np.abs(weights[:, 0])
    flat = size <= floor * size.max()
    kept = np.flatnonzero(~flat)
    if len(kept) < 2:
        raise InputError(f"{len(kept)} of {len(weights)} neurons have a centre: two or more are needed")
    with np.errstate(over="ignore"):
        centres = -weights[kept, 1:-1] / weights[kept, :1]
    middle, extent = _region(centres)
    spacing = float(np.exp(np.log(extent).mean())) * samples ** (-1 / len(extent))
    groups = fcluster(linkage(centres, "complete"), within * spacing, "distance") - 1
    members = [np.flatnonzero(groups == k) for k in range(groups.max() + 1)]
    places = np.array([centres[rows].mean(axis=0) for rows in members])
    slopes = np.array([size[kept[rows]].mean() for rows in members])
    away = np.abs((places - middle) / extent).max(axis=1)
    counts = np.array([len(rows) for rows in members])
    features = np.stack([*_shape(_gap(places) / spacing, away), np.log(counts), _log(slopes * spacing)], axis=1)
    return Candidates(
        places, tuple(tuple(kept[rows].tolist()) for rows in members), features, away, spacing,
        tuple(np.flatnonzero(flat).tolist()),
    )  # fmt: skip


def _region(centres: Array) -> tuple[Array, Array]:
    """Median and extent of the bulk, (d,): twice the range of the quartiles, the extent of a uniform sample."""
    low, middle, high = np.quantile(centres, [0.25, 0.5, 0.75], axis=0)
    if not (high > low).all():
        raise InputError("half of the centres coincide: no spacing can be read from such weights")
    if not (np.abs(centres).max() <= FARTHEST and (high - low).min() >= 1 / FARTHEST):
        raise InputError(
            f"centres up to {np.abs(centres).max():.3g} from 0, half of them within {(high - low).min():.3g}: their "
            f"distances have no squares in double precision; give sizes between {1 / FARTHEST:g} and {FARTHEST:g}"
        )
    return middle, 2 * (high - low)


def _gap(places: Array) -> Array:
    """Distance to the nearest other place; infinite if there is none."""
    distances = cdist(places, places)
    np.fill_diagonal(distances, np.inf)
    return distances.min(axis=1)


def _shape(gap: Array, away: Array) -> list[Array]:
    far = np.minimum(away, 4.0)
    return [_log(gap), _log(gap) ** 2, far, far**2, far**3]


def _log(values: Array) -> Array:
    return np.log(np.clip(values, LEAST, MOST))
