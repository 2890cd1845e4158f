"""What the validity of a model's regimes is asked with and answered as: numbers, a table, JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from figures.cli.output import print_table

if TYPE_CHECKING:
    from xarray import Dataset

    from numerics.autoencoder.experiment.validity_map import Mapped


def numbers(given: tuple[str, ...]) -> dict[str, float]:
    """``NAME=NUMBER``, or ``inf``."""
    from figures.cli.model_classify import assignments

    return {name: float("inf" if x is None else x) for name, x in assignments("--fix", given).items()}


def axis_contents(plane: Mapped) -> dict[str, Any]:
    """Names and values along both axes."""
    return {which: {"name": one.name, "values": one.values} for which, one in (("x", plane.x), ("y", plane.y))}


def agreements_of(
    data: Dataset, planes: Sequence[Mapped], k: int, limits: Sequence[str], loss: str, quantities: Sequence[str]
) -> dict[str, Any]:
    """Distances on one plane, and where the measured and the derived ones agree, by limit."""
    from numerics.autoencoder.experiment.validity_map import agreements, on_plane

    found = agreements(data, planes, limits, loss, "neglected")
    return {
        limit: {
            "agreement": [vars(entry) for entry in found[k, limit]],
            **{name: on_plane(data, planes, k, name, limit, loss) for name in quantities},
        }
        for limit in limits
    }


def print_report(report: dict[str, Any]) -> None:
    """One row a plane, limit and level that any cell reaches."""
    rows = [
        [
            f"{plane['x']['name']}, {plane['y']['name']}", limit, f"{entry['level']:.0%}", str(entry["inside"]),
            str(entry["apart"]), str(entry["cells"]),
        ]
        for plane in report["planes"]
        for limit, panel in plane["limits"].items()
        for entry in panel["agreement"]
        if entry["inside"]
    ]  # fmt: skip
    print_table(["plane", "limit", "level", "holds", "apart", "cells"], rows)
    if report["failed"]:
        click.echo(
            f"prism: {report['failed']} points failed: see failure in validity/sweep.nc, or give --retry-failed",
            err=True,
        )
