"""Expelled prototypes over softness and ratio of repulsion to attraction: by the flow of the centres, by training all
weights with the fit, and the theory's critical ratios, as a sweep over softness."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from numerics.methods.ode import solved
from numerics.prototypes.axes import positive_axis
from numerics.prototypes.critical import critical_fold, stability_limit
from numerics.prototypes.locked import Balance, first_estimate, locked
from numerics.prototypes.study.balance import OUT, data_set, settings_of
from numerics.prototypes.study.batches import Run, train
from numerics.prototypes.study.case import REPULSORS, Case
from numerics.prototypes.study.measures import prototypes
from numerics.prototypes.study.reach import require_networks
from numerics.prototypes.study.settings import TERMS, Settings, mask_name
from numerics.sweep import sound, sweep
from theory.errors import InputError

if TYPE_CHECKING:
    from xarray import Dataset

VERSION = "1"
STRENGTH = 0.1  # of the repulsor in training; attractors are this over the ratio
NUDGE = 0.01  # spacings: what breaks the lattice's mirror symmetry at the start of the flow


def expulsion_sweep(
    softness: ArrayLike, ratios: ArrayLike, size: int, repulsor: str, *, sets: int = 2, steps: int = 2000,
    elapsed: float = 1e3, **options: Any,
) -> "Dataset":  # fmt: skip
    """Expelled fractions ``flow`` and ``training`` by ratio, and the critical ratios ``fold``, ``limit``, ``estimate``.

    ``softness`` is tau / spacing^2, one point each; ``ratios`` are of repulsor to coverage. ``sets`` data sets are
    trained ``steps`` steps; the flow goes to ``elapsed`` relaxation times of an isolated prototype. ``options`` go to
    ``numerics.sweep.sweep``; a softness that fails is NaN.
    """
    low_high = positive_axis("ratio", ratios)
    rows = [{"softness": float(k)} for k in positive_axis("softness", softness)]
    if sets < 1 or not (np.isfinite(elapsed) and elapsed > 0):
        raise InputError(f"{sets} data sets, elapsed {elapsed}: give at least one, and a finite time > 0")
    if repulsor not in REPULSORS:
        raise InputError(f"the repulsor is {' or '.join(REPULSORS)} here, got {repulsor!r}")
    Case(size, 1.0, repulsor, STRENGTH)
    Settings(steps=steps)
    require_networks(sets * len(low_high), size, size)
    constants = {
        "size": size, "repulsor": repulsor, "ratios": tuple(low_high.tolist()), "sets": sets, "steps": steps,
        "elapsed": elapsed,
    }  # fmt: skip
    dims = {"flow": ["ratio"], "training": ["ratio"]}
    data = sweep(column, rows, version=VERSION, constants=constants, dims=dims, coords={"ratio": low_high}, **options)
    return sound(data, bearable=1)


def column(point: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """One softness: the expelled fractions at all ratios, and the critical ratios (NaN where there is no fold)."""
    size, softness, repulsor, ratios = point["size"], point["softness"], point["repulsor"], point["ratios"]
    balance = locked(size, softness, repulsor)
    rng = np.random.default_rng([seed, size])
    start = balance.start + NUDGE * rng.uniform(-1, 1, size)
    seeds = range(seed * point["sets"], (seed + 1) * point["sets"])
    return {
        "flow": np.array([flow_expelled(balance, ratio, start, point["elapsed"]) for ratio in ratios]),
        "training": trained_expelled(size, softness, repulsor, ratios, seeds, point["steps"]),
        **critical(balance),
    }


def flow_expelled(balance: Balance, ratio: float, start: Array, elapsed: float) -> float:
    """Share of prototypes more than half a spacing outside the hull after the flow of the centres from ``start``."""
    solution = solved(
        lambda _, y: balance.forces(y, ratio), (0.0, elapsed), start, f"the flow at the ratio {ratio:.6g} stopped",
        method="LSODA", jac=lambda _, y: balance.jacobian(y, ratio), rtol=1e-7, atol=1e-9, t_eval=[elapsed],
    )  # fmt: skip
    y, first, last = solution.y[:, -1], balance.start[0], balance.start[-1]
    return float(np.mean((y < first - OUT) | (y > last + OUT)))


def trained_expelled(
    size: int, softness: float, repulsor: str, ratios: Sequence[float], seeds: Sequence[int], steps: int
) -> Array:
    """The same share after training all weights with the fit, by Adam, mean over the data sets; shape (ratios,)."""
    case = Case(size, softness / (size - 1) ** 2, repulsor, STRENGTH, jitter=0.0, centres="samples", outputs="random")
    settings = settings_of(case, Settings(steps=steps))
    problems = [data_set(case, settings, seed) for seed in seeds]
    mask = mask_name([name for name, on in zip(TERMS, (1.0, *case.repulsion), strict=True) if on])
    runs = [Run(p, mask, strength=(STRENGTH / ratio, *case.repulsion)) for ratio in ratios for p in problems]
    centres = np.array([prototypes(w, settings.floor)[:, 0] for w in train(runs, settings)[-1]])
    beyond = np.maximum(centres - 1, -centres) > OUT * case.spacing
    return beyond.reshape(len(ratios), -1).mean(axis=1)


def critical(balance: Balance) -> dict[str, float]:
    """Where the branch of the locked lattice folds, where it loses stability, and the first estimate."""
    try:
        fold = critical_fold(balance)
    except ConvergenceError:
        return {"fold": np.nan, "limit": np.nan, "estimate": first_estimate(balance)}
    return {"fold": fold.parameter, "limit": stability_limit(balance, fold), "estimate": first_estimate(balance)}
