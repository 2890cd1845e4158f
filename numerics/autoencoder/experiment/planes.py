"""Planes of finite ratios or sizes: two of alpha, eta, nu, p, H, N and sigma^2 vary, others are fixed.

Only the ratios alpha = sigma^2 p, eta = H/p and nu = p/N enter the planar limit; each is given itself or by the two
sizes that make it.
"""

import operator
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from numerics.methods.arrays import Array
from numerics.methods.log_axis import Axis, require_plane
from theory.autoencoder.classify import ExactSizes, missed_by_planar
from theory.errors import InputError
from theory.names import meant

RATIOS: Mapping[str, tuple[tuple[str, str], Callable[[float, float], float]]] = {
    "alpha": (("sigma2", "p"), operator.mul),
    "eta": (("H", "p"), operator.truediv),
    "nu": (("p", "N"), operator.truediv),
}
"""Name -> (the sizes that make the ratio, how)."""
SCALES = {
    "alpha": "squared length of a column of W at the start, sigma^2 p",
    "eta": "latent units per input dimension, H/p",
    "nu": "input dimensions per sample, p/N",
}
"""What the ratios are."""
COUNTS = ("p", "H", "N")
NAMES = (*RATIOS, *COUNTS, "sigma2")
INFINITE = {"N": np.inf, "nu": 0.0}
"""How infinitely many samples are written."""
FARTHEST = {"alpha": 1e6, "eta": 1e4, "nu": 1e4}
"""The ratios go from the inverse up to this: H and N are then whole numbers to two digits at the p of the formulas."""
SPAN, CELLS = 16.0, 7


@dataclass(frozen=True)
class Plane:
    """``x`` varies across, ``y`` upwards; ``fixed`` are as many others as make the three ratios, N = inf or nu = 0 for
    infinitely many samples.
    """

    x: Axis
    y: Axis
    fixed: Mapping[str, float]

    def __post_init__(self) -> None:
        axes = self.x.name, self.y.name
        require_plane(self.x, self.y, self.fixed, "ratios or sizes")
        refuse_unknown((*axes, *self.fixed))
        require_once((*axes, *self.fixed))
        for name, number in self.fixed.items():
            if not (0 < number < np.inf or number == INFINITE.get(name)):
                raise InputError(f"{name} is a positive number, or N = inf; got {number:g}")
        self.require_reach()

    def require_reach(self) -> None:
        """Raise for sizes below 1 and ratios too large or too small; all are monotonous, so the corners tell."""
        for x in (self.x.low, self.x.high):
            for y in (self.y.low, self.y.high):
                given = self.given(x, y)
                for name in COUNTS:
                    if given.get(name, 1) < 1:
                        raise InputError(f"{name} counts dimensions or samples and is at least 1, got {given[name]:g}")
                for name, ratio in ratios(given).items():
                    far = FARTHEST[name]
                    if not (1 / far <= ratio <= far or (name == "nu" and ratio == 0)):
                        raise InputError(f"{name} goes up to {ratio:g}; it is known from {1 / far:g} to {far:g}")

    def given(self, x: float, y: float) -> dict[str, float]:
        """All that is given at a place."""
        return {**self.fixed, self.x.name: float(x), self.y.name: float(y)}

    @property
    def shape(self) -> tuple[int, int]:
        """Cells upwards and across."""
        return self.y.cells, self.x.cells

    @property
    def points(self) -> list[dict[str, float]]:
        """The ratios of the cells, row by row from below."""
        return self.ratios_on(self.x.values, self.y.values)

    def ratios_on(self, xs: Array, ys: Array) -> list[dict[str, float]]:
        """The ratios on a grid, row by row."""
        return [ratios(self.given(x, y)) for y in ys for x in xs]

    @property
    def infinite(self) -> bool:
        """Whether there are infinitely many samples."""
        return any(self.fixed.get(name) == number for name, number in INFINITE.items())

    def __str__(self) -> str:
        return f"{self.x.name}, {self.y.name}"


def ratios(given: Mapping[str, float]) -> dict[str, float]:
    """The three ratios, each as given or from its sizes.

    >>> ratios({"alpha": 0.5, "p": 100, "H": 200, "N": float("inf")})
    {'alpha': 0.5, 'eta': 2.0, 'nu': 0.0}
    """
    return {
        name: float(given[name] if name in given else make(*(given[size] for size in sizes)))
        for name, (sizes, make) in RATIOS.items()
    }


def require_once(names: Collection[str]) -> None:
    """Raise :class:`theory.errors.InputError` unless the names make each ratio in one way and none is idle."""
    used = set()
    for ratio, (sizes, _) in RATIOS.items():
        if ratio in names:
            used.add(ratio)
        elif all(size in names for size in sizes):
            used.update(sizes)
        else:
            raise InputError(f"{ratio} is open: give {ratio}, or {' and '.join(sizes)}")
    if idle := [name for name in names if name not in used]:
        raise InputError(f"{idle[0]} changes nothing here, the ratios being given otherwise; leave it out")


def refuse_unknown(names: Collection[str]) -> None:
    """Raise for a name that is neither ratio nor size."""
    for name in names:
        if name not in NAMES:
            raise InputError(f"no ratio or size is named {name!r}{meant(name, NAMES)}; known are {', '.join(NAMES)}")


def standard_planes(
    cells: int = CELLS, span: float = SPAN, fixed: Mapping[str, float] | None = None
) -> Sequence[Plane]:
    """The planes (eta, nu) at alpha = 1/2, (eta, alpha) at nu = 1/2 and (nu, alpha) at eta = 2, from 1/span to span;
    ``fixed`` are other values of these.
    """
    if not (np.isfinite(span) and span > 1):
        raise InputError(f"a span of {span:g}: give a finite factor above 1")
    refuse_unknown(fixed or {})
    values = {"alpha": 0.5, "nu": 0.5, "eta": 2.0, **(fixed or {})}
    if sizes := [name for name in values if name not in RATIOS]:
        raise InputError(f"{sizes[0]} is no ratio: choose the plane with --x and --y, or fix {', '.join(RATIOS)}")
    axis = {name: Axis(name, 1 / span, span, cells) for name in RATIOS}
    return [
        Plane(axis[x], axis[y], {name: values[name]})
        for x, y, name in (("eta", "nu", "alpha"), ("eta", "alpha", "nu"), ("nu", "alpha", "eta"))
    ]


def beyond_ratios(plane: Plane) -> float:
    """The largest part, over the corners, of the derivatives at t = 0 that the ratios of the sizes do not give.

    It is :func:`theory.autoencoder.classify.missed_by_planar`, of order 1/p; 0 on a plane without p.
    """
    places = [plane.given(x, y) for x in (plane.x.low, plane.x.high) for y in (plane.y.low, plane.y.high)]
    return max((float(missed_by_planar(near(place))) for place in places if "p" in place), default=0.0)


def near(given: Mapping[str, float]) -> ExactSizes:
    """The whole sizes next to a place that gives p and the ratios or other sizes."""
    p, found = round(given["p"]), ratios(given)
    samples = Fraction(max(1, round(p / found["nu"]))) if found["nu"] else None
    return ExactSizes(Fraction(p), Fraction(max(1, round(p * found["eta"]))), samples, Fraction(found["alpha"]) / p)
