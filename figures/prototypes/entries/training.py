"""One training run against the flow in the force fields, with the fitting force included."""

from dataclasses import asdict

import numpy as np
from matplotlib.figure import Figure

from figures.prototypes import training
from figures.store import Data
from numerics.prototypes.data_measure import samples
from numerics.prototypes.energy_landscape import landscape
from numerics.prototypes.study.batches import Run, train
from numerics.prototypes.study.field import field_flow
from numerics.prototypes.study.problems import problem
from numerics.prototypes.study.settings import Settings

POINTS = 50


def data(quick: bool) -> Data:
    """Weights over time of gradient descent and of the flow, from one start under overlap."""
    size, steps = (4, 200) if quick else (10, 5000)
    settings = Settings(optimizer="sgd", rate=0.01, steps=steps, strength=1.0, tau=0.01, coverage_tau=0.01)
    given, every = problem(size, 0, settings), steps // POINTS
    found = train([Run(given, "overlap")], settings, every=every)[:, 0]
    times = settings.rate * np.append(np.arange(len(found) - 1) * every, steps)
    energy = landscape({"overlap": settings.strength}, samples(given.samples), settings.tau)
    return {
        "times": times,
        "trained": found,
        "flowed": field_flow(given, energy, times),
        "hull": [float(given.samples.min()), float(given.samples.max())],
        "settings": asdict(settings) | {"size": size},
    }


def draw(data: Data) -> Figure:
    """Centres over time."""
    times, trained, flowed = (np.asarray(data[name], dtype=float) for name in ("times", "trained", "flowed"))
    low, high = data["hull"]
    size, strength = data["settings"]["size"], data["settings"]["strength"]
    title = rf"overlap, $\lambda = {strength:g}$, $N = {size}$ samples and neurons, seed 0"
    return training.draw(times, trained, flowed, (low, high), ["overlap"], title)


def caption(data: Data) -> str:
    """How far the two are from each other."""
    trained, flowed, settings = np.asarray(data["trained"]), np.asarray(data["flowed"]), data["settings"]
    gap, moved = np.abs(trained - flowed).max(), np.abs(flowed[-1] - flowed[0]).max()
    return f"""
        Prototypes of one Gaussian MLP, N = {settings["size"]} samples and neurons, seed 0, trained under overlap with
        the fit by gradient descent of rate {settings["rate"]:g} ({settings["steps"]} steps, circles), and the flow of
        the same start in the force field of overlap plus that of the fit (lines; time is rate times steps). The
        hull of the samples is shaded, the view cut one hull width outside. No weight differs by more than {gap:.2g};
        they move by up to {moved:.2g}. lambda = {settings["strength"]:g}, no temperature enters."""
