"""The one plotting style, and saving figures reproducibly."""

import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import numpy as np
from matplotlib import colormaps, rc_context, rcdefaults, style
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from theory.errors import InputError
from theory.files import put

STYLE = Path(__file__).with_name("prism.mplstyle")
COLUMN, FULL = 3.4, 7.0
"""Widths in inches of one column of a journal's page and of both."""
WITHOUT_STAMPS = {".pdf": {"CreationDate": None}, ".png": {"Software": None}, ".svg": {"Date": None}}
"""Formats that are written, and what of their metadata would change from run to run."""
SMALLEST = 7.0  # points: the smallest letters of a figure, at its own width
TRAIN, POPULATION = "#000000", "#B2002B"
LOSS_COLOURS = {"train": TRAIN, "population": POPULATION}
"""Neither is the colour of a facet (``figures.phase_diagram.colours.FACETS``), which may stand in the same figure."""
PLANAR = "#56B4E9"
"""The planar limit, beside the colours of the facets."""
LETTER = 0.0083  # inches of a letter of one point, in the middle of the alphabet
LIGHTEST = 0.85  # of the colour map: beyond, curves are too pale on white


@contextmanager
def prism_style() -> Iterator[None]:
    """Matplotlib settings of the package, and none of a user's own, while the block runs; the backend stays."""
    with rc_context():
        rcdefaults()
        style.use(STYLE)
        yield


def in_order(count: int) -> list[str]:
    """Colours for so many values of one parameter, from dark to light, told apart in grey, too.

    >>> in_order(3)
    ['#440154', '#277e8e', '#9bd93c']
    """
    return [to_hex(colour) for colour in colormaps["viridis"](np.linspace(0, LIGHTEST, count))]


def wrapped(name: str, inches: float, size: float) -> str:
    """A name on lines of at most so many inches in letters of so many points; facets after plus signs first.

    >>> print(wrapped("mean-field+narrow-latent", 1.4, 8))
    mean-field
    + narrow-latent
    """
    most = max(int(inches / (LETTER * size)), 1)
    lines = name.replace("+", "\n+ ").splitlines()
    return "\n".join(part for line in lines for part in textwrap.wrap(line, most)) if len(name) > most else name


def save(figure: Figure, folder: Path, name: str) -> list[Path]:
    """Write ``name`` as PDF and PNG without time stamps; the paths written."""
    paths = [folder / f"{name}.pdf", folder / f"{name}.png"]
    for path in paths:
        write(figure, path)
    return paths


def checked_file(path: Path) -> Path:
    """``path`` if its suffix is that of a format that is written, or ``InputError``."""
    if path.suffix.lower() not in WITHOUT_STAMPS:
        raise InputError(f"{path}: the suffix decides the format: give one of {', '.join(WITHOUT_STAMPS)}")
    return path


def write(figure: Figure, path: Path) -> None:
    """Write one file in the format of its suffix, without time stamps; its folder is made."""
    suffix, drawn = checked_file(path).suffix.lower(), BytesIO()
    path.parent.mkdir(parents=True, exist_ok=True)
    with prism_style():  # colours of the cycle and fonts are looked up when a figure is drawn
        figure.savefig(drawn, format=suffix[1:], metadata=WITHOUT_STAMPS[suffix])
    put(path, drawn.getbuffer())
