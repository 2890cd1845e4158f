"""``prism phase-diagram validity``: where the formula of each limit holds within 1, 5 and 10 %."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from figures.cli.options import Positive, json_option, model_option, refuse_given
from figures.cli.output import print_json, progress_bar
from figures.cli.phase_diagram.options import axis_options, both_axes, out_option, read_range, store_options
from figures.cli.phase_diagram.validity_report import agreements_of, axis_contents, numbers, print_report
from theory.errors import InputError

if TYPE_CHECKING:
    from xarray import Dataset

    from numerics.autoencoder.experiment.planes import Plane
    from numerics.methods.log_axis import Axis

BUDGET = 3600.0
LOSSES = ("train", "population")


@click.command()
@model_option
@axis_options
@click.option("--x-cells", type=int, help="Values across, evenly spaced in the logarithm.  [default: --points]")
@click.option("--y-cells", type=int, help="Values upwards.  [default: --points]")
@click.option("--fix", "fixed", multiple=True, metavar="NAME=NUMBER",
              help="A ratio or size that does not vary, such as alpha=0.5 or N=inf; repeatable.")  # fmt: skip
@click.option("--limit", "limits", multiple=True, metavar="REGIME",
              help="A regime that is compared, with --model a facet; repeatable.  [default: all facets]")  # fmt: skip
@click.option("--points", default=7, show_default=True, help="Values of each axis.")
@click.option("--span", type=Positive(), default=16.0, show_default=True, help="Ratios go from 1/span to span.")
@click.option("--horizon", type=Positive(), help="Last time, in units of 1/T.  [default: 1; with --model 1/8]")
@click.option("--loss", metavar="NAME", help="In figure and table.  [default: train, or the loss of the model's flow]")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Of the samples.")
@click.option("--budget", type=Positive(), default=BUDGET, show_default=True, help="Seconds of one core at most.")
@store_options
@out_option
@json_option
def validity(
    source: str | None, x: str | None, y: str | None, x_range: str | None, y_range: str | None, x_cells: int | None,
    y_cells: int | None, fixed: tuple[str, ...], limits: tuple[str, ...], points: int, span: float,
    horizon: float | None, loss: str | None, seed: int, budget: float, out: Path, as_json: bool, **options: Any,
) -> None:  # fmt: skip
    """The largest deviation of the loss in a limit from the planar limit, relative to L(0), over a plane: measured by
    samples, and derived from the exact series of the terms that the limit neglects.

    --x and --y are two of the ratios alpha = sigma^2 p, eta = H/p, nu = p/N or of the sizes p, H, N, sigma2; --fix
    gives what else the three ratios need. Left out: the three planes of two ratios, at alpha = 0.5, nu = 0.5 and
    eta = 2. For example: prism phase-diagram validity --x H --y sigma2 --x-range 10,1000 --y-range 1e-4,0.1 --fix p=100
    --fix N=inf --limit mean-field --limit narrow-latent

    With --model the facets of any model at finite sizes and early times: the leading part of the exact series against
    the mean loss, and against the whole series; --x, --y and --fix are its sizes and scalars. For example:
    prism phase-diagram validity --model untied-autoencoder --x H --y sigma2 --x-range 10,400 --y-range 0.001,0.1
    --fix p=40 --fix N=80

    The table counts the cells in which the formula holds by measurement, and those where the two boundaries are more
    than one cell apart. Points go to a store in the folder: an interrupted run goes on from there.
    """
    ranges, cells = (x_range, y_range), (x_cells, y_cells)
    if source is not None:
        from figures.cli.phase_diagram import model_validity

        refuse_given(("span",), "--model", "give --x-range and --y-range")
        counts = points if x_cells is None else x_cells, points if y_cells is None else y_cells
        axes = both_axes(x, y)
        model_validity.show(
            source, axes, ranges, counts, fixed, limits, loss, horizon, seed, budget, out, as_json, options
        )
        return
    loss = LOSSES[0] if loss is None else loss
    if loss not in LOSSES:
        raise InputError(f"the loss is {' or '.join(LOSSES)}, got {loss!r}")
    planes = chosen_planes((x, y), ranges, cells, numbers(fixed), points, span)
    tied(planes, limits, loss, horizon or 1.0, seed, budget, out, as_json, options)


def tied(
    planes: Sequence[Plane], limits: tuple[str, ...], loss: str, horizon: float, seed: int, budget: float, out: Path,
    as_json: bool, options: dict[str, Any],
) -> None:  # fmt: skip
    """Compute the points of the tied autoencoder, draw the planes and print the table."""
    from figures.phase_diagram.validity import draw
    from figures.style import save
    from numerics.autoencoder.experiment.validity_map import checked_limits, facets_on, lines, validity_sweep
    from theory.autoencoder.regimes import regime

    compared = checked_limits(planes, [regime(name).name for name in limits] or facets_on(planes))
    announce(planes, compared, horizon, budget)
    with progress_bar("points", sum(len(plane.points) for plane in planes)) as show:
        data = validity_sweep(planes, compared, horizon, seed, store=out / "validity", progress=show, **options)
    boundaries = [lines(plane, compared, loss, horizon) for plane in planes]
    files = save(draw(data, planes, boundaries, loss), out, "validity")
    report = contents(data, planes, compared, loss)
    if as_json:
        print_json(report | {"files": [str(path) for path in files]})
    else:
        print_report(report)
        click.echo("\n".join(str(path) for path in files))


def chosen_planes(
    axes: tuple[str | None, str | None], ranges: tuple[str | None, str | None], cells: tuple[int | None, int | None],
    fixed: Mapping[str, float], points: int, span: float,
) -> Sequence[Plane]:  # fmt: skip
    """The plane of the options, or the three planes of ratios if they name no axis."""
    from numerics.autoencoder.experiment.planes import Plane, standard_planes

    if axes == (None, None):
        if any(option is not None for option in (*ranges, *cells)):
            raise InputError("--x-range, --y-range, --x-cells and --y-cells go with --x and --y: give both axes")
        return standard_planes(points, span, fixed)
    names = both_axes(*axes)
    x, y = (axis(*one, points, span) for one in zip(names, ranges, cells, ("x", "y"), strict=True))
    return [Plane(x, y, fixed)]


def axis(name: str, text: str | None, cells: int | None, which: str, points: int, span: float) -> Axis:
    """One axis; only ratios have a range of their own."""
    from numerics.autoencoder.experiment.planes import RATIOS, refuse_unknown
    from numerics.methods.log_axis import Axis

    refuse_unknown([name])
    if text is None and name not in RATIOS:
        raise InputError(f"{name} has no range of its own: give --{which}-range LOW,HIGH")
    low, high = (1 / span, span) if text is None else map(float, read_range(text))
    return Axis(name, low, high, points if cells is None else cells)


def announce(planes: Sequence[Plane], limits: Sequence[str], horizon: float, budget: float) -> None:
    """Say what the points cost, refuse what costs too much, and say what sizes have beside their ratios."""
    from numerics.autoencoder.experiment.planes import beyond_ratios
    from numerics.autoencoder.experiment.validity_map import expected_seconds

    count, cost = sum(len(plane.points) for plane in planes), expected_seconds(planes, limits, horizon)
    if cost > budget:
        raise InputError(
            f"{count} points take one core about {cost:.2g} s, more than {budget:g}: give fewer cells, less extreme "
            "ratios, an earlier horizon, or a larger --budget"
        )
    click.echo(f"prism: {count} points, about {cost:.2g} s of one core, less what is stored", err=True)
    if missed := max(map(beyond_ratios, planes)):
        click.echo(
            "prism: sizes count by their ratios; what is beyond these (order 1/p) reaches "
            f"{missed:.2g} of the derivatives at t = 0",
            err=True,
        )


def contents(data: Dataset, planes: Sequence[Plane], limits: Sequence[str], loss: str) -> dict[str, Any]:
    """Distances and agreement by plane and limit."""
    from numerics.autoencoder.experiment.validity import QUANTITIES

    return {
        "loss": loss,
        "failed": int((data["failure_type"].values != "").sum()),
        "planes": [
            {
                **axis_contents(plane),
                "fixed": {name: "inf" if x == float("inf") else x for name, x in plane.fixed.items()},
                "limits": agreements_of(data, planes, k, limits, loss, QUANTITIES),
            }
            for k, plane in enumerate(planes)
        ],
    }
