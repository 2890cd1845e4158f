"""Options that the phase diagrams share: the plane, where figures go, where points are computed."""

from fractions import Fraction
from pathlib import Path

import click

from figures.cli.options import stack, sweep_options
from figures.cli.places import Folder
from theory.errors import InputError
from theory.rationals import rational

axis_options = stack(
    click.option("--x", metavar="NAME", help="What varies across: a size, scalar or ratio."),
    click.option("--y", metavar="NAME", help="What varies upwards."),
    click.option("--x-range", metavar="LOW,HIGH", help="Its range."),
    click.option("--y-range", metavar="LOW,HIGH", help="Its range."),
)

out_option = click.option(
    "--out",
    type=Folder(),
    default=Path("out/phase-diagram"),
    show_default=True,
    help="Folder for the figures, and for the points of a sweep.",
)

store_options = stack(
    sweep_options,
    click.option("--retry-failed", is_flag=True, help="Compute the points again that failed before."),
)


def read_range(text: str) -> tuple[Fraction, Fraction]:
    """``LOW,HIGH`` as exact numbers."""
    wanted, parts = f"a range is LOW,HIGH such as 0,3 or -1/2,2, got {text!r}", text.split(",")
    if len(parts) != 2:
        raise InputError(wanted)
    try:
        return rational(parts[0]), rational(parts[1])
    except InputError as error:
        raise InputError(f"{wanted}: {error}") from None


def both_axes(x: str | None, y: str | None) -> tuple[str, str]:
    """The names of two axes, of which none is left out."""
    if x is None or y is None:
        raise InputError("a plane has two axes: give --x NAME and --y NAME")
    return x, y
