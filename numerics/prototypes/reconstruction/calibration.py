"""How likely a candidate is a training input, learned from networks of the same recipe on data of our own.

No data of the network in question enter: its recipe is replayed on random inputs, where the truth is known, and a
logistic regression learns from the candidates' features whether a training input is near (docs/reconstruction.md).
"""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from scipy.spatial import KDTree

from numerics.methods.arrays import Array
from numerics.prototypes.reconstruction.candidates import Candidates, candidates
from numerics.prototypes.reconstruction.inputs import replayed_problem
from numerics.prototypes.reconstruction.logistic import Logistic, fit_logistic
from numerics.prototypes.reconstruction.recipe import Recipe
from numerics.prototypes.study.batches import Run, train
from theory.errors import InputError

FIRST = 1_000_000  # seed of the first replayed network: none of a study's
ESTIMATES = 2000  # candidates replayed in all, for a standard error of their share of 0.01
LEAST, MOST = 6, 200  # networks a mask: features vary between them, and each has a cost of its own
LARGEST = 200  # neurons of a replayed network: candidates' features have no scale, and training costs their square
MOST_SAMPLES = 2000
PROBES = 500  # random points of the data's cube a network, for the share that chance gets


@dataclass(frozen=True)
class Calibration:
    """Two probabilities that a training input lies within ``within`` spacings, as functions of a candidate's features:
    of the candidate, and of a random point of the data's cube in its stead. ``by_mask`` has the first under each
    possible mask alone; ``networks`` were replayed."""

    model: Logistic
    random: Logistic
    by_mask: tuple[Logistic, ...]
    within: float
    networks: int

    def confidence(self, found: Candidates) -> Array:
        """Of every candidate, (K,)."""
        return self.model.probability(found.features)

    def under_masks(self, found: Candidates) -> Array:
        """The same for a training under each possible mask, (masks, K)."""
        return np.array([model.probability(found.features) for model in self.by_mask])

    def chance(self, found: Candidates) -> Array:
        """Of random points, judged in the same units, (K,): it depends on how well the spacing is known."""
        return self.random.probability(found.features)


@lru_cache(maxsize=64)
def calibrate(recipe: Recipe, neurons: int, dimension: int, within: float = 0.25) -> Calibration:
    """Replay the recipe on inputs of our own in the unit cube and learn what candidates are worth.

    ``InputError`` unless 0 < within <= 1; more than ``LARGEST`` neurons are replayed by that many, with as many
    samples a neuron.
    """
    check_within(within)
    samples, width = _sizes(recipe, neurons)
    settings = replace(recipe.settings, width=width, dimension=dimension)
    runs = min(MOST, max(LEAST, -(-ESTIMATES // (width * len(recipe.masks)))))
    problems = [replayed_problem(samples, FIRST + k, settings, recipe.inputs) for k in range(runs)]
    weights = train([Run(p, mask) for mask in recipe.masks for p in problems], settings)[-1]
    truth = [p.samples for _ in recipe.masks for p in problems]
    judged = [_judged(w, x, within, settings.floor) for w, x in zip(weights, truth, strict=True)]
    return _learned([judged[k : k + runs] for k in range(0, len(judged), runs)], within)


def check_within(within: float) -> None:
    """``InputError`` unless 0 < within <= 1: farther than a spacing everything is near."""
    if not 0 < within <= 1:
        raise InputError(f"within {within}: give a distance in spacings, above 0 and at most 1")


def _sizes(recipe: Recipe, neurons: int) -> tuple[int, int]:
    """Samples and neurons of the replayed networks."""
    width = min(neurons, LARGEST)
    samples = max(2, round((recipe.samples or neurons) * width / neurons))
    if samples > MOST_SAMPLES:
        raise InputError(f"{recipe.samples} samples for {neurons} neurons: at most {MOST_SAMPLES} can be replayed")
    return samples, width


def _judged(weights: Array, samples: Array, within: float, floor: float) -> tuple[Array, Array, Array]:
    """Features and truth of one network's candidates, and the share of random points that are as near."""
    found, tree = candidates(weights, len(samples), within, floor), KDTree(samples)
    probes = np.random.default_rng(len(samples)).random((PROBES, samples.shape[1]))
    near, lucky = (tree.query(points)[0] <= within * found.spacing for points in (found.places, probes))
    return found.features, near, np.full(len(near), lucky.mean())


def _learned(judged: list[list[tuple[Array, Array, Array]]], within: float) -> Calibration:
    """From the networks of each mask."""
    groups = [tuple(np.concatenate(parts) for parts in zip(*group, strict=True)) for group in judged]
    features, near, lucky = (np.concatenate(parts) for parts in zip(*groups, strict=True))
    whole = fit_logistic(features, near)
    by_mask = (whole,) if len(groups) == 1 else tuple(fit_logistic(own, hit) for own, hit, _ in groups)
    return Calibration(whole, fit_logistic(features, lucky), by_mask, within, sum(map(len, judged)))
