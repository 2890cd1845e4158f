"""The group ``prism prototypes``: one file per command, each imported only when it is called."""

import click

from figures.cli.main import LazyGroup

COMMANDS = {
    "forces": ("figures.cli.prototypes.forces:forces", "Force fields as formulas and numbers."),
    "flow": ("figures.cli.prototypes.flow:flow", "Trajectories and their events."),
}


@click.group(cls=LazyGroup, lazy=COMMANDS)
def prototypes() -> None:
    """Prototypes of Gaussian-activation MLPs: force fields and flows of structural losses."""
