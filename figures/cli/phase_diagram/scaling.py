"""``prism phase-diagram scaling``: slices of the space of exponents, and the prism in three dimensions.

With ``--model`` a plane of the exponents of any model.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from figures.cli.options import json_option, model_option, refuse_given
from figures.cli.output import in_turn, print_json, print_table
from figures.cli.phase_diagram.options import axis_options, both_axes, out_option, read_range
from theory.errors import InputError

if TYPE_CHECKING:
    from theory.autoencoder.scaling_map import Slice
    from theory.matrix.regimes import Regime
    from theory.matrix.scaling_map import Cell, Range, ScalingMap


@click.command()
@click.option("--slice", "given", multiple=True, metavar="H|N|sigma2=POWER",
              help="A plane, e.g. N=p^2, N=inf or sigma2=p^-1; repeatable.  [default: six of them]")  # fmt: skip
@model_option
@axis_options
@click.option("--fix", "fixed", multiple=True, metavar="NAME=POWER",
              help="Another power, a number, inf or a formula such as 2*H-1; 0 if left out.")  # fmt: skip
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
    """Which regime wins where, with its natural rate T: exact polygons, nothing is sampled.

    Without --model the faces of the prism in slices of H ~ p^x, N ~ p^y, sigma^2 ~ p^z (scaling.pdf), and the prism
    with its Pareto-optimal terms (prism.pdf). With --x and --y one plane: the powers of the reference size (p, with
    --model rho) that two sizes or scalars grow with, the others being fixed by --fix. Ranges go from 0 to 3 for a size
    and from -3 to 1 for a scalar if left out.

    For example: prism phase-diagram scaling --x H --y sigma2 --x-range 0,2 --fix N=inf
    """
    axes, ranges = (x, y), (x_range, y_range)
    if source is not None:
        from figures.cli.phase_diagram import model_scaling

        if given:
            raise InputError("--slice does not go with --model; give --x, --y and --fix")
        return model_scaling.show(source, both_axes(x, y), ranges, fixed, loss, order, out, as_json)
    if axes != (None, None):
        return tied_plane(both_axes(x, y), ranges, fixed, given, out, as_json)
    if fixed:
        raise InputError("--fix goes with the axes of a plane: give --x NAME and --y NAME, or --slice")
    chosen = "train" if loss is None else loss
    return tied(given, ranges, chosen, 3 if order is None else order, out, as_json)


def tied_plane(
    axes: tuple[str, str],
    ranges: tuple[str | None, str | None],
    fixed: tuple[str, ...],
    given: tuple[str, ...],
    out: Path,
    as_json: bool,
) -> None:
    """One plane of the tied autoencoder, in powers of p."""
    from figures.cli.phase_diagram import model_scaling
    from figures.phase_diagram.scalings import draw_plane
    from theory.autoencoder.prism import prism

    refuse_given(("loss", "order"), "--x and --y", "every order of both losses has the same regimes")
    if given:
        raise InputError("--slice does not go with --x and --y; give --fix")
    if "p" in (*axes, *(text.partition("=")[0].strip() for text in fixed)):
        raise InputError("p is the reference size, whose power is 1; leave it out")
    model_scaling.divide(prism(), axes, ranges, (*fixed, "p=1"), draw_plane, out, as_json, "p")


def tied(
    given: tuple[str, ...], ranges: tuple[str | None, str | None], loss: str, order: int, out: Path, as_json: bool
) -> None:
    """The slices and the prism of the tied autoencoder."""
    from figures.phase_diagram import prism
    from figures.phase_diagram import scalings as figure
    from figures.style import save
    from theory.autoencoder.scaling_map import divided_slice

    slices = [parse_slice(text) for text in given] or list(figure.SLICES)
    maps = [(plane, divided_slice(plane, limits(slices, ranges))) for plane in in_turn("slices", slices)]
    drawn = {"prism": prism.draw(loss, order), "scaling": figure.draw_slices([found for _, found in maps])}
    files = [path for name in ("scaling", "prism") for path in save(drawn[name], out, name)]
    if as_json:
        print_json({"slices": [contents(*pair) for pair in maps], "files": [str(path) for path in files]})
        return
    for plane, found in maps:
        held = "= inf" if plane.value is None else f"~ p^{plane.value}"
        click.echo(f"{plane.fixed} {held}, regions in the plane of {' and '.join(plane.axes)}")
        print_table(["regime", "T"], [[face(cell).name, time_scale(plane, cell)] for cell in found.regions])
        click.echo()
    click.echo("\n".join(str(path) for path in files))


def limits(slices: Sequence[Slice], ranges: tuple[str | None, str | None]) -> dict[str, Range]:
    """The ranges of the axes, which all slices must share if a range is given."""
    from theory.autoencoder.scaling_map import BOX

    if ranges != (None, None) and len({plane.axes for plane in slices}) > 1:
        raise InputError("the slices have different axes; give --x-range and --y-range with slices of one size")
    chosen = zip(slices[0].axes, ranges, strict=True)
    return {**BOX, **{name: read_range(text) for name, text in chosen if text is not None}}


def parse_slice(text: str) -> Slice:
    """``N=p^2`` as a slice."""
    from theory.autoencoder.classify import parse_power
    from theory.autoencoder.scaling_map import Slice

    name, equals, power = text.partition("=")
    if not equals:
        raise InputError(f"a slice is a size and its power of p, such as N=p^2, got {text!r}")
    return Slice(name.strip(), parse_power(power, infinite=True))


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
        "value": "inf" if plane.value is None else str(plane.value),
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
