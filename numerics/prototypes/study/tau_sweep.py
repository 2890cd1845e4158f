"""Separation alone over its temperature: training with the fit, the flow without it, and the continuum."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from numerics.prototypes.axes import positive_axis
from numerics.prototypes.loss_texts import label
from numerics.prototypes.particles import levels, mass_outside, separation_diffusivity
from numerics.prototypes.porous import porous_flow
from numerics.prototypes.study.batches import Run, train
from numerics.prototypes.study.measure_names import MEASURES
from numerics.prototypes.study.measures import measure, prototypes
from numerics.prototypes.study.own_losses import feels_temperature
from numerics.prototypes.study.problems import Problem, problem
from numerics.prototypes.study.reach import require_networks
from numerics.prototypes.study.settings import BASELINE, Settings
from numerics.prototypes.study.statistics import differences, holm, paired_p, signed_rank_p
from numerics.sweep import sound, sweep
from theory.errors import InputError

if TYPE_CHECKING:
    from xarray import Dataset

HULL = (-0.5, 0.5)
FLOW_SLOPE, FLOW_STEPS = 4.0, (200, 400, 800, 1600, 3200, 6400)
AGREED = 1e-3  # of the mass: how near fractions at half the steps must be
FARTHEST = 20.0  # hulls: of 200 cells each, in either direction
MARGIN = 0.1  # a rise of the fraction outside below this counts as none


def trained(point: Mapping[str, Any], _: int) -> dict[str, Array]:
    """Train the seeds 0 ... count - 1 under one mask; every measure as an array (count,).

    The point of a sweep: size, mask, tau, count, settings.
    """
    settings = Settings.from_pairs(point["settings"])
    problems = [problem(point["size"], seed, settings) for seed in range(point["count"])]
    weights = train([Run(p, point["mask"], tau=point["tau"]) for p in problems], settings)[-1]
    found = [measure(p.samples, p.labels, w, settings.floor) for p, w in zip(problems, weights, strict=True)]
    return {name: np.array([f[name] for f in found]) for name in MEASURES}


def trained_sweep(settings: Settings, size: int, count: int, temperatures: ArrayLike, **where: Any) -> "Dataset":
    """Measures (point, run) of training: the baseline first, which has no temperature, then separation at each.

    Runs of one number share data and start. ``where``: store, workers, scheduler, progress of ``numerics.sweep.sweep``.
    ``InputError`` for losses of your own in other places than separation's, or without a temperature.
    """
    check_swept(settings)
    require_networks(count, size, settings.width or size, settings.dimension)
    taus = positive_axis("temperatures", temperatures)
    points = [{"mask": BASELINE, "tau": settings.tau}, *({"mask": "separation", "tau": float(t)} for t in taus)]
    found = sweep(
        trained, points, version="2", constants={"size": size, "count": count, "settings": settings.as_pairs()},
        dims={name: ["run"] for name in MEASURES}, retry_failed=True, **where,
    )  # fmt: skip
    return sound(found, retried=True).isel(seed=0)


def check_swept(settings: Settings) -> None:
    """Refuse losses of the user's own that a sweep over separation's temperature would not see."""
    for place, text in settings.losses:
        if place != "separation":
            raise InputError(f"{label(text)} in the place of {place}: the sweep trains separation alone")
        if not feels_temperature(text):
            raise InputError(f"{label(text)} in the place of separation has no tau to sweep over: write its range so")


def harm(data: "Dataset", name: str = "error") -> Array:
    """Holm-corrected p-values (tau,) that separation raises the measure over the baseline; of ``outside``: expels."""
    baseline, *separated = data[name].values
    return holm([paired_p(values, baseline, "greater") for values in separated])


def spared(data: "Dataset", name: str = "outside", margin: float = MARGIN) -> Array:
    """Holm-corrected p-values (tau,) that separation raises the measure by less than the margin, if at all."""
    baseline, *separated = data[name].values
    return holm([signed_rank_p(differences(values, baseline) - margin, "less") for values in separated])


def flow_expelled(count: int, temperatures: ArrayLike, elapsed: float, like: Settings | None = None) -> Array:
    """Expelled fraction (tau,) of ``count`` neurons under the gradient flow of separation alone, or of the loss that is
    in its place in the settings ``like``.

    They start evenly spread over the hull [-1/2, 1/2] with equal w; there the mobility of weight space is
    ``(1 + c^2) / w^2`` at the start, within 13 % of ``mobility()``. ``elapsed`` is the time of the continuum.
    Steps are halved until the fractions agree; ``ConvergenceError`` if they never do.
    """
    taus, before = positive_axis("temperatures", temperatures), np.full(np.size(temperatures), np.inf)
    for steps in FLOW_STEPS:
        found = _flow_expelled(count, taus, elapsed, steps, like)
        if np.abs(found - before).max() <= AGREED:
            return found
        before = found
    raise ConvergenceError(
        f"the flow to the time {elapsed:g} is not resolved by {FLOW_STEPS[-1]} steps: give an earlier --elapsed"
    )


def _flow_expelled(count: int, taus: Array, elapsed: float, steps: int, like: Settings | None) -> Array:
    w = FLOW_SLOPE
    start = np.column_stack([np.full(count, w), -w * (levels(count) - 0.5), np.zeros(count)])
    frame = Problem(np.array([[HULL[0]], [HULL[1]]]), np.zeros(2), start)
    rate = elapsed * count / mobility() / steps
    own = {} if like is None else {"losses": like.losses, "parameters": like.parameters}
    settings = Settings(optimizer="flow", fit=0.0, strength=1.0, rate=rate, steps=steps, **own)  # type: ignore[arg-type]
    try:
        weights = train([Run(frame, "separation", tau=float(t)) for t in taus], settings)[-1]
    except ConvergenceError:
        return np.full(len(taus), np.nan)
    return mass_outside(np.array([prototypes(v, settings.floor)[:, 0] for v in weights]), HULL)


def mobility() -> float:
    """``dc/dt`` per force at the start of ``flow_expelled``: the hull's mean of ``(1 + c^2) / w^2``, 13/12 / w^2."""
    return 13 / 12 / FLOW_SLOPE**2


