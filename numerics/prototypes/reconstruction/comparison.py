"""Readings over the study, judged by the data that they have not seen, beside other ways to reconstruct them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.spatial.distance import cdist

from numerics.methods.arrays import Array
from numerics.prototypes.reconstruction.calibration import check_within
from numerics.prototypes.reconstruction.kkt import kkt_inputs
from numerics.prototypes.reconstruction.reading import Reading, reconstruct
from numerics.prototypes.reconstruction.recipe import Recipe
from numerics.prototypes.reconstruction.rivals import kmeans_centres, rbf_centres
from numerics.prototypes.reconstruction.scores import SCORES, score
from numerics.prototypes.study.batches import Run, train
from numerics.prototypes.study.measures import prototypes
from numerics.prototypes.study.problems import Problem, problem
from numerics.prototypes.study.settings import MASKS, Plan, Settings
from numerics.sweep import sound, sweep

if TYPE_CHECKING:
    from xarray import Dataset

METHODS = {
    "read": "estimates that the reading calls better than random points",
    "all": "all estimates of the reading, duplicates merged",
    "prototypes": "all centres as they are",
    "random": "as many random points of the unit cube as samples",
    "kkt-losses": "stationarity of the energy with its structural losses (no data, recipe known)",
    "kkt-weights": "weights as a combination of gradients, Haim et al. 2022 (no data)",
    "rbf": "trained centres of an RBF network of one width (no data)",
    "k-means": "k-means on the data, as many centres as estimates",
}
GUESS = 2_000_000  # first word of the seeds of random points: no data set has it
DIMS = {
    "score": ["mask", "run", "reconstruction", "measure"],
    "confidence": ["mask", "run", "estimate"],
    "least": ["mask", "run", "estimate"],
    "chance": ["mask", "run", "estimate"],
    "near": ["mask", "run", "estimate"],
}


@dataclass(frozen=True)
class Trained:
    """One network of the study: its problem, mask, weights (M, d + 2), and RBF centres trained on the same."""

    problem: Problem
    mask: str
    weights: Array
    rbf: Array
    seed: int


def compare_readings(
    plan: Plan, *, known: bool = True, spread: str = "uniform", within: float = 0.25, kkt: int = 10, **where: Any
) -> "Dataset":
    """Scores (point, mask, run, reconstruction, measure), and of every estimate its confidence, that under the worst
    possible mask (``least``), its chance, and whether it is near an input; points are the plan's sizes.

    ``known``: the mask is told to the reading, otherwise all of the plan's masks are possible. ``spread``: of the
    inputs, as in ``Recipe``; the study's are uniform. ``kkt``: the largest size at which the conditions of
    stationarity are solved. ``where``: of ``numerics.sweep.sweep``.
    """
    check_within(within)
    constants = {
        "seeds": plan.seeds, "masks": plan.masks, "settings": plan.settings.as_pairs(),
        "known": known, "spread": spread, "within": within, "kkt": kkt,
    }  # fmt: skip
    coords: dict[str, ArrayLike] = {"reconstruction": list(METHODS), "measure": list(SCORES), "run": list(plan.seeds)}
    coords["mask"] = list(plan.masks)
    points = [{"size": size} for size in plan.sizes]
    found = sweep(
        compared, points, version="2", constants=constants, dims=DIMS, coords=coords, retry_failed=True, **where
    )
    return sound(found, retried=True).isel(seed=0)


def compared(point: Mapping[str, Any], _: int) -> dict[str, Array]:
    """All masks and seeds of one size; estimates that a network lacks are NaN."""
    settings, masks = Settings.from_pairs(point["settings"]), tuple(point["masks"])
    networks = _trained(point["size"], point["seeds"], masks, settings)
    recipes = {m: Recipe(settings, (m,) if point["known"] else masks, point["size"], point["spread"]) for m in masks}
    rows = [_judged(n, recipes[n.mask], point["within"], point["size"] <= point["kkt"]) for n in networks]
    shape = len(masks), len(point["seeds"])
    return {name: np.array([row[name] for row in rows]).reshape(*shape, *rows[0][name].shape) for name in DIMS}


def _trained(size: int, seeds: Sequence[int], masks: Sequence[str], settings: Settings) -> list[Trained]:
    problems = [problem(size, seed, settings) for seed in seeds]
    weights = train([Run(p, mask) for mask in masks for p in problems], settings)[-1]
    rbf = rbf_centres(problems, settings)
    cases = [(p, m, k) for m in masks for k, p in enumerate(problems)]
    return [Trained(p, m, v, rbf[k], seeds[k]) for (p, m, k), v in zip(cases, weights, strict=True)]


def _judged(network: Trained, recipe: Recipe, within: float, kkt: bool) -> dict[str, Array]:
    reading = reconstruct(network.weights, recipe, within=within)
    samples = network.problem.samples
    points = reconstructions(network, reading, recipe.settings, kkt)
    scores = [list(score(points[name], samples, reading.distance).values()) for name in METHODS]
    near = cdist(reading.estimates, samples).min(axis=1) <= reading.distance
    count = len(network.weights)
    return {
        "score": np.array(scores),
        "confidence": _padded(reading.confidence, count),
        "least": _padded(reading.least, count),
        "chance": _padded(reading.chance, count),
        "near": _padded(near, count),
    }


def reconstructions(network: Trained, reading: Reading, settings: Settings, kkt: bool) -> dict[str, Array]:
    """The points of every method; none where a method does not apply."""
    samples, seed = network.problem.samples, network.seed
    none, told = samples[:0], replace(settings, dimension=samples.shape[1])

    def conditions(form: Any) -> Array:
        blind = form == "losses" and (bool(settings.losses) or not any(MASKS[network.mask]))
        return none if blind or not kkt else kkt_inputs(
            network.weights, len(samples), form, network.mask, told, seed=seed
        )  # fmt: skip

    return {
        "read": reading.estimates[reading.read],
        "all": reading.estimates,
        "prototypes": prototypes(network.weights, settings.floor),
        "random": np.random.default_rng([GUESS, seed]).random(samples.shape),
        "kkt-losses": conditions("losses"),
        "kkt-weights": conditions("weights"),
        "rbf": network.rbf,
        "k-means": kmeans_centres(samples, min(len(reading.estimates), len(samples)), seed),
    }


def _padded(values: Array, count: int) -> Array:
    return np.append(values, np.full(count - len(values), np.nan))
