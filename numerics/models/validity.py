"""How far each facet of any model is from the mean losses at finite sizes, over a plane of sizes and scalars.

A facet's loss is the part of the exact Taylor series that leads towards it (`numerics.models.facet_series`), resummed;
it is compared with the mean loss at the very sizes (`numerics.models.planar.expected`) and with the whole series, for
early times: what the resummations do not resolve is not known.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from numerics.methods.arrays import Array
from numerics.methods.log_axis import Axis, require_plane
from numerics.methods.resummation import ResummationError
from numerics.models.facet_series import Direction, FacetSeries, direction, facet_series
from numerics.models.planar import expected
from numerics.models.point import Point
from numerics.models.series import Terms, affordable, as_arrays, value
from numerics.models.sweeps import model_of
from numerics.sweep import sound, sweep
from theory.errors import InputError
from theory.matrix.classify import refuse_unknown
from theory.matrix.expansion import expansion
from theory.matrix.model import Model
from theory.matrix.regimes import Regimes, regimes

if TYPE_CHECKING:
    from xarray import Dataset

QUANTITIES = ("measured", "error", "neglected")
ABOUT = {
    "measured": "largest deviation of the facet's loss from the mean loss, in units of L(0)",
    "error": "error of the measured deviation",
    "neglected": "the same deviation from the exact series",
}
VERSION = "1"
OWN = ("model", "of", "horizon", "limits")
"""Parameters of a point besides the model's sizes and scalars."""
ACCURACY = 0.005
"""Error of the means, and of what is known, in units of the loss; an error may also be a quarter of the distance."""
HORIZON = 0.125
"""Up to here, in units of 1/T, six orders resolve every facet of the untied autoencoder to ACCURACY."""
TIMES = 7


@dataclass(frozen=True)
class Plane:
    """Sizes and scalars of a model: ``x`` varies across, ``y`` upwards, all others are ``fixed``; sizes are rounded to
    whole numbers.
    """

    model: Model
    x: Axis
    y: Axis
    fixed: Mapping[str, float]

    def __post_init__(self) -> None:
        axes = self.x.name, self.y.name
        require_plane(self.x, self.y, self.fixed, "sizes or scalars")
        refuse_unknown({**self.fixed, **dict.fromkeys(axes)}, self.model.names)
        if infinite := [name for name, number in self.fixed.items() if math.isinf(number)]:
            raise InputError(f"{infinite[0]} = inf: the sizes of a model are finite here; give a number")
        for axis in (self.x, self.y):
            if axis.name in self.model.sizes and len({round(x) for x in axis.values}) < axis.cells:
                raise InputError(
                    f"{axis.cells} cells along {axis.name} are not all different whole numbers: give fewer"
                )
        for x in (self.x.low, self.x.high):
            for y in (self.y.low, self.y.high):
                place(self.model, self.given(x, y))

    def given(self, x: float, y: float) -> dict[str, float]:
        """All sizes and scalars at a place."""
        found = {**self.fixed, self.x.name: float(x), self.y.name: float(y)}
        varied = {name for name in (self.x.name, self.y.name) if name in self.model.sizes}
        return {name: round(number) if name in varied else number for name, number in found.items()}

    @property
    def shape(self) -> tuple[int, int]:
        """Cells upwards and across."""
        return self.y.cells, self.x.cells

    @property
    def points(self) -> list[dict[str, float]]:
        """The sizes and scalars of the cells, row by row from below."""
        return [self.given(x, y) for y in self.y.values for x in self.x.values]


def place(model: Model, given: Mapping[str, Any]) -> Point:
    """The point with these sizes and scalars."""
    sizes, scalars = ({name: given[name] for name in kind if name in given} for kind in (model.sizes, model.scalars))
    return Point(model, sizes, scalars)


@dataclass(frozen=True, eq=False)
class FacetLoss:
    """What a facet says of a loss: its terms of order 0 and the series of the others."""

    start: Terms
    series: FacetSeries


def facet_loss(found: Regimes, name: str) -> FacetLoss:
    """Of the facet with that name, for the loss of the regimes; :class:`theory.errors.InputError` if there is none."""
    facets = {one.name: one for one in found.facets}
    if name not in facets:
        raise InputError(f"{found.model.name}: no facet {name!r}; it has {', '.join(facets)}")
    model, along = found.model, direction(found, facets[name])
    series = facet_series(model, along, found.loss, affordable(model, found.loss))
    start = expansion(model, found.loss, 0).terms
    kept = {powers: c for powers, c in start.items() if along.height(powers, 0) >= height(along, series)}
    return FacetLoss(as_arrays(kept, len(model.names)), series)