def continuum_reach(temperatures: ArrayLike, elapsed: float) -> float:
    """Half the width of a domain that the density does not leave; ``InputError`` if it is beyond ``FARTHEST``."""
    warmest = float(positive_axis("temperatures", temperatures)[-1])
    reach = 1 + np.cbrt(4.5 * (separation_diffusivity(warmest) * elapsed + 1 / 36))
    if not reach <= FARTHEST:
        raise InputError(
            f"the continuum spreads to {reach:.3g} hulls by the time {elapsed:g} at tau = {warmest:g}, more than "
            f"{FARTHEST:g}: give an earlier --elapsed or smaller temperatures"
        )
    return float(reach)


def continuum_expelled(temperatures: ArrayLike, elapsed: float) -> Array:
    """Expelled fraction (tau,) of the porous-medium equation after a uniform density filled the unit hull.

    It depends on ``D elapsed`` alone, ``D = 2 sqrt(pi tau)``; valid for ``sqrt(tau)`` well above the spacing and
    well below the hull.
    """
    ticks = [separation_diffusivity(t) * elapsed for t in positive_axis("temperatures", temperatures)]
    reach = continuum_reach(temperatures, elapsed)
    cells = 2 * round(200 * reach)
    edges = np.linspace(-reach, reach, cells + 1)
    inside = np.clip(np.minimum(edges[1:], 0.5) - np.maximum(edges[:-1], -0.5), 0, None) / np.diff(edges)
    evolution = porous_flow(inside, (-reach, reach), 1.0, [0.0, *ticks])
    return 1 - evolution.mass(HULL)[1:]
