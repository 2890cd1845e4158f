"""Loss curves of any model over a table of sizes and values, as a sweep: resumable, on local processes or Dask."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.brief import TIME, described
from linear_ae.times import checked_times
from numerics.methods.arrays import Array
from numerics.models.extrapolation import ACCURACY, Estimate
from numerics.models.planar import expected, planar, simulated
from numerics.models.point import Point
from numerics.models.series import series
from numerics.sweep import grid, sweep
from theory.errors import InputError
from theory.matrix.file import parse
from theory.matrix.model import Model
from theory.models import NAMES, load

if TYPE_CHECKING:
    from xarray import Dataset

VERSION = "1"
QUANTITIES: dict[str, Callable[..., Estimate]] = {"planar": planar, "mean": expected, "runs": simulated}
"""The planar limit, the mean at the very sizes, and the same by runs at these sizes whatever they are."""
OWN = ("model", "quantity", "accuracy", "times", "t")
"""Parameters of a run besides the model's sizes and scalars, and the dimension of its results."""


def curves_at(point: Mapping[str, Any], seed: int) -> dict[str, Array]:
    """One point of a sweep: each loss, shape (n,), and under ``<loss>_error`` its error."""
    given, model = dict(point), model_of(point["model"])
    quantity, times = given["quantity"], np.array(given["times"])
    place = Point(model, {name: given[name] for name in model.sizes}, {name: given[name] for name in model.scalars})
    if quantity == "series":
        found = series(place, times, accuracy=given["accuracy"])
    else:
        found = QUANTITIES[quantity](place, times, given["accuracy"], seed)
    return {**found.losses, **{f"{name}_error": error for name, error in found.errors.items()}}


def model_sweep(
    model: str | Path,
    axes: Mapping[str, Sequence[float]],
    t: ArrayLike,
    quantity: str = "planar",
    accuracy: float = ACCURACY,
    seeds: Sequence[int] = (0,),
    **options: Any,
) -> "Dataset":
    """The losses of a model at every combination of the values of its sizes and scalars.

    A point without an answer is NaN, its reason under ``failure``.

    Parameters
    ----------
    model : a name of the library or a file ``*.toml``, whose contents, not its name, identify the results
    axes : values of every size and scalar, each at least one
    t : times, shape (n,)
    quantity : ``planar``, ``mean``, ``runs`` (:mod:`numerics.models.planar`) or ``series``
    accuracy : bound on the errors, in units of each loss's largest value; of ``series``, of its value at t = 0
    options : ``store``, ``workers``, ``scheduler``, ``retry_failed``, ``progress`` of :func:`numerics.sweep.sweep`

    Raises
    ------
    theory.errors.InputError
        For axes that are not those of the model, or a value that is out of range.
    """
    known, found = (*QUANTITIES, "series"), load(model)
    if quantity not in known:
        raise InputError(f"the quantity is {', '.join(known)}, got {quantity!r}")
    columns = [f"{loss}{kind}" for loss in found.losses for kind in ("", "_error")]
    words = [*found.names, *columns]
    if taken := [name for name in words if name in OWN or words.count(name) > 1]:
        raise InputError(f"{found.name}: {taken[0]} is a word of sweeps or names two things, rename it in the model")
    for k in range(max(map(len, axes.values()), default=1)):
        Point(found, *(_entries(axes, names, k) for names in (found.sizes, found.scalars)))  # type: ignore[arg-type]
    if unknown := [name for name in axes if name not in found.names]:
        raise InputError(f"{found.name}: no size or scalar is named {unknown[0]}; it has {', '.join(found.names)}")
    times = checked_times(t)
    return sweep(
        curves_at,
        grid(**{name: axes[name] for name in found.names}),
        version=VERSION,
        seeds=seeds,
        constants={
            "model": text_of(model),
            "quantity": quantity,
            "accuracy": float(accuracy),
            "times": tuple(map(float, times)),
        },
        dims={name: ["t"] for name in columns},
        coords={"t": times},
        about={**found.sizes, **found.scalars, "t": TIME, **{name: described(name) for name in columns}},
        **options,
    )


def _entries(axes: Mapping[str, Sequence[float]], names: Iterable[str], k: int) -> dict[str, float]:
    """The k-th value of each name that has values, or its last."""
    return {name: axes[name][min(k, len(axes[name]) - 1)] for name in names if len(axes.get(name, ()))}


def text_of(model: str | Path) -> str:
    """A name of the library, or the contents of a file."""
    return str(model) if str(model) in NAMES else Path(model).read_text(encoding="utf-8")


def model_of(text: str) -> Model:
    """The model of such a text."""
    return load(text) if text in NAMES else parse(text)