def height(along: Direction, series: FacetSeries) -> Any:
    """The power of rho with which the leading terms grow."""
    return next(
        along.height([int(x) for x in exponents[0]], order)
        for order, (exponents, _) in enumerate(series.leading, start=1)
        if len(exponents)
    )


@lru_cache(maxsize=4)
def prepared(text: str, loss: str, limits: tuple[str, ...]) -> tuple[Regimes, dict[str, FacetLoss]]:
    """The regimes of a model and the series of its facets."""
    found = regimes(model_of(text), loss)
    return found, {name: facet_loss(found, name) for name in limits}


def window(found: Regimes, point: Point, horizon: float) -> Array:
    """Times from 0 to ``horizon`` / T, T the rate of the fastest growth, denser at early times."""
    rates = [
        math.prod(x ** float(e) for x, e in zip(point.numbers, growth[:-1], strict=True))
        for growth in found.polyhedron.growths
    ]
    return np.asarray(horizon / max(rates) * np.linspace(0, 1, TIMES) ** 2)


def distances(given: Mapping[str, Any], seed: int) -> dict[str, Array]:
    """One point of a sweep: the model as :func:`numerics.models.sweeps.text_of` writes it, the loss (``of``), the
    horizon, the names of the ``limits``, and every size and scalar.

    All of shape (limits, 1 loss) and relative to L(0): ``measured`` against the mean at these sizes with its ``error``,
    ``neglected`` against the exact series. NaN where a resummation errs by more than ACCURACY and a quarter of it.
    """
    loss, limits = given["of"], tuple(given["limits"])
    found, losses = prepared(given["model"], loss, limits)
    point = place(found.model, given)
    t = window(found, point, given["horizon"])
    truth = expected(point, t, ACCURACY, seed)
    rows = [facet_distances(losses[name], point, t, truth.losses[loss], truth.errors[loss]) for name in limits]
    return {name: np.array([[row[k]] for row in rows]) for k, name in enumerate(QUANTITIES)}


def facet_distances(facet: FacetLoss, point: Point, t: Array, truth: Array, error: Array) -> tuple[float, float, float]:
    """Measured distance, its error, and the distance from the exact series, in units of the loss at t = 0."""
    unit = abs(truth[0])
    start = value(facet.start, point)
    try:
        change, uncertain = (np.append(0.0, x) for x in facet.series.change(point, t[1:]))
    except ResummationError:
        return math.nan, math.nan, math.nan
    spread = float((uncertain + error).max() / unit)
    measured = known(float(np.abs(start + change - truth).max() / unit), spread)
    try:
        whole, also = (np.append(0.0, x) for x in facet.series.change(point, t[1:], exact=True))
    except ResummationError:
        return measured, spread, math.nan
    neglected = float(np.abs(start + change - truth[0] - whole).max() / unit)
    return measured, spread, known(neglected, float((uncertain + also).max() / unit))


def known(distance: float, error: float) -> float:
    """The distance if its error is small, else NaN."""
    return distance if error <= max(ACCURACY, distance / 4) else math.nan


def validity_sweep(
    text: str,
    found: Regimes,
    plane: Plane,
    limits: Sequence[str],
    horizon: float,
    seed: int,
    last: int = 0,
    **options: Any,
) -> "Dataset":
    """The distances of facets at every point of a plane, or at the ``last`` ones, NaN where one fails or is not known.

    ``text``: the model as :func:`numerics.models.sweeps.text_of` writes it; ``options`` go to ``numerics.sweep.sweep``.
    Raises :class:`theory.errors.InputError` for names that are no facets and for models whose words are taken.
    """
    prepared(text, found.loss, tuple(limits))
    if taken := [name for name in found.model.names if name in OWN]:
        raise InputError(f"{found.model.name}: {taken[0]} is a word of sweeps, rename it in the model")
    data = sweep(
        distances,
        plane.points[-last:],
        version=VERSION,
        seeds=[seed],
        constants={"model": text, "of": found.loss, "horizon": float(horizon), "limits": tuple(limits)},
        dims={name: ["limit", "loss"] for name in QUANTITIES},
        coords={"limit": list(limits), "loss": [found.loss]},
        about={**found.model.sizes, **found.model.scalars, **ABOUT},
        **options,
    )
    return sound(data, bearable=1)
