"""``prism sweep``: loss curves of any model over a table of sizes and values."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from figures.cli.options import POINTS, Positive, json_option, times
from figures.cli.output import print_json, print_table, progress_bar
from figures.cli.phase_diagram.options import store_options
from figures.cli.places import Folder
from theory.errors import InputError
from theory.rationals import plainly_written

if TYPE_CHECKING:
    from xarray import Dataset

    from theory.matrix.model import Model


@click.command()
@click.option("--model", required=True, metavar="NAME|FILE.toml", help="A model of the library or of a file.")
@click.option("--size", "sizes", multiple=True, metavar="NAME=A,B,...", help="Values of a size; each size once.")
@click.option("--value", "values", multiple=True, metavar="NAME=A,B,...", help="Values of a scalar; each scalar once.")
@click.option("--t-max", type=Positive(), required=True, help="Last time of the flow.")
@click.option("--points", type=POINTS, default=6, show_default=True, help="Times from 0 to t-max.")
@click.option(
    "--quantity",
    type=click.Choice(["planar", "mean", "runs", "series"]),
    default="planar",
    show_default=True,
    help="Planar limit, mean at these sizes, the same by runs at these sizes, or the series of early times.",
)
@click.option("--accuracy", type=Positive(), default=0.002, show_default=True, help="Error, a share of the loss.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Root of the random numbers.")
@store_options
@click.option("--out", type=Folder(), help="Folder of the points; resumable.")
@json_option
def sweep(
    model: str,
    sizes: tuple[str, ...],
    values: tuple[str, ...],
    t_max: float,
    points: int,
    quantity: str,
    accuracy: float,
    seed: int,
    out: Path | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Losses at every combination of sizes and values; the table shows the last time.

    With --out, finished points are kept there and an interrupted sweep goes on; all curves are in sweep.nc. A point
    without an answer says why; the exit status is 1 if no point has one.

    For example: prism sweep --model untied-autoencoder --size p=40 --size H=10,20 --size N=80 --value sigma2=0.01,0.1
    --t-max 2
    """
    from numerics.models.sweeps import model_sweep
    from theory.models import load

    found, total = load(model), 1
    axes = axes_of(found, numbers("--size", sizes, whole=True), numbers("--value", values, whole=False))
    for axis in axes.values():
        total *= len(axis)
    with progress_bar("points", total) as bar:
        where = {"store": out, "progress": bar, **options}
        data = model_sweep(model, axes, times(t_max, points), quantity, accuracy, (seed,), **where)
    if as_json:
        print_json(contents(data, found, quantity))
    else:
        report(data, found)
    failed = int((data["failure_type"] != "").sum())
    if out is not None and failed:
        click.echo(f"prism: {failed} of {total} points failed, kept: --retry-failed computes them again", err=True)
    if failed == total:
        raise SystemExit(1)


def axes_of(model: Model, sizes: dict[str, list[float]], values: dict[str, list[float]]) -> dict[str, list[float]]:
    """Both kinds of axes together; a size that is given as a value, or the reverse, would replace the other."""
    for given, other, option in ((sizes, model.scalars, "--value"), (values, model.sizes, "--size")):
        for name in given:
            if name in other:
                raise InputError(f"{name} of {model.name} is given by {option} {name}=A,B,...: not by the other option")
    return {**sizes, **values}


def numbers(option: str, given: tuple[str, ...], whole: bool) -> dict[str, list[float]]:
    """``NAME=A,B,...`` as lists of numbers."""
    found: dict[str, list[float]] = {}
    for text in given:
        name, _, listed = text.partition("=")
        if name in found:
            raise InputError(f"{option} gives {name} twice; list its values as {name}=A,B")
        try:
            found[name] = [_number(x, whole) for x in listed.split(",")]
        except ValueError:
            kind = "whole numbers" if whole else "numbers"
            raise InputError(f"{option} takes NAME=A,B,... with {kind}, got {text!r}") from None
    return found


def _number(text: str, whole: bool) -> float:
    if not plainly_written(text):
        raise ValueError(text)
    return int(text) if whole else float(text)


def contents(data: Dataset, model: Model, quantity: str) -> dict[str, Any]:
    """The JSON object."""
    rows = []
    for k in range(data.sizes["point"]):
        one = data.isel(point=k, seed=0)
        rows.append({
            "sizes": {name: one[name].item() for name in model.sizes},
            "values": {name: one[name].item() for name in model.scalars},
            "losses": {name: one[name].values for name in model.losses if name in one},
            "error": {name: one[f"{name}_error"].values for name in model.losses if name in one},
            "failure": one["failure"].item() or None,
        })  # fmt: skip
    return {"model": model.name, "quantity": quantity, "t": data["t"].values if "t" in data else [], "points": rows}


def report(data: Dataset, model: Model) -> None:
    """A row a point, losses at the last time; failures go to stderr."""
    rows = []
    for k in range(data.sizes["point"]):
        one = data.isel(point=k, seed=0)
        last = [
            f"{one[name].values[-1]:.6g} +- {one[f'{name}_error'].values[-1]:.2g}" if name in one else "nan"
            for name in model.losses
        ]
        rows.append([f"{one[name].item():.15g}" for name in model.names] + last)
        if one["failure"].item():
            click.echo(f"prism: {', '.join(rows[-1][: len(model.names)])}: {one['failure'].item()}", err=True)
    print_table([*model.names, *model.losses], rows)
