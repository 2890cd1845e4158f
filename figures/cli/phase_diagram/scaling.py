"""``prism phase-diagram scaling``: slices of the space of exponents, and the prism in three dimensions.

With ``--model`` a plane of the exponents of any model.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from figures.cli.options import json_option, model_option
from figures.cli.output import print_json, print_table
from figures.cli.phase_diagram.options import out_option
from theory.errors import InputError

if TYPE_CHECKING:
    from theory.autoencoder.scaling_map import Slice
    from theory.matrix.regimes import Regime
    from theory.matrix.scaling_map import Cell, ScalingMap


@click.command()
@click.option("--slice", "given", multiple=True, metavar="H|N|sigma2=POWER",
              help="A plane, e.g. N=p^2 or sigma2=p^-1; repeatable.  [default: six of them]")  # fmt: skip
@model_option
@click.option("--x", "x", metavar="NAME", help="With --model: the size or scalar whose power varies across.")
@click.option("--y", "y", metavar="NAME", help="With --model: the one whose power varies upwards.")
@click.option("--x-range", metavar="LOW,HIGH", help="Its powers.  [default: 0,3 for a size, -3,1 for a scalar]")
@click.option("--y-range", metavar="LOW,HIGH", help="Its powers.  [default: as for x]")
@click.option("--fix", "fixed", multiple=True, metavar="NAME=POWER",
              help="With --model: another power, a number, inf or a formula such as 2*H-1; 0 if left out.")  # fmt: skip
@click.option("--loss", metavar="NAME", help="Whose terms count.  [default: train, or the loss of the model's flow]")
@click.option("--order", type=click.IntRange(0),
              help="Order in time of the terms that the prism shows; with --model: derivatives 1 to ORDER are used."
              "  [default: 3; with --model 4]")  # fmt: skip
@out_option
@json_option
def scaling(
    given: tuple[str, ...],
    source: str | None,
    x: str | None,
    y: str | None,
    x_range: str | None,
    y_range: str | None,
    fixed: tuple[str, ...],
    loss: str | None,
    order: int | None,
    out: Path,
    as_json: bool,
) -> None:
    """Which regime wins where, with its natural time scale T: exact polygons, nothing is sampled.

    Without --model the faces of the prism in slices of H ~ p^x, N ~ p^y, sigma^2 ~ p^z (scaling.pdf), and the prism
    with its Pareto-optimal terms (prism.pdf). With --model a plane of the powers of a reference size rho that any two
    sizes or scalars of the model grow with, the others being fixed by --fix.
    """
    if source is not None:
        from figures.cli.phase_diagram import model_scaling

        if given:
            raise InputError("--slice does not go with --model; give --x, --y and --fix")
        if x is None or y is None:
            raise InputError("with --model a plane has two axes: give --x NAME and --y NAME")
        return model_scaling.show(source, (x, y), (x_range, y_range), fixed, loss, order, out, as_json)
    if fixed or any(option is not None for option in (x, y, x_range, y_range)):
        raise InputError("--x, --y, --x-range, --y-range and --fix go with --model; without it give --slice")
    return tied(given, loss or "train", 3 if order is None else order, out, as_json)


def tied(given: tuple[str, ...], loss: str, order: int, out: Path, as_json: bool) -> None:
    """The slices and the prism of the tied autoencoder."""
    from figures.phase_diagram import prism
    from figures.phase_diagram import scalings as figure
    from figures.style import save
    from theory.autoencoder.scaling_map import divided_slice

    slices = [parse_slice(text) for text in given] or list(figure.SLICES)
    drawn = {"prism": prism.draw(loss, order), "scaling": figure.draw(slices)}  # what is refused leaves no file
    files = [path for name in ("scaling", "prism") for path in save(drawn[name], out, name)]
    maps = [(plane, divided_slice(plane)) for plane in slices]
    if as_json:
        print_json({"slices": [contents(*pair) for pair in maps], "files": [str(path) for path in files]})
        return
    for plane, found in maps:
        click.echo(f"{plane.fixed} ~ p^{plane.value}, regions in the plane of {' and '.join(plane.axes)}")
        print_table(["regime", "T"], [[face(cell).name, time_scale(plane, cell)] for cell in found.regions])
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


def face(cell: Cell) -> Regime:
    """The face of the prism that wins: every scaling selects one."""
    assert cell.regime, cell.reason
    return cell.regime


def time_scale(plane: Slice, cell: Cell) -> str:
    """T as a power of p."""
    return f"p^({plane.time_power(cell)})"


def contents(plane: Slice, found: ScalingMap) -> dict[str, Any]:
    """The slice as a JSON object; exponents are exact, written as fractions."""
    kinds = {"regions": found.regions, "borders": found.borders, "points": found.points}
    return {
        "fixed": plane.fixed,
        "value": str(plane.value),
        "axes": list(plane.axes),
        **{
            kind: [
                {
                    "regime": face(cell).name,
                    "dimension": face(cell).dimension,
                    "time_scale": time_scale(plane, cell),
                    "corners": [[str(x), str(y)] for x, y in cell.corners],
                }
                for cell in cells
            ]
            for kind, cells in kinds.items()
        },
    }
