"""The group ``prism phase-diagram``: one file per command, each imported only when it is called."""

import click

from figures.cli.main import LazyGroup

COMMANDS = {
    "scaling": ("figures.cli.phase_diagram.scaling:scaling", "The space of exponents, coloured by regime."),
    "validity": ("figures.cli.phase_diagram.validity:validity", "Where each facet's formula holds."),
    "prototypes": ("figures.cli.phase_diagram.prototypes:prototypes", "When prototypes are expelled."),
}


@click.group("phase-diagram", cls=LazyGroup, lazy=COMMANDS)
def phase_diagram() -> None:
    """Phase diagrams: which regime where, how far its formula holds, when prototypes are expelled."""
