"""The smallest attractor that holds a repulsor, from the theory, tried in training on new data sets.

Two predictions: the limit of stability of the equally spaced lattice (docs/prototypes.md), which needs the spacing
alone, and the bisection of ``smallest_attractor`` on each data set's own samples, which needs no spacing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from numerics.methods.arrays import Array
from numerics.prototypes.critical import critical_fold, stability_limit
from numerics.prototypes.data_measure import lattice
from numerics.prototypes.energy_landscape import landscape
from numerics.prototypes.locked import Balance
from numerics.prototypes.study.batches import Run, train
from numerics.prototypes.study.case import REPULSORS, Case
from numerics.prototypes.study.measures import activations, prototypes
from numerics.prototypes.study.problems import Problem
from numerics.prototypes.study.settings import BASELINE, Settings, mask_name
from numerics.prototypes.study.smallest_attractor import critical_attractors, follow_to_rest
from numerics.prototypes.study.starts import STARTS
from numerics.prototypes.study.structure import Structure
from numerics.prototypes.study.targets import TARGETS
from numerics.sweep import sound, sweep

if TYPE_CHECKING:
    from xarray import Dataset

RESULTS = ("smallest", "expelled", "error")
OUT = 0.5  # mean spacings outside the hull that count as expelled


def lattice_attractor(case: Case) -> float:
    """The coefficient of coverage below which the equally spaced lattice loses its stability.

    ``ConvergenceError`` where the branch never folds (few prototypes, or tau far from the spacing squared).
    """
    data, terms = lattice(case.size), dict(zip(REPULSORS, case.repulsion, strict=True))
    pull = landscape({"coverage": 1.0}, data, case.cold)
    push = landscape({name: value for name, value in terms.items() if value}, data, case.tau)
    balance = Balance(
        pull, push, np.arange(case.size, dtype=float), case.spacing, max(case.tau, case.cold), np.sqrt(2 / case.tau)
    )
    return 1 / stability_limit(balance, critical_fold(balance))


def own_attractors(case: Case, problems: Sequence[Problem]) -> tuple[Array, Array]:
    """The smallest coefficient of coverage that holds each data set, (S,), and where it holds the centres, (S, M).

    Training narrows the responses, so overlap fades: beside separation it must hold with overlap and without.
    """
    samples = np.array([p.samples[:, 0] for p in problems])
    structure = Structure(samples, np.ones(len(samples)), *case.repulsion, case.tau, np.sqrt(2 / case.tau), case.cold)
    stages = [structure, replace(structure, overlap=0.0)] if all(case.repulsion) else [structure]
    smallest = np.max([critical_attractors(stage, OUT * case.spacing) for stage in stages], axis=0)
    return smallest, follow_to_rest(replace(structure, coverage=smallest), samples, np.inf)[0]


def settings_of(case: Case, settings: Settings) -> Settings:
    """The case's temperatures, and the theory's width of responses, ``w^2 = 2 / tau``."""
    return replace(settings, tau=case.tau, coverage_tau=case.cold, slope=float(np.sqrt(2 / case.tau)), start="samples")


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
    terms = [name for name, value in zip(REPULSORS, case.repulsion, strict=True) if value]
    points = [{"mask": BASELINE, "margin": 0.0}] + [
        {"mask": mask_name(["coverage", *terms]), "margin": float(m)} for m in margins
    ]
    given = {name: value for name, value in asdict(case).items() if value is not None}
    constants = given | {"settings": settings.as_pairs(), "first": first, "count": sets}
    found = sweep(
        trial, points, version="1", constants=constants, dims={name: ["set"] for name in RESULTS},
        retry_failed=True, **where,
    )  # fmt: skip
    return sound(found).isel(seed=0)
