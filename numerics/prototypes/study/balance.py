"""The smallest attractor that holds a repulsor, from the theory, tried in training on new data sets.

Two predictions: the limit of stability of the equally spaced lattice (docs/prototypes.md), which needs the spacing
alone, and the bisection of ``smallest_attractor`` on each data set's own samples, which needs no spacing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from numerics.methods.arrays import Array
from numerics.prototypes.critical import critical_fold, stability_limit
from numerics.prototypes.data_measure import lattice
from numerics.prototypes.energy_landscape import landscape, share_out
from numerics.prototypes.kinks import holding_ratio
from numerics.prototypes.locked import Balance
from numerics.prototypes.loss_texts import read_loss
from numerics.prototypes.study.batches import Run, train
from numerics.prototypes.study.case import COVERAGE, REPULSORS, Case
from numerics.prototypes.study.measures import activations, prototypes
from numerics.prototypes.study.own_losses import own_fields
from numerics.prototypes.study.problems import Problem
from numerics.prototypes.study.reach import require_networks
from numerics.prototypes.study.settings import BASELINE, Settings, mask_name
from numerics.prototypes.study.smallest_attractor import critical_attractors, follow_to_rest
from numerics.prototypes.study.starts import STARTS
from numerics.prototypes.study.structure import (
    Field,
    coverage_field,
    overlap_field,
    separation_field,
    structure,
)
from numerics.prototypes.study.targets import TARGETS
from numerics.sweep import sound, sweep
from theory.prototypes.energy import Energy

if TYPE_CHECKING:
    from xarray import Dataset

RESULTS = ("smallest", "expelled", "error")
ROUNDING = 1e-5  # spacings over which kinks of a user's losses are rounded off, for thresholds to 1 %
OUT = 0.5  # mean spacings outside the hull that count as expelled


def lattice_attractor(case: Case) -> float:
    """The coefficient of the attractor below which the equally spaced lattice loses its stability, or its hold if that
    is a kink.

    ``ConvergenceError`` where the branch never folds (few prototypes, or tau far from the spacing squared).
    """
    pull, push = _losses(case)
    own = dict(zip([*pull, *push], share_out(dict(case.parameters), [*pull, *push]), strict=True))
    known = {loss: case.cold if loss in pull else case.tau for loss in own}
    attractor, repulsor = (
        landscape(terms, lattice(case.size), known, {k: v for loss in terms for k, v in own[loss].items()})
        for terms in (pull, push)
    )
    start, width = np.arange(case.size, dtype=float), np.sqrt(2 / case.tau)
    balance = Balance(attractor, repulsor, start, case.spacing, max(case.tau, case.cold), width)
    held = holding_ratio(balance)
    if held is not None and held > 0:
        return 1 / held
    return 1 / stability_limit(balance, critical_fold(balance))


def _losses(case: Case) -> tuple[dict[Energy | str, float], dict[Energy | str, float]]:
    """The attractor at unit coefficient, and the repulsors at theirs."""
    own = dict(case.losses)
    pull = read_loss(own.get(COVERAGE, COVERAGE))
    terms = zip(REPULSORS, case.repulsion, strict=True)
    return {pull: 1.0}, {read_loss(own.get(name, name)): value for name, value in terms if value}


def own_attractors(case: Case, problems: Sequence[Problem]) -> tuple[Array, Array]:
    """The smallest coefficient of the attractor that holds each data set, (S,), and where it holds the centres, (S, M).

    Training narrows the responses, so overlap fades: beside separation it must hold with overlap and without.
    """
    whole = structure(np.array([p.samples[:, 0] for p in problems]), *_fields(case), case.tau, case.cold)
    stages = [whole, replace(whole, repulsors=whole.repulsors[:1])] if all(case.repulsion) else [whole]
    smallest = np.max([critical_attractors(stage, OUT * case.spacing) for stage in stages], axis=0)
    return smallest, follow_to_rest(replace(whole, attraction=smallest), whole.samples, np.inf)[0]


def _fields(case: Case) -> tuple[Field, tuple[tuple[float, Field], ...]]:
    """Attractor and repulsors: in closed form where they are built in, else by autograd, with kinks rounded off."""
    width = float(np.sqrt(2 / case.tau))
    known: dict[str, Field] = {
        COVERAGE: coverage_field(case.cold), "separation": separation_field(case.tau), "overlap": overlap_field(width)
    }  # fmt: skip
    tau = {COVERAGE: case.cold, REPULSORS[0]: case.tau}
    known |= own_fields(case.losses, case.parameters, tau, width, ROUNDING * case.spacing)
    terms = zip(REPULSORS, case.repulsion, strict=True)
    return known[COVERAGE], tuple((value, known[name]) for name, value in terms if value)


def settings_of(case: Case, settings: Settings) -> Settings:
    """The case's temperatures and losses, and the theory's width of responses, ``w^2 = 2 / tau``."""
    return replace(
        settings, tau=case.tau, coverage_tau=case.cold, slope=float(np.sqrt(2 / case.tau)), start="samples",
        losses=case.losses, parameters=case.parameters,
    )  # fmt: skip


def data_set(case: Case, settings: Settings, seed: int) -> Problem:
    """New samples in increasing order, labels of the target, a neuron on every sample, random outputs."""
    rng = np.random.default_rng([seed, case.size])
    move = case.jitter * case.spacing * rng.uniform(-1, 1, case.size)
    x = (np.linspace(0, 1, case.size) + move if case.inputs == "lattice" else np.sort(rng.random(case.size)))[:, None]
    labels = TARGETS[settings.target](x, rng)
    w, b = STARTS["samples"](x, case.size, settings.slope, rng)
    return Problem(x, labels, np.column_stack([w, b, rng.standard_normal(case.size) / np.sqrt(case.size)]))


def started(case: Case, problem: Problem, held: Array) -> Problem:
    """The problem with the case's start; ``held`` are the centres (M,) in a held state."""
    weights = problem.weights.copy()
    if case.centres == "held":
        weights[:, 1] = -weights[:, 0] * held
    if case.outputs == "solved":
        weights[:, -1] = np.linalg.lstsq(activations(problem.samples, weights), problem.labels, rcond=None)[0]
    return replace(problem, weights=weights)


