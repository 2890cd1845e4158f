"""The group ``prism prototypes``: one file per command, each imported only when it is called."""

import click

from figures.cli.main import LazyGroup

COMMANDS = {
    "forces": ("figures.cli.prototypes.forces:forces", "Force fields as formulas and numbers."),
    "flow": ("figures.cli.prototypes.flow:flow", "Trajectories and their events."),
    "critical": ("figures.cli.prototypes.critical:critical", "The attraction that holds a lattice of prototypes."),
    "study": ("figures.cli.prototypes.study:study", "The Gaussian-MLP experiment and its claims."),
    "claims-map": ("figures.cli.prototypes.claims_map:claims_map", "Where each claim of the study holds."),
    "tau-sweep": ("figures.cli.prototypes.tau_sweep:tau_sweep", "Separation alone over its temperature."),
    "balance": ("figures.cli.prototypes.balance:balance", "The smallest attractor that prevents expulsion."),
    "train": ("figures.cli.prototypes.train:train", "One training run against the force-field flow."),
    "ridges": ("figures.cli.prototypes.ridges:ridges", "Neurons with a vector of weights, measured."),
    "reconstruct": ("figures.cli.prototypes.reconstruct:reconstruct", "Training inputs read back from weights."),
}


@click.group(cls=LazyGroup, lazy=COMMANDS)
def prototypes() -> None:
    """Prototypes of Gaussian-activation MLPs: force fields, flows and training of structural losses."""
