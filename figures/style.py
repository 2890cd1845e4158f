"""The one plotting style, and saving figures reproducibly."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from matplotlib import rc_context, style
from matplotlib.figure import Figure

STYLE = Path(__file__).with_name("prism.mplstyle")
COLUMN, FULL = 3.4, 7.0
"""Widths in inches of one column of a journal's page and of both."""
SMALLEST = 7.0  # points: the smallest letters of a figure, at its own width
TRAIN, POPULATION = "#0072B2", "#D55E00"
LOSS_COLOURS = {"train": TRAIN, "population": POPULATION}


@contextmanager
def prism_style() -> Iterator[None]:
    """Matplotlib settings of the package while the block runs."""
    with rc_context():
        style.use(STYLE)
        yield


def save(figure: Figure, folder: Path, name: str) -> list[Path]:
    """Write ``name`` as PDF and PNG without time stamps; the paths written."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.pdf", folder / f"{name}.png"]
    with prism_style():  # colours of the cycle and fonts are looked up when a figure is drawn
        figure.savefig(paths[0], metadata={"CreationDate": None})
        figure.savefig(paths[1], metadata={"Software": None})
    return paths