def trial(point: Mapping[str, Any], _: int) -> dict[str, Array]:
    """Train ``count`` data sets under one mask, coverage at ``margin`` times each one's own smallest attractor.

    The baseline has nothing that holds centres off the samples, and starts on them.

    The point of a sweep: the fields of ``Case``, mask, margin, settings, first (seed) and count. Per data set:
    smallest (attractor that holds it), expelled (fraction), error (mean squared).
    """
    case = Case(**{f.name: point[f.name] for f in fields(Case) if f.name in point})
    settings = settings_of(case, Settings.from_pairs(point["settings"]))
    problems, smallest, held = _prepared(case, settings, point["first"], point["count"])
    chosen = replace(case, centres="samples") if point["mask"] == BASELINE else case
    problems = [started(chosen, p, c) for p, c in zip(problems, held, strict=True)]
    runs = [
        Run(p, point["mask"], strength=(point["margin"] * value, *case.repulsion))
        for p, value in zip(problems, smallest, strict=True)
    ]
    judged = [_judge(p, v, case, settings.floor) for p, v in zip(problems, train(runs, settings)[-1], strict=True)]
    expelled, error = np.transpose(judged)
    return {"smallest": smallest, "expelled": expelled, "error": error}


@lru_cache(maxsize=4)
def _prepared(case: Case, settings: Settings, first: int, count: int) -> tuple[list[Problem], Array, Array]:
    """Data sets, their smallest attractors and held centres: the same for every margin."""
    problems = [data_set(case, settings, first + k) for k in range(count)]
    return problems, *own_attractors(case, problems)


def _judge(problem: Problem, weights: Array, case: Case, floor: float) -> tuple[float, float]:
    x, c = problem.samples, prototypes(weights, floor)
    expelled = np.mean(np.maximum(c - x.max(), x.min() - c) > OUT * case.spacing)
    residual = activations(x, weights) @ weights[:, -1] - problem.labels
    return float(expelled), float(np.mean(residual**2))


def try_attractors(
    case: Case, settings: Settings, margins: Sequence[float], sets: int, first: int = 0, **where: Any
) -> "Dataset":
    """The baseline first (no structural loss), then the repulsor with coverage at each margin: (point, set).

    ``where``: store, workers, scheduler, progress of ``numerics.sweep.sweep``.
    """
    require_networks(sets, case.size, case.size)
    structure(np.linspace(0, 1, case.size)[None], *_fields(case), case.tau, case.cold)  # refuses what does not attract
    terms = [name for name, value in zip(REPULSORS, case.repulsion, strict=True) if value]
    points = [{"mask": BASELINE, "margin": 0.0}] + [
        {"mask": mask_name(["coverage", *terms]), "margin": float(m)} for m in margins
    ]
    constants = case.constants | {"settings": settings.as_pairs(), "first": first, "count": sets}
    found = sweep(
        trial, points, version="1", constants=constants, dims={name: ["set"] for name in RESULTS},
        retry_failed=True, **where,
    )  # fmt: skip
    return sound(found, retried=True).isel(seed=0)
