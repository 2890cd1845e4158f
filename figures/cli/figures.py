"""``prism figures``: the gallery of figures, each with its caption."""

from pathlib import Path
from time import perf_counter
from typing import Any

import click

from figures import gallery
from figures.cli.completion import complete_figure
from figures.cli.options import json_option
from figures.cli.output import print_json, print_table, progress_bar
from figures.cli.places import tried


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME ...]", shell_complete=complete_figure)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("out/figures"),
    show_default=True,
    help="Folder for NAME.pdf, NAME.png and the caption NAME.txt.",
)
@click.option("--list", "listing", is_flag=True, help="List the figures and draw none.")
@click.option("--quick", is_flag=True, help="Small sizes and few seeds: a first look, not a result.")
@json_option
def figures(names: tuple[str, ...], out: Path, listing: bool, quick: bool, as_json: bool) -> None:
    """Draw the figures called NAME, or all of them.

    Their data are computed once and kept in the cache folder (PRISM_CACHE_DIR); drawn again, a figure has the same
    bytes.
    """
    chosen = list(dict.fromkeys(names)) or list(gallery.FIGURES)
    entries: list[dict[str, Any]] = [{"name": name, "shows": gallery.described(name)} for name in chosen]
    if not listing:
        tried(out)
        entries = [entry | drawn for entry, drawn in zip(entries, _all_drawn(chosen, out, quick), strict=True)]
    if as_json:
        print_json({"figures": entries})
    elif listing:
        print_table(["name", "shows"], [[entry["name"], entry["shows"]] for entry in entries])


def _all_drawn(names: list[str], out: Path, quick: bool) -> list[dict[str, Any]]:
    found = []
    with progress_bar("figures", len(names)) as bar:
        for name in names:
            found.append(_drawn(name, out, quick))
            bar(len(found))
    return found


def _drawn(name: str, out: Path, quick: bool) -> dict[str, Any]:
    start = perf_counter()
    paths = gallery.render(name, out, quick)
    click.echo(f"{name}: wrote {', '.join(path.name for path in paths)} ({perf_counter() - start:.1f} s)", err=True)
    return {"files": [str(path) for path in paths], "caption": paths[-1].read_text(encoding="utf-8")}
