"""Simulated gradient flow of any matrix model: many independent runs, every loss at requested times."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import Tensor

from linear_ae.brief import Tabulated
from linear_ae.curves import mean_and_stderr
from linear_ae.dormand_prince import FifthOrder
from linear_ae.errors import ExperimentError, IntegrationError
from linear_ae.integration import ERROR, FINER, TOLERANCE
from linear_ae.runge_kutta import Solver
from linear_ae.schedule import run_all
from linear_ae.stabilized import StabilizedSolver, relieved
from linear_ae.times import checked_times
from numerics.methods.arrays import Array
from numerics.models.matrix_flow import MatrixFlow
from numerics.models.point import Point
from numerics.models.starts import Runs
from theory.memory import require

FIFTH = 1e-6
"""Tolerance from which on the solver of order 5 is the faster one, and the safer: steps of order 8 are then as long as
stability lets them be, and what grows between two of them cost up to 40 tolerances.
"""
CANCELLED = 1e-3
"""A loss that starts smaller than this share of its terms is measured in units of that share."""


@dataclass(frozen=True, eq=False, repr=False)
class Curves(Tabulated):
    """Raw losses of independent runs: ``t`` of shape (n,), each of ``losses`` of shape (runs, n), in the model's order.

    ``controls``, if asked for, holds traces of the runs' starts less their exact means, shape (runs, k).
    """

    t: Array
    losses: Mapping[str, Array]
    controls: Array | None = None

    @property
    def variables(self) -> dict[str, Array]:
        """The losses of every run."""
        return dict(self.losses)

    @property
    def runs(self) -> int:
        """How many there are."""
        return len(next(iter(self.losses.values())))

    @property
    def mean(self) -> dict[str, Array]:
        """Averages over the runs, each of shape (n,)."""
        return {name: runs.mean(axis=0) for name, runs in self.losses.items()}

    @property
    def stderr(self) -> dict[str, Array]:
        """Standard errors of the averages (NaN for a single run)."""
        return {name: mean_and_stderr(runs)[1] for name, runs in self.losses.items()}


def simulate(
    point: Point,
    t: ArrayLike,
    runs: int,
    seed: int = 0,
    *,
    matrices: Mapping[str, ArrayLike] | None = None,
    complex_letters: bool = False,
    controls: bool = False,
    device: str = "cpu",
    tol: float = TOLERANCE,
    first: int = 0,
    progress: Callable[[int], None] | None = None,
) -> Curves:
    """Integrate ``dG/dt = -rate dL/dG`` of the trained letters from ``runs`` independent Gaussian starts.

    Parameters
    ----------
    point : the model at its sizes and values
    t : times, shape (n,), finite, >= 0, in increasing order
    runs : number of independent runs; run k depends on ``seed`` and k only
    matrices : given matrices in the place of fixed letters, by name, of the letters' shapes; symmetric letters need one
    complex_letters : complex Gaussian letters of the same variances, the transpose being the adjoint: the planar limit
        is the same, its corrections are of the order 1/size^2 (docs/theory/matrix-models.md)
    controls : whether to keep control variates (`numerics.models.controls`); there are none for given matrices
    device : a torch device, ``cpu`` or ``cuda``
    tol : error of a step in units of the losses at t = 0; losses err by less than ten times that
    first : number of the first run, to add runs to earlier ones
    progress : called with the number of runs finished so far

    Raises
    ------
    linear_ae.errors.ExperimentError
        If times, number of runs, device or matrices cannot be used.
    linear_ae.errors.IntegrationError
        If the flow cannot be followed: a loss that is not bounded from below may send it to infinity.

    Examples
    --------
    >>> from theory.models import load
    >>> point = Point(load("untied-autoencoder"), {"p": 20, "H": 10, "N": 40}, {"sigma2": 0.01})
    >>> curves = simulate(point, [0, 1, 2], runs=4)
    >>> list(curves.losses), curves.losses["train"].shape
    (['train', 'population'], (4, 3))
    """
    times = checked_times(t)
    if runs < 1:
        raise ExperimentError(f"runs = {runs}: give at least one")
    step = tol if tol >= FIFTH else tol / FINER
    prepared = Runs(point, matrices or {}, seed, complex_letters, controls, device)
    plan = prepared.plan(runs)
    held = prepared.held * max(map(len, plan.batches)) * plan.workers
    require(8 * held, f"simulating {point.model.name} at {point}", "choose smaller sizes")
    found = {name: np.empty((runs, times.size)) for name in point.model.losses}
    starts = np.empty((runs, len(prepared.means)))

    def run(members: range) -> int:
        flow, start = prepared.started([first + k for k in members])
        if starts.size:
            starts[members] = flow.traces(start).cpu().numpy() - prepared.means
        for name, losses in zip(flow.names, integrate(flow, start, times, step), strict=True):
            found[name][members] = losses
        return len(members)

    run_all(run, plan, progress)
    return Curves(times, found, starts if starts.size else None)


def explicit(flow: MatrixFlow, start: Tensor, tol: float) -> Solver:
    """The solver that sets out."""
    unit = torch.maximum(flow.losses(start).abs(), CANCELLED * flow.magnitude(start))
    return (FifthOrder if tol >= FIFTH else Solver)(flow, start, tol, unit)


def integrate(flow: MatrixFlow, start: Tensor, times: Array, tol: float) -> Array:
    """The losses along a flow from ``start`` at t = 0, shape (losses, batch, times), that of the flow first.

    It does not rise by more than the error, and what it rises is taken off.
    """
    solver: Solver | StabilizedSolver = explicit(flow, start, tol)
    unit = solver.unit
    found = []
    for time in map(float, times):
        while solver.t < time:
            solver = relieved(solver, float(times[-1]))
            solver.advance(float(times[-1]))
        found.append(flow.losses(solver.interpolate(time)).cpu().numpy())
    curves = np.stack(found, axis=-1)
    lowest = np.minimum.accumulate(curves[0], axis=-1)
    if np.any(curves[0] - lowest > ERROR * tol * unit[0].cpu().numpy()[:, None]):
        raise IntegrationError("the loss of the flow rises by more than its error: ask for a tighter tolerance")
    curves[0] = lowest
    return curves
