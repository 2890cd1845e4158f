"""The support of a sample law, cut into pieces of the curve on which it is a smooth function of an angle."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from numerics.autoencoder.covariance.subordination import Subordination, bisected
from numerics.methods.arrays import Array
from numerics.methods.quadrature import angles

WAVES = 4  # gaps: a curve this far from the axis shows no more than e^(-2 pi WAVES) = 1e-11 of what lies in them
SMALLEST = 1e-9  # angle from an end of a piece: less than rounding of its mass lies below, at a soft edge or a cut
LOWEST = 50  # halvings of a gap: any point near its lowest will do
NEAR = 1e-9  # share of a gap between population eigenvalues that is left out at its ends, where the excess is infinite


class Piece(NamedTuple):
    """A stretch ``start`` < xi < ``stop`` of the curve, and whether its ends are edges of the support."""

    start: float
    stop: float
    starts_at_edge: bool
    stops_at_edge: bool


class Points(NamedTuple):
    """Points of the curve: ``xi``, ``s`` = eta^2 and the weights ``dxi`` of an integral over xi, shape (n,)."""

    xi: Array
    s: Array
    dxi: Array


def pieces(curve: Subordination) -> list[Piece]:
    """Bulks from left to right, cut in each gap where the curve is so near the axis that it shows the gap."""
    tau, radius = curve.tau, np.sqrt(curve.mass) * curve.tau
    reach = np.sqrt(curve.weight.sum())
    first = bisected(curve.excess, np.array([tau[0] - reach]), np.array([tau[0] - radius[0]]))
    last = bisected(lambda xi: -curve.excess(xi), np.array([tau[-1] + radius[-1]]), np.array([tau[-1] + reach]))
    edges, cuts = _gaps(curve)
    ends = [(float(first[0]), True), *edges, (float(last[0]), True)]
    stretches = list(zip(ends[::2], ends[1::2], strict=True))
    found = []
    for (start, _), (stop, _) in stretches:
        inside = [start, *(cut for cut in cuts if start < cut < stop), stop]
        found += [Piece(a, b, a == start, b == stop) for a, b in pairwise(inside)]
    return found


def _gaps(curve: Subordination) -> tuple[list[tuple[float, bool]], list[float]]:
    """Edges in ascending order inside of the range of the population's eigenvalues, and where to cut bulks."""
    tau, radius = curve.tau, np.sqrt(curve.mass) * curve.tau
    if tau.size == 1:
        return [], []
    width = np.diff(tau)
    lowest = bisected(curve.slope, tau[:-1] + NEAR * width, tau[1:] - NEAR * width, LOWEST)
    open_ = curve.excess(lowest) < 0
    left = bisected(lambda xi: -curve.excess(xi), (tau + radius)[:-1][open_], lowest[open_])
    right = bisected(curve.excess, lowest[open_], (tau - radius)[1:][open_])
    edges = [(float(edge), True) for edge in np.stack([left, right], axis=-1).ravel()]
    shut, wide = lowest[~open_], width[~open_]
    return edges, list(shut[np.sqrt(curve.height(shut)) < WAVES * wide]) if shut.size else []


def points(curve: Subordination, piece: Piece, level: int, trimmed: bool = False) -> Points:
    """The tanh-sinh rule in phi, xi = start + (stop - start) sin^2(phi/2), as in `numerics.methods.quadrature`.

    ``trimmed`` leaves out points that only matter where the density, or a signed one, is infinite at an end.
    """
    half, sine, weight = angles(level)
    weight = weight / np.pi
    if trimmed:
        inside = sine > SMALLEST
        half, sine, weight = half[inside], sine[inside], weight[inside]
    length = piece.stop - piece.start
    near_start = half < 0.5
    xi = np.where(near_start, piece.start + length * half, piece.stop - length * half[::-1])
    s = curve.height(xi)
    if piece.starts_at_edge:
        s[near_start] = curve.height_from(piece.start, length * half[near_start], s[near_start])
    if piece.stops_at_edge:
        s[~near_start] = curve.height_from(piece.stop, -length * half[::-1][~near_start], s[~near_start])
    return Points(xi, s, length * np.pi / 2 * sine * weight)
