"""Ways of printing: one JSON object, an aligned table, a progress bar on stderr."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import click
import numpy as np
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from figures.jsonable import jsonable

T = TypeVar("T")


def print_json(value: dict[str, Any]) -> None:
    """One JSON object on stdout; NaN, which JSON does not have, becomes null."""
    click.echo(json.dumps(jsonable(value)))


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Columns padded to their widest cell, numbers to the right and names to the left."""
    table = [list(header), *map(list, rows)]
    width = [max(len(row[k]) for row in table) for k in range(len(header))]
    right = [k > 0 and all(_numeric(row[k]) for row in rows) for k in range(len(header))]
    for row in table:
        cells = (cell.rjust(w) if r else cell.ljust(w) for cell, w, r in zip(row, width, right, strict=True))
        click.echo("  ".join(cells).rstrip())


def print_once(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table of what several rows of the next one have in common, each line once, and an empty line below."""
    print_table(header, list(dict.fromkeys(map(tuple, rows))))
    click.echo()


def filled(header: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[list[str], list[list[str]]]:
    """Header and rows without the columns that say nothing in any row."""
    kept = [k for k in range(len(header)) if any(row[k] for row in rows)]
    return [header[k] for k in kept], [[row[k] for k in kept] for row in rows]


def print_curves(columns: Mapping[str, np.ndarray | None]) -> None:
    """Curves side by side, one row a time; what is None is left out."""
    present = {name: values for name, values in columns.items() if values is not None}
    print_table(list(present), [[f"{x:.8g}" for x in row] for row in zip(*present.values(), strict=True)])


def say_band(runs: int, found: str) -> None:
    """What a band is the scatter of, and how it was found, on stderr."""
    of = "one run" if runs == 1 else f"the mean of {runs} runs"
    click.echo(f"prism: the bands are the standard deviation of {of}, from {found}", err=True)


def _numeric(cell: str) -> bool:
    return not cell or cell[0] in "+-0123456789(" or cell == "nan"


@contextmanager
def progress_bar(description: str, total: int) -> Iterator[Callable[[int], None]]:
    """A progress bar on stderr, shown only if that is a terminal; yields a function that takes what is done so far."""
    console = Console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task(description, total=total)
        yield lambda done: progress.update(task, completed=done)


def in_turn(description: str, items: Sequence[T]) -> Iterator[T]:
    """The items, with a progress bar that counts those that are done with."""
    with progress_bar(description, len(items)) as bar:
        for k, item in enumerate(items, 1):
            yield item
            bar(k)
