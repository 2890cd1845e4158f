"""Theory against experiment: averages with their standard errors, deviations, and the order at which these shrink.

The sampling error is reduced by control variates: the initial losses of the runs and what else they keep of their
starts, whose means over Gaussian W are known exactly (``linear_ae.controls``).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from linear_ae.controls import controlled
from linear_ae.curves import Curves
from numerics.autoencoder.losses import Losses
from numerics.methods.arrays import Array
from numerics.methods.slopes import Order, fitted_order

ENOUGH_RUNS, RUNS_A_CONTROL = 8, 4  # with fewer, regressing on two controls costs more than it gains
TOLERANCE, TRUE = 1e-6, 4e-5
"""Of a step of the flow: losses then err by less than 1e-5 L(0), a tenth of the last digit that is shown; the deviation
that this moves by a quarter, and its slope over three sizes by 0.2, less than the next orders may (`checks.BEND`).
"""


@dataclass(frozen=True, eq=False)
class Comparison:
    """One curve of the theory and the experiment's estimate of it with its standard error, arrays of shape (n,).

    The standard error is from so many degrees of ``freedom``.
    """

    t: Array
    theory: Array
    experiment: Array
    stderr: Array
    freedom: int

    @property
    def deviation(self) -> Array:
        """(experiment - theory) / theory(0), shape (n,)."""
        return (self.experiment - self.theory) / self.theory[0]

    @property
    def deviation_stderr(self) -> Array:
        """Standard error of ``deviation``, shape (n,)."""
        return self.stderr / self.theory[0]

    def at(self, places: list[int]) -> "Comparison":
        """The same at some of its times."""
        arrays = {name: getattr(self, name)[places] for name in ("t", "theory", "experiment", "stderr")}
        return replace(self, **arrays)

    @property
    def largest(self) -> int:
        """Index of the time with the largest deviation."""
        return int(np.argmax(np.abs(self.deviation)))


def compare(theory: Losses, curves: Curves, initial: dict[str, float]) -> dict[str, Comparison]:
    """Comparison of ``train`` and, where there is one, ``population``; times are shared and start at 0.

    ``initial`` holds the exact means of the losses at t = 0, by the same names. Beside them the controls that the
    curves keep are used, if they keep any; the first two of these are the initial losses for Gaussian samples.
    """
    curve = {"train": (theory.train, curves.train), "population": (theory.population, curves.population)}
    known = {name: (limit, runs) for name, (limit, runs) in curve.items() if limit is not None and runs is not None}
    controls = np.column_stack([runs[:, 0] - initial[name] for name, (_, runs) in known.items()])
    if curves.controls is not None:
        controls = np.column_stack([controls, curves.controls[:, 2:]])
    worth = controls if len(controls) >= ENOUGH_RUNS else None
    compared = {}
    for name, (limit, runs) in known.items():
        found = controlled(runs, worth, RUNS_A_CONTROL)
        compared[name] = Comparison(theory.t, limit, found.mean, found.stderr, found.freedom)
    return compared


def fit_order(size: Sequence[float], comparisons: Sequence[Comparison]) -> tuple[Order, int]:
    """The order of a curve's deviation in ``size``, at the time t > 0 that all sizes resolve best, and its index.

    All runs share the errors of the integrator, which look like a deviation that is known well: only deviations beyond
    them count.
    """
    deviations = np.array([c.deviation[1:] for c in comparisons])
    errors, freedom = [c.deviation_stderr[1:] for c in comparisons], min(c.freedom for c in comparisons)
    beyond = (np.abs(deviations) >= TRUE).all(axis=0)
    order, column = fitted_order(size, deviations, errors, beyond, freedom)
    return order, column + 1
