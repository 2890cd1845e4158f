"""``prism phase-diagram validity --model``: where the facets of any model hold, over a plane of sizes and scalars."""

import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
from xarray import Dataset

from figures.cli.model_regimes import warn
from figures.cli.output import print_json, progress_bar
from figures.cli.phase_diagram.options import read_range
from figures.cli.phase_diagram.validity_report import agreements_of, axis_contents, numbers, print_report
from numerics.autoencoder.experiment.validity_map import Lines, on_plane
from numerics.errors import ConvergenceError
from numerics.methods.log_axis import Axis
from numerics.models.sweeps import text_of
from numerics.models.validity import HORIZON, QUANTITIES, Plane, prepared, validity_sweep
from theory.errors import InputError
from theory.matrix.model import Model
from theory.matrix.regimes import Regimes, regimes
from theory.models import load


def show(
    source: str, axes: tuple[str, str], ranges: tuple[str | None, str | None], cells: tuple[int, int],
    fixed: tuple[str, ...], limits: tuple[str, ...], loss: str | None, horizon: float | None, seed: int, budget: float,
    out: Path, as_json: bool, options: dict[str, Any],
) -> None:  # fmt: skip
    """Compute the points, draw the plane and print its table."""
    from figures.phase_diagram.colours import facet_colours
    from figures.phase_diagram.validity import draw
    from figures.style import save

    found = regimes(load(source), loss)
    warn(found)
    x, y = (axis(found.model, *one) for one in zip(axes, ranges, cells, ("x", "y"), strict=True))
    plane, compared = Plane(found.model, x, y, numbers(fixed)), list(limits) or [one.name for one in found.facets]
    data = computed(source, found, plane, compared, horizon or HORIZON, seed, budget, out, options)
    derived = {name: on_plane(data, [plane], 0, "neglected", name, found.loss) for name in compared}
    figure = draw(data, [plane], [Lines(x.values, y.values, derived)], found.loss, facet_colours(compared))
    report = {"model": found.model.name, **contents(data, plane, compared, found.loss)}
    files = [str(path) for path in save(figure, out, "validity")]
    if as_json:
        print_json(report | {"files": files})
    else:
        print_report(report)
        click.echo("\n".join(files))


def axis(model: Model, name: str, text: str | None, cells: int, which: str) -> Axis:
    """One axis; no size or scalar has a range of its own."""
    if text is None:
        raise InputError(f"the {name} of {model.name} has no range of its own: give --{which}-range LOW,HIGH")
    low, high = map(float, read_range(text))
    return Axis(name, low, high, cells)


def computed(
    source: str, found: Regimes, plane: Plane, limits: Sequence[str], horizon: float, seed: int, budget: float,
    out: Path, options: dict[str, Any],
) -> Dataset:  # fmt: skip
    """All points; the last corner first, from which the cost of the others is told, and refused beyond the budget."""
    text, count = text_of(source), len(plane.points)

    def points(**more: Any) -> Dataset:
        return validity_sweep(text, found, plane, limits, horizon, seed, store=out / "validity", **more, **options)

    prepared(text, found.loss, tuple(limits))
    begin = time.monotonic()
    with suppress(ConvergenceError):  # other points may do
        points(last=1)
    cost = (time.monotonic() - begin) * count
    if cost > budget:
        raise InputError(
            f"{count} points take one core up to about {cost:.2g} s, more than {budget:g}: give fewer cells, smaller "
            "sizes, or a larger --budget"
        )
    click.echo(f"prism: {count} points, up to about {cost:.2g} s of one core", err=True)
    with progress_bar("points", count) as bar:
        return points(progress=bar)


def contents(data: Dataset, plane: Plane, limits: Sequence[str], loss: str) -> dict[str, Any]:
    """Distances and agreement by facet."""
    return {
        "loss": loss,
        "failed": int((data["failure_type"].values != "").sum()),
        "planes": [
            {
                **axis_contents(plane),
                "fixed": dict(plane.fixed),
                "limits": agreements_of(data, [plane], 0, limits, loss, QUANTITIES),
            }
        ],
    }
