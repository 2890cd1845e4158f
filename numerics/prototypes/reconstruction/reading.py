"""Training inputs read back from a network's weights, without its data."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerics.methods.arrays import Array
from numerics.prototypes.reconstruction.calibration import calibrate, check_within
from numerics.prototypes.reconstruction.candidates import candidates
from numerics.prototypes.reconstruction.checkpoint import read_weights
from numerics.prototypes.reconstruction.recipe import Recipe

MARGIN = 0.1  # above chance: what a confidence must be to be more than the calibration's own error (docs)
SPREADS = {
    "uniform": "spread evenly",
    "clustered": "in loose clusters",
    "either": "spread evenly or in loose clusters, not in tight heaps",
}  # what the replayed inputs are
FAR = 0.75  # extents from the median, by coordinate: the bulk ends at one half


@dataclass(frozen=True)
class Reading:
    """Estimated inputs (K, d), most confident first, and the probability of each that a training input lies within
    ``distance``.

    ``members``: the neurons behind each estimate (more than one: duplicates merged); ``chance`` (K,): the same
    probability for a random point of the data's region; ``flat``: neurons without a centre; ``far``: how many
    estimates lie beyond the bulk; ``masks``: the structural losses that were possible, ``confidence`` the average over
    them and ``by_mask`` (masks, K) that under each alone; ``inputs``: how those of the replays were spread.
    """

    estimates: Array
    confidence: Array
    members: tuple[tuple[int, ...], ...]
    distance: float
    spacing: float
    chance: Array
    flat: tuple[int, ...]
    far: int
    masks: tuple[str, ...] = ()
    by_mask: Array | None = None
    inputs: str = "uniform"

    @property
    def least(self) -> Array:
        """The confidence (K,) under the mask that is worst for it."""
        return self.confidence if self.by_mask is None else self.by_mask.min(axis=0)

    @property
    def most(self) -> Array:
        """The confidence (K,) under the mask that is best for it."""
        return self.confidence if self.by_mask is None else self.by_mask.max(axis=0)

    @property
    def read(self) -> NDArray[np.bool_]:
        """Estimates (K,) whose confidence exceeds chance by ``MARGIN``, under every mask: the others say nothing."""
        return self.least >= self.chance + MARGIN

    @property
    def verdict(self) -> str:
        """One line: how much can be read, and why not more."""
        count, total = int(self.read.sum()), len(self.confidence)
        why = f"; {self.far} of {total} estimates lie far from the rest (expelled)" if self.far else ""
        why += f"; {len(self.flat)} neurons respond alike to all inputs" if self.flat else ""
        why += f"; true for inputs {SPREADS[self.inputs]}"
        whatever = " whatever the losses were" if len(self.masks) > 1 else ""
        if not count:
            open_ = bool((self.most >= self.chance + MARGIN).any())
            what = "it takes the losses, which are unknown, to read anything" if open_ else "nothing can be read"
            return f"{what}: of {total} estimates {self._expected(np.ones(total, bool))}{why}"
        return f"{count} of {total} estimates are better than random points{whatever}; {self._expected(self.read)}{why}"

    def _expected(self, chosen: NDArray[np.bool_]) -> str:
        return (
            f"{self._count(chosen)} are expected within {self.distance:.3g} of an input, "
            f"of random points {self.chance[chosen].sum():.1f}"
        )

    def _count(self, chosen: NDArray[np.bool_]) -> str:
        """How many, or of unknown losses from how many to how many."""
        if self.by_mask is None or len(self.masks) < 2:
            return f"{self.confidence[chosen].sum():.1f}"
        sums = self.by_mask[:, chosen].sum(axis=1)
        low, high = int(sums.argmin()), int(sums.argmax())
        return f"{sums[low]:.1f} (if trained under {self.masks[low]}) to {sums[high]:.1f} (under {self.masks[high]})"


def reconstruct(
    weights: Array | Mapping[str, Any] | Path | str, recipe: Recipe | None = None, *, within: float = 0.25
) -> Reading:
    """Estimate the training inputs of a Gaussian MLP ``sum_j a_j exp(-|w_j x + b_j|^2)`` from its weights alone.

    ``weights``: an array (M, d + 2) with columns w, b_1 ... b_d, a, a torch ``state_dict``, or a file of one
    (``read_weights``). ``recipe``: what is known of the training; by default that the study's settings were used,
    with unknown losses, and as many samples as neurons, spread evenly. A confidence is true on average over networks of
    that recipe. ``within``: the distance asked for, in spacings.

    Errors: ``InputError`` for weights of another form; ``ConvergenceError`` if the replayed training diverges.
    """
    values, known = read_weights(weights), recipe or Recipe()
    check_within(within)
    found = candidates(values, known.samples or len(values), within, known.settings.floor)
    learned = calibrate(known, len(values), values.shape[1] - 2, within)
    confidence = learned.confidence(found)
    order = np.argsort(-confidence, kind="stable")
    return Reading(
        found.places[order], confidence[order], tuple(found.members[k] for k in order), within * found.spacing,
        found.spacing, learned.chance(found)[order], found.flat, int(np.count_nonzero(found.away > FAR)), known.masks,
        learned.under_masks(found)[:, order] if len(known.masks) > 1 else None, known.inputs,
    )  # fmt: skip
