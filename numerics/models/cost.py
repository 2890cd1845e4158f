r"""What runs of a model cost, foreseen before they are made.

A flow is followed for its first steps, up to t1. Of what then grows or falls fastest, lambda, is found by power
iteration, and what stability leaves to do is told by it:

    evaluations     |- first steps -|- stages (T - t1) lambda / edge -> |   explicit steps
                                    |- LONG steps -|- a sqrt(lambda T) -|   if there are more, stabilized ones

Seconds are evaluations times those that one of a batch takes, measured on its first step.
"""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from numpy.typing import ArrayLike

from linear_ae.errors import IntegrationError
from linear_ae.integration import TOLERANCE
from linear_ae.stabilized import LONG, largest_rate
from numerics.models.copies import copies
from numerics.models.extrapolation import MEAN
from numerics.models.matrix_flow import MatrixFlow
from numerics.models.planar import FIRST, runs_itself
from numerics.models.point import Point
from numerics.models.sampled import TOLERANCE as COPIES
from numerics.models.simulation import explicit
from numerics.models.starts import Runs
from theory.matrix.homogeneity import homogeneity
from theory.memory import require

STEPS = 20
"""Explicit steps that are made; they carry the fastest direction to where it rests."""
STABILIZED = 20.0
"""Evaluations of stabilized steps over sqrt(lambda T)."""


@dataclass(frozen=True)
class Cost:
    """``evaluations`` of the velocity that a run takes, the largest ``rate`` (None where it was not asked for, as the
    first steps reached the end), and ``seconds`` of one core for all runs.
    """

    evaluations: float
    rate: float | None
    seconds: float


def cost(
    point: Point,
    end: float,
    runs: int,
    matrices: Mapping[str, ArrayLike] | None = None,
    complex_letters: bool = False,
    tol: float = TOLERANCE,
) -> Cost:
    """What :func:`numerics.models.simulation.simulate` takes for so many runs up to ``end``.

    Evaluations were within a factor of two of those made in ten of eleven cases, and a fourth of them for three
    layers from a large start; seconds were 0.6 to 5 times those taken, on a machine with other work.

    >>> from theory.models import load
    >>> point = Point(load("untied-autoencoder"), {"p": 20, "H": 10, "N": 40}, {"sigma2": 0.01})
    >>> early, late = cost(point, 0.1, runs=1), cost(point, 1e4, runs=1)
    >>> bool(early.evaluations < 200 < late.evaluations), early.rate
    (True, None)
    """
    prepared = Runs(point, matrices or {}, complex_letters=complex_letters)
    plan = prepared.plan(runs)
    batch = max(map(len, plan.batches))
    require(8 * prepared.held * batch, f"simulating {point.model.name} at {point}", "choose smaller sizes")
    found, rate = evaluations(*prepared.started([0]), end, tol)
    return Cost(found, rate, found * len(plan.batches) * seconds(*prepared.started(range(batch)), tol))


def first_round(
    point: Point, end: float, correction: bool = False, matrices: Mapping[str, ArrayLike] | None = None
) -> Cost:
    """The least that a prediction takes: runs of both copies, or of the point itself, of which there may be more.

    That of :func:`numerics.models.planar.planar`, with ``correction`` of :func:`numerics.models.planar.expected`, with
    matrices of :func:`numerics.models.planar.simulated`. The rate is the largest.
    """
    if matrices or (correction and runs_itself(point)):
        return cost(point, end, FIRST, matrices)
    found = []
    for copy in copies(point, homogeneity(point.model)):
        node, _ = max(copy.nodes, key=lambda each: each[1])
        for kind in [True, False] if correction else [True]:
            found.append(cost(node, end * copy.time, MEAN.pilot, complex_letters=kind, tol=COPIES))
    rates = [each.rate for each in found if each.rate is not None]
    total = sum(each.seconds for each in found)
    return Cost(max(each.evaluations for each in found), max(rates, default=None), total)


def evaluations(flow: MatrixFlow, start: torch.Tensor, end: float, tol: float) -> tuple[float, float | None]:
    """Of the velocity, up to ``end``; and the largest rate after the first steps, if these end before."""
    solver = explicit(flow, start, tol)
    while solver.steps < STEPS and solver.t < end:
        try:
            solver.advance(end)
        except IntegrationError:
            return math.inf, None
    if solver.t >= end:
        return solver.evaluations, None
    rate = largest_rate(flow, solver.y)
    left = (end - solver.t) * max(rate / solver.edge, 0.0)
    if left <= LONG:
        return solver.evaluations + solver.stages * left, rate
    return solver.evaluations + solver.stages * LONG + STABILIZED * math.sqrt(rate * end), rate


def seconds(flow: MatrixFlow, start: torch.Tensor, tol: float) -> float:
    """That one evaluation takes, with what the solver does besides: measured on the first step."""
    solver = explicit(flow, start, tol)
    before = time.perf_counter()
    try:
        solver.advance(solver.size)
    except IntegrationError:
        return math.inf
    return (time.perf_counter() - before) / (solver.evaluations - 1)
