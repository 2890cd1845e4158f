"""Where limits hold over planes of ratios or sizes, measured and derived, as a sweep."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter

from numerics.autoencoder.experiment.planes import SCALES, Plane
from numerics.autoencoder.experiment.validity import (
    ABOUT,
    LOSSES,
    QUANTITIES,
    VERSION,
    derived,
    distances,
    seconds,
    window,
)
from numerics.autoencoder.planar.free_pair import Planar
from numerics.methods.arrays import Array
from numerics.methods.log_axis import Axis
from numerics.sweep import sound, sweep
from numerics.sweep.points import Point
from theory.autoencoder.prism import FACETS
from theory.autoencoder.regimes import regime
from theory.errors import InputError
from theory.models.tied_autoencoder import MODEL

if TYPE_CHECKING:
    from xarray import Dataset

LEVELS = (0.01, 0.05, 0.1)
FINENESS = 17
"""Values of each axis at which derived boundaries are found: a factor 1.4 over the default range."""


def validity_sweep(
    planes: Sequence[Plane],
    limits: Sequence[str],
    horizon: float,
    seed: int,
    *,
    fewest: int | None = None,
    **options: Any,
) -> "Dataset":
    """The distances at every point of the planes, NaN where one fails; ``options`` go to ``numerics.sweep.sweep``.

    ``fewest`` samples are drawn at least, 16 if None; more where they leave a standard error above 0.5 % of L(0).
    """
    if not (np.isfinite(horizon) and horizon > 0):
        raise InputError(f"horizon {horizon}: give a finite number > 0, in units of 1/T")
    data = sweep(
        distances,
        table(planes),
        version=VERSION,
        seeds=[seed],
        constants={"horizon": float(horizon), "limits": checked_limits(planes, limits)}
        | ({} if fewest is None else {"fewest": fewest}),
        dims={name: ["limit", "loss"] for name in QUANTITIES},
        coords={"limit": list(limits), "loss": list(LOSSES)},
        about={**MODEL.sizes, **MODEL.scalars, **SCALES, **ABOUT},
        **options,
    )
    return sound(data, bearable=1)


def table(planes: Sequence[Plane]) -> list[Point]:
    """The points of all planes; where planes meet, points may be equal."""
    return [dict(point) for plane in planes for point in plane.points]


def checked_limits(planes: Sequence[Plane], limits: Sequence[str]) -> tuple[str, ...]:
    """The names, each a limit that has losses on one of the planes; :class:`theory.errors.InputError` else."""
    for name in limits:
        if limits.count(name) > 1:
            raise InputError(f"{name} is compared twice; leave out one of them")
        if "small-data" in regime(name).facets and all(plane.infinite for plane in planes):
            raise InputError(f"{name} is the limit of few samples and has no losses at N = inf; leave it out")
    return tuple(limits)


def facets_on(planes: Sequence[Plane]) -> list[str]:
    """The facets that have losses on one of the planes."""
    return [name for name in FACETS if name != "small-data" or not all(plane.infinite for plane in planes)]


def expected_seconds(planes: Sequence[Plane], limits: Sequence[str], horizon: float) -> float:
    """About how long all points take one core."""
    points = [point for plane in planes for point in plane.points]
    return sum(seconds(Planar(one["alpha"], one["eta"], one["nu"]), limits, horizon) for one in points)


class Mapped(Protocol):
    """A plane of the tied autoencoder or of another model."""

    @property
    def x(self) -> Axis:
        """Across."""

    @property
    def y(self) -> Axis:
        """Upwards."""

    @property
    def fixed(self) -> Mapping[str, float]:
        """What does not vary."""

    @property
    def shape(self) -> tuple[int, int]:
        """Cells upwards and across."""


def on_plane(data: "Dataset", planes: Sequence[Mapped], index: int, name: str, limit: str, loss: str) -> Array:
    """One quantity on one plane, shape (up, across)."""
    first, shape = sum(prod(plane.shape) for plane in planes[:index]), planes[index].shape
    values = data[name].sel(limit=limit, loss=loss).isel(seed=0).values
    return values[first : first + prod(shape)].reshape(shape)


@dataclass(frozen=True, eq=False)
class Lines:
    """What the ``limits`` of a plane leave out, by the exact series, on a grid finer than its cells.

    ``x``, ``y`` have shape (n,), ``neglected`` maps a limit to shape (n, n), relative to L(0).
    """

    x: Array
    y: Array
    neglected: Mapping[str, Array]


def lines(plane: Plane, limits: Sequence[str], loss: str, horizon: float, fineness: int = FINENESS) -> Lines:
    """The derived distances up to the edges of a plane, from which boundaries are drawn."""
    count = max(fineness, *plane.shape)
    x, y = (np.geomspace(axis.edges[0], axis.edges[-1], count) for axis in (plane.x, plane.y))
    planars = [Planar(one["alpha"], one["eta"], one["nu"]) for one in plane.ratios_on(x, y)]
    found = np.array([derived(limits, one, window(one, horizon), losses=[loss])[:, 0] for one in planars])
    return Lines(x, y, {name: found[:, k].reshape(count, count) for k, name in enumerate(limits)})


@dataclass(frozen=True)
class Agreement:
    """Cells of one panel at one level: how many there are, and at how many the boundaries are further apart than one
    cell; ``inside`` counts the cells in which the formula holds by measurement."""

    level: float
    cells: int
    apart: int
    inside: int


def agreement(measured: Array, derived: Array, level: float) -> Agreement:
    """Compare where ``measured`` and ``derived`` are below the level.

    A cell is apart if the derived answer there is found measured neither there nor in any of the eight cells around,
    or the measured answer not derived. Cells where either is not known (NaN) are left out.
    """
    known = np.isfinite(measured) & np.isfinite(derived)
    first, second = measured < level, derived < level
    apart = (first & ~near(second & known)) | (~first & ~near(~second & known))
    apart |= (second & ~near(first & known)) | (~second & ~near(~first & known))
    return Agreement(level, int(known.sum()), int((apart & known).sum()), int((first & known).sum()))


def near(cells: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The cells that are set or touch one that is."""
    return maximum_filter(cells, size=3, mode="constant", cval=False)


def agreements(
    data: "Dataset", planes: Sequence[Mapped], limits: Sequence[str], loss: str, quantity: str
) -> dict[tuple[int, str], list[Agreement]]:
    """For each plane and limit, the agreement at every level."""

    def panel(k: int, limit: str) -> list[Agreement]:
        found, other = (on_plane(data, planes, k, name, limit, loss) for name in ("measured", quantity))
        return [agreement(found, other, level) for level in LEVELS]

    return {(k, limit): panel(k, limit) for k in range(len(planes)) for limit in limits}
