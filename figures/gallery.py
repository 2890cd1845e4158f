"""The gallery: every figure of the package, drawn from stored data, with its caption beside it."""

from __future__ import annotations

import importlib
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from theory.errors import InputError
from theory.files import put

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from figures.store import Data

FIGURES = {
    "prism": ("figures.autoencoder.prism", "The prism of both losses, facets named."),
    "scalings": ("figures.autoencoder.scalings", "Which regime wins where in the space of scalings."),
    "lazy": ("figures.autoencoder.lazy", "What untied weights add: the lazy regime in a plane of scalings."),
    "crossover": ("figures.autoencoder.crossover", "From rich to lazy: learned map and kernel against time."),
    "pareto-lattice": ("figures.autoencoder.pareto_lattice", "Leading terms of the expansion, order by order."),
    "facets": ("figures.autoencoder.facets", "Losses on the five facets: limit and simulation."),
    "convergence": ("figures.autoencoder.convergence", "How fast simulated losses approach their limits."),
    "narrow-latent": ("figures.autoencoder.narrow_latent", "Narrow-latent curves below and above alpha = 2."),
    "digits": ("figures.autoencoder.digits", "Real data: the digits in the two regimes for any spectrum."),
    "power-laws": ("figures.autoencoder.power_laws", "Data with a power-law spectrum: exponents, prefactors, ends."),
    "correction": ("figures.autoencoder.correction", "What the first finite-size correction removes."),
    "interior": ("figures.autoencoder.interior", "The interior of the prism: planar limit and simulation."),
    "series-reach": ("figures.autoencoder.series_reach", "How far the planar series reaches at 1 %, by order."),
    "discrete-training": ("figures.autoencoder.discrete_training", "Discrete training against the flow."),
    "validity": ("figures.autoencoder.validity", "Where each facet's formula holds, measured and derived."),
    "weight-decay": ("figures.autoencoder.decayed_digits", "Weight decay on the digits: what survives, and held out."),
    "forces": ("figures.prototypes.forces", "Force fields of the structural losses."),
    "expelled": ("figures.prototypes.expelled", "Expelled fraction against time, with Barenblatt's formula."),
    "critical": ("figures.prototypes.critical", "Critical ratio of repulsion to attraction."),
    "flows": ("figures.prototypes.flows", "Trajectories of prototypes, with their events."),
    "study": ("figures.prototypes.entries.study", "Reconstruction error and other measures by mask and size."),
    "claims-map": ("figures.prototypes.entries.claims_map", "Where each claim of the study holds, and where all do."),
    "positions": ("figures.prototypes.entries.positions", "Prototype positions at the largest size, mask by mask."),
    "tau-sweep": ("figures.prototypes.entries.tau_sweep", "Separation alone over its temperature."),
    "training": ("figures.prototypes.entries.training", "Training against the flow in the force fields."),
    "expulsion": ("figures.prototypes.expulsion", "Expelled prototypes over softness and repulsion."),
    "readings": ("figures.prototypes.entries.readings", "Training inputs read back from the weights, mask by mask."),
    "balance": ("figures.prototypes.entries.balance", "The smallest attractor that prevents expulsion, tried."),
}
"""Name -> (module, one line). A module has ``data(quick)``, ``draw(data)`` and ``caption(data)``."""


class Drawing(Protocol):
    """What a figure's module offers. ``data`` is expensive and stored; the rest is quick and repeats it exactly."""

    def data(self, quick: bool) -> Data:
        """What is shown; ``quick`` asks for small sizes that take a few seconds."""

    def draw(self, data: Data) -> Figure:
        """The figure, from what the store returned."""

    def caption(self, data: Data) -> str:
        """What is shown, at which sizes and seeds, and what is to be seen; numbers come from the data."""


def drawing(name: str) -> Drawing:
    """The module of the figure with that name.

    Raises
    ------
    InputError
        If there is none; the message lists all names.
    """
    return importlib.import_module(_entry(name)[0])


def described(name: str) -> str:
    """What the figure shows, in one line; raises as :func:`drawing` does."""
    return _entry(name)[1]


def _entry(name: str) -> tuple[str, str]:
    if name not in FIGURES:
        raise InputError(f"no figure is named {name!r}: choose from {', '.join(FIGURES)}")
    return FIGURES[name]


def render(name: str, folder: Path, quick: bool = False) -> list[Path]:
    """Write ``name.pdf``, ``name.png`` and the caption ``name.txt``; the paths written."""
    from figures.store import remembered
    from figures.style import save

    module = drawing(name)
    data = remembered(module.data, quick)
    paths = save(module.draw(data), folder, name)
    text = folder / f"{name}.txt"
    lines = textwrap.wrap(" ".join(module.caption(data).split()), 100)
    put(text, ("\n".join(lines) + "\n").encode())
    return [*paths, text]
