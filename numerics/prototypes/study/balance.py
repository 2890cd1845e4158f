"""The smallest attractor that holds a repulsor, from the theory's critical ratio, tried on new data sets.

The theory (docs/prototypes.md) locks N prototypes on equally spaced samples; here all weights train, the fit pulls
too, and each sample is moved by up to ``jitter`` spacings.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from numerics.prototypes.critical import critical_fold
from numerics.prototypes.locked import locked
from numerics.prototypes.measure import Array
from numerics.prototypes.study.batches import Run, train
from numerics.prototypes.study.measures import activations, prototypes
from numerics.prototypes.study.problems import STARTS, TARGETS, Problem
from numerics.prototypes.study.settings import BASELINE, Settings
from theory.errors import InputError

REPULSORS = ("separation", "overlap")
OUT = 0.5  # spacings outside the hull that count as expelled: beyond what a held edge prototype moves


@dataclass(frozen=True)
class Case:
    """``size`` samples a ``spacing`` 1 / (size - 1) apart, one repulsor with its coefficient, temperature tau."""

    size: int
    tau: float
    repulsor: str
    strength: float
    jitter: float = 0.25

    def __post_init__(self) -> None:
        if self.size < 3 or self.repulsor not in REPULSORS:
            raise InputError(
                f"{self.size} samples under {self.repulsor!r}: give at least 3, and {' or '.join(REPULSORS)}"
            )
        if not (np.isfinite([self.tau, self.strength]).all() and min(self.tau, self.strength) > 0):
            raise InputError(f"tau {self.tau}, strength {self.strength}: give finite numbers > 0")
        if not 0 <= self.jitter < 0.5:
            raise InputError(f"jitter {self.jitter}: give a number from 0 to below 0.5, which keeps the order")

    @property
    def spacing(self) -> float:
        return 1 / (self.size - 1)


def critical_attractor(case: Case) -> float:
    """The coefficient of coverage at which the lattice's branch of equilibria folds: strength / critical ratio.

    ``ConvergenceError`` where the theory finds no fold (few prototypes, or tau far from the spacing squared).
    """
    return case.strength / critical_fold(locked(case.size, case.tau / case.spacing**2, case.repulsor)).parameter


def settings_of(case: Case, settings: Settings) -> Settings:
    """One temperature for attractor and repulsor, and the theory's width of responses, ``w^2 = 2 / tau``."""
    return replace(settings, tau=case.tau, coverage_tau=case.tau, slope=float(np.sqrt(2 / case.tau)), start="samples")


def jittered(case: Case, settings: Settings, seed: int) -> Problem:
    """A new data set: the lattice with every sample moved, labels of the target, a neuron on every sample."""
    rng = np.random.default_rng([seed, case.size])
    move = case.jitter * case.spacing * rng.uniform(-1, 1, case.size)
    x = (np.linspace(0, 1, case.size) + move)[:, None]
    labels = TARGETS[settings.target](x, rng)
    w, b = STARTS["samples"](x, case.size, settings, rng)
    return Problem(x, labels, np.column_stack([w, b, rng.standard_normal(case.size) / np.sqrt(case.size)]))


@dataclass(frozen=True)
class Outcome:
    """Per data set (n,): the expelled fraction and the mean squared error, at one coefficient of coverage."""

    attractor: float | None
    expelled: Array
    fit: Array


def try_attractors(case: Case, settings: Settings, attractors: Sequence[float], seeds: Sequence[int]) -> list[Outcome]:
    """The baseline first (no structural loss, attractor None), then the repulsor with each attractor."""
    chosen = settings_of(case, settings)
    problems = [jittered(case, chosen, seed) for seed in seeds]
    mask = f"coverage+{case.repulsor}"
    runs = [Run(p, BASELINE) for p in problems] + [
        Run(p, mask, strength=(value, case.strength, case.strength)) for value in attractors for p in problems
    ]
    weights = train(runs, chosen)[-1]
    found = np.array([_judge(r.problem, v, case, chosen.floor) for r, v in zip(runs, weights, strict=True)])
    rows = found.reshape(len(attractors) + 1, len(problems), 2)
    return [Outcome(a, *row.T) for a, row in zip([None, *attractors], rows, strict=True)]


def _judge(problem: Problem, weights: Array, case: Case, floor: float) -> tuple[float, float]:
    x, c, far = problem.samples, prototypes(weights, floor), OUT * case.spacing
    expelled = np.mean((c < x.min() - far) | (c > x.max() + far))
    residual = activations(x, weights) @ weights[:, -1] - problem.labels
    return float(expelled), float(np.mean(residual**2))
