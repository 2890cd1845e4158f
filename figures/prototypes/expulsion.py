"""Expelled prototypes over softness and ratio of repulsion to attraction, with the critical curve."""

import numpy as np
from matplotlib.figure import Figure

from figures.phase_diagram import expulsion
from figures.prototypes.replay import as_data, as_dataset
from figures.store import Data
from numerics.prototypes.expulsion import expulsion_sweep

REPULSOR = "separation"


def data(quick: bool) -> Data:
    """Shares expelled by the flow of the centres and by training, and the critical ratios."""
    size, columns, rows, sets, steps = (6, 2, 3, 1, 20) if quick else (20, 5, 8, 2, 2000)
    softness, ratios = np.geomspace(0.3 if quick else 0.2, 0.5 if quick else 2.0, columns), np.geomspace(0.01, 3, rows)
    found = expulsion_sweep(softness, ratios, size, REPULSOR, sets=sets, steps=steps, workers=1)
    return as_data(found) | {"size": size, "sets": sets, "steps": steps}


def draw(data: Data) -> Figure:
    """Flow and training side by side."""
    return expulsion.draw(as_dataset(data), data["size"], REPULSOR, data["sets"])


def caption(data: Data) -> str:
    """How often the flow is on the side of the fold that the theory says."""
    found = as_dataset(data).isel(seed=0)
    flow, trained = (found[name].transpose("point", "ratio").values > 0 for name in ("flow", "training"))
    beyond = found["ratio"].values > found["limit"].values[:, None]
    return f"""
        Share of {data["size"]} prototypes expelled from a lattice with one on every sample, over the softness tau/d^2
        (d: spacing) and the ratio of {REPULSOR} to coverage: by the flow of the centres (left), and after training
        all weights with the fit, {data["steps"]} steps, mean over {data["sets"]} data sets, seeds 0 to
        {data["sets"] - 1} (right). Expelled is what stands more than half a spacing outside the hull. Solid line: the
        fold of the locked lattice's equilibria; triangles: where they lose stability, at the fold or before it;
        dotted: the first estimate. The flow expels on the side of the limit of stability that the theory says at
        {np.sum(flow == beyond)} of {flow.size} cells, training at {np.sum(trained == beyond)}."""
