"""``prism phase-diagram validity``: where each facet's formula holds within 1, 5 and 10 %."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from figures.cli.options import Positive, json_option
from figures.cli.output import print_json, print_table, progress_bar
from figures.cli.phase_diagram.options import out_option, store_options

if TYPE_CHECKING:
    from xarray import Dataset

    from numerics.autoencoder.experiment.validity_map import Plane
    from numerics.methods.arrays import Array


@click.command()
@click.option("--points", default=7, show_default=True, help="Values of each of the two scales of a plane.")
@click.option("--span", type=Positive(), default=16.0, show_default=True, help="They go from 1/span to span.")
@click.option("--alpha", type=Positive(), default=0.5, show_default=True, help="sigma^2 p in the plane of H/p, p/N.")
@click.option("--nu", type=Positive(), default=0.5, show_default=True, help="p/N in the plane of H/p, sigma^2 p.")
@click.option("--eta", type=Positive(), default=2.0, show_default=True, help="H/p in the plane of p/N, sigma^2 p.")
@click.option("--horizon", type=Positive(), default=1.0, show_default=True, help="Last time, in natural time scales.")
@click.option(
    "--loss",
    type=click.Choice(["train", "population"]),
    default="train",
    show_default=True,
    help="In figure and table.",
)
@click.option("--seed", default=0, show_default=True, help="Of the samples.")
@store_options
@out_option
@json_option
def validity(
    points: int, span: float, horizon: float, loss: str, seed: int, out: Path, as_json: bool, **options: Any
) -> None:
    """Over planes of H/p, p/N and sigma^2 p, the largest deviation of each facet's loss from the planar limit, relative
    to L(0): measured by samples, and derived from the exact series of the terms that the facet neglects.

    The table counts the cells in which the formula holds by measurement, and those where the two boundaries are more
    than one cell apart. Points go to a store in the folder: an interrupted run goes on from there.
    """
    from figures.phase_diagram.validity import draw
    from figures.style import save
    from numerics.autoencoder.experiment.validity_map import PLANES, axis, table, validity_sweep

    values = axis(points, span)
    planes = [replace(plane, value=options.pop(plane.fixed)) for plane in PLANES]
    with progress_bar("points", len(table(planes, values))) as show:
        data = validity_sweep(planes, values, horizon, seed, store=out / "validity", progress=show, **options)
    files = save(draw(data, planes, values, loss), out, "validity")
    report = contents(data, planes, values, loss)
    if as_json:
        print_json(report | {"files": [str(path) for path in files]})
    else:
        print_report(report)
        click.echo("\n".join(str(path) for path in files))


def contents(data: Dataset, planes: list[Plane], values: Array, loss: str) -> dict[str, Any]:
    """Distances and agreement by plane and facet."""
    from numerics.autoencoder.experiment.validity import QUANTITIES
    from numerics.autoencoder.experiment.validity_map import agreements, on_plane
    from theory.autoencoder.prism import FACETS

    found = agreements(data, planes, loss, "neglected")
    return {
        "loss": loss,
        "values": values,
        "failed": int((data["failure_type"].values != "").sum()),
        "planes": [
            {
                "across": plane.across, "up": plane.up, "fixed": {plane.fixed: plane.value},
                "facets": {
                    facet: {
                        "agreement": [vars(entry) for entry in found[k, facet]],
                        **{name: on_plane(data, planes, k, name, facet, loss) for name in QUANTITIES},
                    }
                    for facet in FACETS
                },
            }
            for k, plane in enumerate(planes)
        ],
    }  # fmt: skip


def print_report(report: dict[str, Any]) -> None:
    """One row a plane, facet and level that any cell reaches."""
    rows = [
        [
            f"{plane['across']}, {plane['up']}", facet, f"{entry['level']:.0%}", str(entry["inside"]),
            str(entry["apart"]), str(entry["cells"]),
        ]
        for plane in report["planes"]
        for facet, panel in plane["facets"].items()
        for entry in panel["agreement"]
        if entry["inside"]
    ]  # fmt: skip
    print_table(["plane", "facet", "level", "holds", "apart", "cells"], rows)
    if report["failed"]:
        click.echo(
            f"{report['failed']} points failed: see failure in validity/sweep.nc, or give --retry-failed", err=True
        )
