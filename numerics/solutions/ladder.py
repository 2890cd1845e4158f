r"""The points at which the limit of a solved regime is checked, and how its deviation falls from one to the next.

Towards a regime sizes and scalars grow like powers of rho, and what the limit neglects is smaller than the change of
the loss by a power of 1/rho. That power is read off the exact derivatives at t = 0 far up the ladder,

    neglected(rho) = L^(s)(0) by all terms - L^(s)(0) by the formula's series,     s = 0 .. 3,

so that a formula which lacks a leading term has no ladder. For given data p and N stand still and H alone approaches
the regime, with the powers of the scalars that this asks for.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import factorial

import numpy as np
import sympy as sp

from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from numerics.methods.quadrature import Spectrum
from numerics.methods.slopes import weighted_slope
from numerics.models.facet_series import Direction, direction
from numerics.models.point import Point
from numerics.models.series import as_arrays, value
from numerics.solutions.limit import Limit, ratios
from theory.errors import InputError
from theory.matrix.expansion import expansion
from theory.matrix.homogeneity import homogeneity
from theory.matrix.regimes import regimes
from theory.solutions import Solution
from theory.solutions.symbols import SCALARS, alpha, eta, nu

BASE, SCALAR = 2, 0.3
"""Sizes at rho = 1; scalars there, less what the planar scaling makes of the sizes."""
MANY, FEW = (2.0, 4.0, 8.0), (4, 2, 1)
"""H/p on given data where H grows, H where it shrinks."""
ENTRIES, PRODUCT = 2**15, 2**18
"""Entries of the largest matrix, and multiplications of a product with a trained one, at the top of a ladder."""
RUNGS, FINEST = 3, 1.02
ORDERS, EARLY, FAR = 3, 0.1, (2.0**13, 2.0**14)
POINTS, SETTLED, OCTAVES = 13, 0.1, 4
"""Times; the last is the first at which doubling it moves the loss of the flow by no more than this share."""


@dataclass(frozen=True, eq=False)
class Ladder:
    """Points at some ``rho`` that approach the regime of ``limit``, and the times of each, shape (n,).

    ``expected``: the slope of each loss's deviation; ``matrices`` and their ``spectrum``: given data, if there are any.
    """

    limit: Limit
    rho: tuple[float, ...]
    points: tuple[Point, ...]
    times: tuple[Array, ...]
    expected: Mapping[str, float]
    matrices: Mapping[str, Array]
    spectrum: Spectrum | None = None

    def theory(self, rung: int) -> dict[str, Array]:
        """The limit losses at the times of a rung."""
        return self.limit.losses(self.times[rung], self.points[rung], self.spectrum)

    def correction(self) -> dict[str, Array] | None:
        """What the first neglected orders add at the top, where that is known."""
        known = self.limit.first_order is not None
        return self.limit.correction(self.times[-1], self.points[-1], self.spectrum) if known else None


def gaussian_ladder(limit: Limit) -> Ladder:
    """Three points for Gaussian data, the top one as far as matrices are small."""
    along = slowest(limit)
    highest = float(max(along.powers[: len(limit.solution.definition.sizes)]))
    step = min(2.0, 2.5 ** (1 / highest))
    top = 1.0
    while affordable(at(limit, along, FINEST * top)):
        top *= FINEST
    rho = tuple(top / step**k for k in reversed(range(RUNGS)))
    return timed(limit, along, rho, [at(limit, along, x) for x in rho], {}, None)


def data_ladder(limit: Limit, samples: Array, spectrum: Spectrum) -> Ladder:
    """Three points along H for given samples, shape (p, N), whose S has that spectrum.

    Raises :class:`theory.errors.InputError` if the regime holds for Gaussian data only.
    """
    if not limit.solution.any_spectrum:
        raise InputError(f"{limit.regime} of {limit.model} holds for Gaussian data only")
    p, n = samples.shape
    along = in_h(limit)
    grows = along.powers[along.names.index("H")] > 0
    rungs = MANY if grows else tuple(p / h for h in FEW)
    points = [at(limit, along, rho, {"p": p, "H": p, "N": n}) for rho in rungs]
    return timed(limit, along, rungs, points, {"X": samples}, spectrum)


def timed(
    limit: Limit,
    along: Direction,
    rho: tuple[float, ...],
    points: Sequence[Point],
    matrices: Mapping[str, Array],
    spectrum: Spectrum | None,
) -> Ladder:
    """The ladder with times up to where the loss of the flow settles, at its top, and with its slopes."""
    clocks = [x ** float(along.powers[-1]) for x in rho]
    flow = limit.solution.definition.flow
    end = horizon(lambda t: limit.losses(t, points[-1], spectrum)[flow], clocks[-1]) / clocks[-1]
    times = tuple(clock * end * np.linspace(0, 1, POINTS) for clock in clocks)
    expected = slopes(limit, slowest(limit))
    return Ladder(limit, rho, tuple(points), times, expected, matrices, spectrum)


def horizon(curve: Callable[[Array], Array], clock: float) -> float:
    """The first of the times clock/4, clock/2, ... at which a loss is settled, or the last at which it is known."""
    first = clock / 4
    while True:
        t = first * 2.0 ** np.arange(OCTAVES + 1)
        try:
            loss = curve(np.concatenate([[0.0], t]))
        except (InputError, ConvergenceError):
            if first < clock / 4:
                return first
            first /= 2**OCTAVES
            continue
        settled = np.abs(np.diff(loss[1:])) <= SETTLED * np.abs(loss[1:-1] - loss[0])
        if settled.any() or first > 1e3 * clock:
            return float(t[int(np.argmax(settled))] if settled.any() else t[-1])
        first = float(t[-1])


def slowest(limit: Limit) -> Direction:
    """The direction into a regime with one size standing still, if the exact terms fall along it, else the usual one.

    On narrow-latent it keeps H, on small-data N.
    """
    found = regimes(limit.solution.definition)
    usual = direction(found, found[limit.regime])
    still = lowered(limit, usual, min(usual.powers[: len(limit.solution.definition.sizes)]))
    return still if max(slopes(limit, still).values()) < -0.99 else usual


def in_h(limit: Limit) -> Direction:
    """The direction in which p and N stand still and H grows or shrinks like rho."""
    found = regimes(limit.solution.definition)
    usual = direction(found, found[limit.regime])
    names = list(usual.names)
    still = lowered(limit, usual, usual.powers[names.index("p")])
    rate = abs(still.powers[names.index("H")])
    return replace(still, powers=tuple(x / rate for x in still.powers))


def lowered(limit: Limit, along: Direction, by: Fraction) -> Direction:
    """A direction less so much of that in which all sizes grow and no leading term gains on another."""
    model = limit.solution.definition
    planar = homogeneity(model).scalars
    flat = [planar.get(name, Fraction(1)) for name in along.names]
    moved = [x - by * y for x, y in zip(along.powers[:-1], flat, strict=True)]
    return Direction(along.names, (*moved, along.powers[-1]))


def at(limit: Limit, along: Direction, rho: float, base: Mapping[str, int] | None = None) -> Point:
    """The point at rho, from ``base`` sizes, BASE each unless given."""
    model = limit.solution.definition
    sizes, planar = base or dict.fromkeys(model.sizes, BASE), homogeneity(model).scalars
    growth = {name: rho ** float(power) for name, power in zip(along.names, along.powers, strict=False)}
    return Point(
        model,
        {name: max(1, round(sizes[name] * growth[name])) for name in model.sizes},
        {name: SCALAR * sizes["p"] ** float(planar[name]) * growth[name] for name in model.scalars},
    )


def affordable(point: Point) -> bool:
    """Whether runs are cheap there."""
    trained = (point.shape(letter) for letter in point.model.letters if letter.trained)
    return point.entries <= ENTRIES and all(math.prod(shape) * min(shape) <= PRODUCT for shape in trained)


def slopes(limit: Limit, along: Direction) -> dict[str, float]:
    """The slope of each loss's deviation, in units of its change, far up a ladder."""
    far = [(at(limit, along, rho), rho ** float(along.powers[-1])) for rho in FAR]
    model = limit.solution.definition
    series = limit.solution.series(ORDERS)
    found = {}
    for loss in model.losses:
        shares = [share(limit.solution, loss, series[loss], point, EARLY * clock) for point, clock in far]
        found[loss] = round(weighted_slope(FAR, np.array(shares)), 1) if all(shares) else -math.inf
    return found


def share(solution: Solution, loss: str, series: Sequence[sp.Expr], point: Point, t: float) -> float:
    """What the formula's series neglects at an early time, in units of the change."""
    own = taylor(series, point)
    model, width = solution.definition, len(point.numbers)
    all_terms = [
        value(as_arrays(expansion(model, loss, s).terms, width), point) / factorial(s) for s in range(ORDERS + 1)
    ]
    powers = t ** np.arange(ORDERS + 1)
    return float((np.array(all_terms) - own) @ powers / (own[1:] @ powers[1:]))


def taylor(series: Sequence[sp.Expr], point: Point) -> Array:
    """The coefficients of a series over p as those of the loss."""
    known = dict(zip((alpha, eta, nu), ratios(point), strict=True))
    known |= {SCALARS[name]: x for name, x in point.values.items() if name in SCALARS}
    return point.sizes["p"] * np.array([float(sp.sympify(c).subs(known)) for c in series])
