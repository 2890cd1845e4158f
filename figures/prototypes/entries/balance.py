"""The smallest attractor that prevents expulsion, predicted for each data set, and tried."""

import numpy as np
from matplotlib.figure import Figure

from figures.prototypes import balance
from figures.prototypes.replay import as_data, as_dataset
from figures.prototypes.study import EXACT
from figures.store import Data
from numerics.prototypes.study.balance import try_attractors
from numerics.prototypes.study.case import Case
from numerics.prototypes.study.settings import Settings

FIRST = 1000  # seed of the first data set: none of the study's


def data(quick: bool) -> Data:
    """Training under separation with multiples of the predicted attractor."""
    size, margins, sets, steps = (8, (0, 2), 4, 20) if quick else (20, (0, 0.5, 0.9, 1, 1.1, 1.5, 2), 24, 2000)
    case, settings = Case(size, 0.5 / (size - 1) ** 2, "separation", 0.1), Settings(steps=steps)
    found = try_attractors(case, settings, margins, sets, FIRST, workers=1)
    return as_data(found) | {"case": vars(case), "steps": steps, "sets": sets}


def draw(data: Data) -> Figure:
    """Expulsion and fit over the attractor."""
    case = data["case"]
    return balance.draw(as_dataset(data), case["repulsor"], case["attractor"], case["size"], case["tau"], FIRST)


def caption(data: Data) -> str:
    """How many data sets lose a prototype below and above the prediction."""
    found, case = as_dataset(data), data["case"]
    lost = (found["expelled"].values > 0).sum(axis=1)
    margins, smallest = found["margin"].values[1:], found["smallest"].values[0]
    counts = ", ".join(f"{n} at {margin:g}" for margin, n in sorted(zip(margins, lost[1:], strict=True)))
    return f"""
        Training under {case["repulsor"]} of coefficient {case["strength"]:g} with coverage as an attractor, on
        {data["sets"]} new data sets (seeds {FIRST} to {FIRST + data["sets"] - 1}) of N = {case["size"]} samples, a
        lattice with jitter {case["jitter"]:g} spacings, tau = {case["tau"]:.3g}, {data["steps"]} steps. The attractor
        is given in units of the smallest that holds each data set's prototypes in the flow of the structural losses
        ({np.min(smallest):.3g} to {np.max(smallest):.3g}, known before training). Left: data sets that lose a
        prototype: {counts}, and {lost[0]} without structural losses (dashed). Right: median over the data sets of the
        mean squared error of the fit, at least {EXACT:g}. Bars and bands are 95 % intervals (left Wilson's, right
        bootstrap), the dotted lines the predicted threshold."""
