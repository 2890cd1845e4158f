"""``prism simulate --model``: the gradient flow, or the training in steps, of any model."""

from typing import Any

import numpy as np

from figures.cli.model_point import columns, minibatch
from figures.cli.model_point import given as read_given
from figures.cli.output import print_curves, print_json, progress_bar
from figures.cli.runs import forecast, report
from numerics.models.precision import precision, simulate_until
from numerics.models.simulation import Curves, simulate
from numerics.models.training import train


def show(
    source: str,
    sizes: tuple[str, ...],
    values: tuple[str, ...],
    matrices: tuple[str, ...],
    t: np.ndarray,
    seeds: int,
    stderr: float | None,
    seed: int,
    device: str,
    optimizer: str | None,
    rate: float | None,
    steps: np.ndarray | None,
    batch: str | None,
    as_json: bool,
) -> None:
    """Print the means over runs with their standard errors."""
    samples = None if batch is None else minibatch(batch)
    given = read_given(source, sizes, values, matrices)

    def run(first: int, runs: int) -> Curves:
        with progress_bar("runs", runs) as bar:
            common: dict[str, Any] = {"seed": seed, "first": first, "matrices": given.matrices, "progress": bar}
            if steps is None:
                return simulate(given.point, t, runs, device=device, controls=stderr is not None, **common)
            return train(given.point, steps, rate or 0.0, runs, optimizer=optimizer or "gd", batch=samples, **common)

    curves = run(0, seeds) if stderr is None else simulate_until(run, stderr, lambda found: report(found, stderr))
    found = precision(curves)
    means = {name: one.mean for name, one in found.losses.items()}
    spread = {name: one.stderr for name, one in found.losses.items()}
    if not as_json:
        print_curves(columns(curves.t, means, spread, "stderr"))
        return
    route = "gradient flow" if steps is None else f"{optimizer} at rate {rate:g}"
    ahead = {} if stderr is None else {"forecast": forecast(found, found.losses, stderr)}
    origin = {"model": given.point.model.name, "t": curves.t}
    print_json({**origin, "losses": means, "stderr": spread, "route": route, "seeds": found.runs, **ahead})
