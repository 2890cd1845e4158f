"""The study as a 2^3 factorial experiment: what each structural loss does to a measure, alone and on top of others.

With y(m) the measure under the mask m, and signs s_t = 1 where the loss t is on and -1 where not, the effect of a set S
of losses is the mean over the eight masks of ``2 y(m) prod_{t in S} s_t``: for one loss the difference that it makes,
averaged over the other two; for more their interaction, half the change that one brings to the effect of the others.
*On top of* u, the effect of t is its mean difference over the four masks with u: effect(t) + interaction(t, u).
Logarithms are taken of errors, and the effects given as factors. ::

        effect of separation         = (s + c+s + s+o + c+s+o - baseline - c - o - c+o) / 4
        ... on top of overlap        = (s+o + c+s+o - o - c+o) / 2
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations, permutations
from typing import TYPE_CHECKING

import numpy as np

from numerics.methods.arrays import Array
from numerics.prototypes.study.settings import MASKS, TERMS
from numerics.prototypes.study.statistics import bootstrap_mean, differences, holm, signed_rank_p
from theory.errors import InputError

if TYPE_CHECKING:
    from xarray import Dataset

RATIOS = ("error",)  # measures whose logarithms are taken
Contrast = Mapping[str, float]  # a weight for each mask


@dataclass(frozen=True)
class Effect:
    """An effect at one size: its mean over seeds with a 95 % bootstrap interval (factors for ``RATIOS``), and the
    two-sided signed-rank p of the seeds' contrasts, Holm-corrected over the sizes."""

    name: str
    size: int
    mean: float
    interval: tuple[float, float]
    p: float


def contrasts() -> dict[str, Contrast]:
    """The seven effects of the factorial, then each loss on top of each other, as weights of the masks."""
    sets = [terms for count in (1, 2, 3) for terms in combinations(TERMS, count)]
    found = {" x ".join(terms): _effect(terms) for terms in sets}
    return found | {f"{t} on top of {u}": _on_top(t, u) for u, t in permutations(TERMS, 2)}


def _effect(terms: tuple[str, ...]) -> Contrast:
    return {mask: float(np.prod([_sign(mask, t) for t in terms])) / 4 for mask in MASKS}


def _on_top(term: str, other: str) -> Contrast:
    return {mask: _sign(mask, term) / 2 for mask in MASKS if _sign(mask, other) > 0}


def _sign(mask: str, term: str) -> int:
    return 1 if MASKS[mask][TERMS.index(term)] else -1


def effects(data: "Dataset", measure: str = "error") -> list[Effect]:
    """All effects on the measure, size by size. ``InputError`` if the data set lacks one of the eight masks."""
    missing = [mask for mask in MASKS if mask not in data["mask"].values]
    if missing:
        raise InputError(f"effects compare all eight masks, without {', '.join(missing)} there are none: run all masks")
    return [effect for name, weights in contrasts().items() for effect in _over_sizes(data, measure, name, weights)]


def _over_sizes(data: "Dataset", measure: str, name: str, weights: Contrast) -> list[Effect]:
    levels = data[measure].transpose("size", "mask", "seed").values
    levels = np.log(levels) if measure in RATIOS else levels
    row = np.array([weights.get(mask, 0.0) for mask in data["mask"].values.tolist()])
    values = [differences(np.maximum(row, 0) @ level, np.maximum(-row, 0) @ level) for level in levels]
    p = holm([min(1.0, 2 * min(signed_rank_p(v, "less"), signed_rank_p(v, "greater"))) for v in values])
    return [
        _effect_at(name, int(size), contrast, float(corrected), measure)
        for size, contrast, corrected in zip(data["size"].values, values, p, strict=True)
    ]


def _effect_at(name: str, size: int, contrast: Array, p: float, measure: str) -> Effect:
    """The effect from the contrasts of the seeds (seeds,), zero where their two sides are equal."""
    found = np.array([contrast.mean(), *bootstrap_mean(contrast)])
    mean, low, high = map(float, np.exp(found) if measure in RATIOS else found)
    return Effect(name, size, mean, (low, high), p)
