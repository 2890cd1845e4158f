"""``prism phase-diagram scaling``: slices of the space of exponents, and the prism in three dimensions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from figures.cli.options import json_option
from figures.cli.output import print_json, print_table
from figures.cli.phase_diagram.options import out_option
from theory.errors import InputError

if TYPE_CHECKING:
    from theory.autoencoder.scaling_map import Cell, ScalingMap, Slice


@click.command()
@click.option("--slice", "given", multiple=True, metavar="H|N|sigma2=POWER",
              help="A plane, e.g. N=p^2 or sigma2=p^-1; repeatable.  [default: six of them]")  # fmt: skip
@click.option("--loss", type=click.Choice(["train", "population"]), default="train", show_default=True)
@click.option("--order", default=3, show_default=True, help="Order in time of the terms that the prism shows.")
@out_option
@json_option
def scaling(given: tuple[str, ...], loss: str, order: int, out: Path, as_json: bool) -> None:
    """Which face of the prism wins where in H ~ p^x, N ~ p^y, sigma^2 ~ p^z, with its natural time scale T.

    Regions of a slice are exact polygons from the prism's corners; scaling.pdf shows them, prism.pdf the prism with its
    Pareto-optimal terms.
    """
    from figures.phase_diagram import prism
    from figures.phase_diagram import scalings as figure
    from figures.style import save
    from theory.autoencoder.scaling_map import divided_slice

    slices = [parse_slice(text) for text in given] or list(figure.SLICES)
    files = [*save(figure.draw(slices), out, "scaling"), *save(prism.draw(loss, order), out, "prism")]
    maps = [divided_slice(plane) for plane in slices]
    if as_json:
        print_json({"slices": [contents(found) for found in maps], "files": [str(path) for path in files]})
        return
    for found in maps:
        click.echo(
            f"{found.slice.fixed} ~ p^{found.slice.value}, regions in the plane of {' and '.join(found.slice.axes)}"
        )
        print_table(["regime", "T"], [[cell.face.name, time_scale(found, cell)] for cell in found.regions])
        click.echo()
    click.echo("\n".join(str(path) for path in files))


def parse_slice(text: str) -> Slice:
    """``N=p^2`` as a slice."""
    from theory.autoencoder.classify import parse_power
    from theory.autoencoder.scaling_map import Slice

    name, equals, power = text.partition("=")
    if not equals:
        raise InputError(f"a slice is a size and its power of p, such as N=p^2, got {text!r}")
    exponent = parse_power(power)
    assert exponent is not None
    return Slice(name.strip(), exponent)


def time_scale(found: ScalingMap, cell: Cell) -> str:
    """T as a power of p."""
    return f"p^({found.slice.time_power(cell.face)})"


def contents(found: ScalingMap) -> dict[str, Any]:
    """The slice as a JSON object; exponents are exact, written as fractions."""
    kinds = {"regions": found.regions, "borders": found.borders, "points": found.points}
    return {
        "fixed": found.slice.fixed,
        "value": str(found.slice.value),
        "axes": list(found.slice.axes),
        **{
            kind: [
                {
                    "regime": cell.face.name,
                    "dimension": cell.face.dimension,
                    "time_scale": time_scale(found, cell),
                    "corners": [[str(x), str(y)] for x, y in cell.corners],
                }
                for cell in parts
            ]
            for kind, parts in kinds.items()
        },
    }
