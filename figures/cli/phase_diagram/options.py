"""Options that the phase diagrams share: where figures go, where points are computed."""

from pathlib import Path

import click

from figures.cli.options import stack, sweep_options

out_option = click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("out/phase-diagram"),
    show_default=True,
    help="Folder for the figures, and for the points of a sweep.",
)

store_options = stack(
    sweep_options,
    click.option("--retry-failed", is_flag=True, help="Compute the points again that failed before."),
)
