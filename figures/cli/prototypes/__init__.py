"""The group ``prism prototypes``: one file per command, each imported only when it is called."""

import click

from figures.cli.main import LazyGroup

COMMANDS = {
    "forces": "figures.cli.prototypes.forces:forces",
    "flow": "figures.cli.prototypes.flow:flow",
}


@click.group(cls=LazyGroup, lazy=COMMANDS)
def prototypes() -> None:
    """Prototypes of Gaussian-activation MLPs: force fields and flows of structural losses."""
