"""Planes through (alpha, eta, nu) = (sigma^2 p, H/p, p/N): where each facet holds, measured and derived, as a sweep."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter

from numerics.autoencoder.experiment.validity import LOSSES, QUANTITIES, VERSION, distances
from numerics.methods.arrays import Array
from numerics.sweep import sound, sweep
from numerics.sweep.points import Point
from theory.autoencoder.prism import FACETS
from theory.errors import InputError

if TYPE_CHECKING:
    from xarray import Dataset

LEVELS = (0.01, 0.05, 0.1)


@dataclass(frozen=True)
class Plane:
    """Two scales vary, ``across`` and ``up``; the third is ``fixed`` at ``value``."""

    across: str
    up: str
    fixed: str
    value: float


PLANES = (Plane("eta", "nu", "alpha", 0.5), Plane("eta", "alpha", "nu", 0.5), Plane("nu", "alpha", "eta", 2.0))


def axis(points: int, span: float) -> Array:
    """``points`` values from 1/span to span, evenly spaced in the logarithm."""
    if points < 3 or not (np.isfinite(span) and span > 1):
        raise InputError(f"{points} points over a factor {span:g}: give at least 3, and a factor above 1")
    return np.geomspace(1 / span, span, points)


def table(planes: Sequence[Plane], values: Array) -> list[Point]:
    """The points of all planes; where planes meet, points may be equal."""
    return [
        {plane.across: float(x), plane.up: float(y), plane.fixed: plane.value}
        for plane in planes
        for y in values
        for x in values
    ]


def validity_sweep(planes: Sequence[Plane], values: Array, horizon: float, seed: int, **options: Any) -> "Dataset":
    """The distances at every point of the planes, NaN where one fails; ``options`` go to ``numerics.sweep.sweep``."""
    if not (np.isfinite(horizon) and horizon > 0):
        raise InputError(f"horizon {horizon}: give a finite number > 0, in natural time scales")
    data = sweep(
        distances,
        table(planes, values),
        version=VERSION,
        seeds=[seed],
        constants={"horizon": float(horizon)},
        dims={name: ["facet", "loss"] for name in QUANTITIES},
        coords={"facet": list(FACETS), "loss": list(LOSSES)},
        **options,
    )
    return sound(data, bearable=1)


def on_plane(data: "Dataset", planes: Sequence[Plane], index: int, name: str, facet: str, loss: str) -> Array:
    """One quantity on one plane, shape (up, across)."""
    count = round(np.sqrt(data.sizes["point"] / len(planes)))
    values = data[name].sel(facet=facet, loss=loss).isel(seed=0).values
    return values.reshape(len(planes), count, count)[index]


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
    data: "Dataset", planes: Sequence[Plane], loss: str, derived: str
) -> dict[tuple[int, str], list[Agreement]]:
    """For each plane and facet, the agreement at every level."""

    def panel(k: int, facet: str) -> list[Agreement]:
        found, other = (on_plane(data, planes, k, name, facet, loss) for name in ("measured", derived))
        return [agreement(found, other, level) for level in LEVELS]

    return {(k, facet): panel(k, facet) for k in range(len(planes)) for facet in FACETS}
