r"""The planar limit of any model from complex matrices at small sizes.

The leading parts of the losses when all sizes grow at fixed ratios are the same for complex Gaussian letters, whose
corrections are of the order 1/size^2 (docs/theory/matrix-models.md). So the complex flow is simulated on two small
copies of the point (`numerics.models.copies`), of scales s1 < s2, and the mean losses are extrapolated,

    f = f2 + (f2 - f1) s1^2 / (s2^2 - s1^2).

What is left is of the order 1/size^4. The error is twice the standard error plus half of what was added to f2; if that
alone exceeds the accuracy asked for, the copies grow.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.integration import checked_times
from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from numerics.models.copies import copies, larger
from numerics.models.point import Point
from numerics.models.sampled import Sampled
from theory.errors import InputError
from theory.matrix.homogeneity import homogeneity

ACCURACY = 2e-3
MOST = 20_000
MOST_ENTRIES = 2**16
"""Entries of the largest matrix of a copy."""


@dataclass(frozen=True, eq=False)
class Estimate:
    """Raw losses at times ``t`` with their errors, by the losses' names.

    An error is twice the ``stderr`` plus the ``bias``. ``copies``: the sizes of the last one, ``runs``: of each copy.
    """

    t: Array
    losses: Mapping[str, Array]
    stderr: Mapping[str, Array]
    bias: Mapping[str, Array]
    copies: str
    runs: tuple[int, ...]

    @property
    def errors(self) -> dict[str, Array]:
        """Bounds on the distance to the limit, each of shape (n,)."""
        return {name: 2 * self.stderr[name] + self.bias[name] for name in self.losses}

    def share(self, part: Mapping[str, Array]) -> float:
        """The largest value of a part of the errors, in units of its loss's largest value."""
        return max(float(part[name].max() / np.abs(losses).max()) for name, losses in self.losses.items())


def planar(
    point: Point,
    t: ArrayLike,
    accuracy: float = ACCURACY,
    seed: int = 0,
    most: int = MOST,
    progress: Callable[[int], None] | None = None,
) -> Estimate:
    """The planar losses at the ratios of a point, scaled to its sizes.

    ``accuracy`` bounds the errors, in units of each loss's largest value; ``most`` the runs of a copy. Raises
    :class:`theory.errors.InputError` for a model without a planar limit, and
    :class:`numerics.errors.ConvergenceError` if that accuracy takes more runs or larger copies.
    """
    times = checked_times(t)
    if not 0 < accuracy < 1:
        raise InputError(f"accuracy = {accuracy}: give a share of the loss between 0 and 1")
    scaling = homogeneity(point.model)
    first, second = (Sampled(copy, times, seed) for copy in copies(point, scaling))
    while True:
        found = extrapolated(times, first, second)
        bias, noise = found.share(found.bias), 2 * found.share(found.stderr)
        if found.share(found.errors) <= accuracy:
            return found
        if bias > accuracy / 2 and bias > noise / 2:
            grown = larger(point, scaling, second.copy)
            if grown.entries > MOST_ENTRIES:
                raise ConvergenceError(
                    f"copies with {found.copies} are off the planar limit by about {bias:.2g} of the loss, "
                    f"{accuracy:g} is asked for and larger ones are out of reach: allow a larger error"
                )
            first, second = second, Sampled(grown, times, seed)
            continue
        if second.runs >= most:
            raise ConvergenceError(
                f"the planar limit is known to {bias + noise:.2g} of the loss after {second.runs} runs of a copy with "
                f"{found.copies}, {accuracy:g} is asked for: allow more runs, or a larger error"
            )
        factor = min(max(1.2 * (noise / max(accuracy - bias, accuracy / 2)) ** 2, 1.5), 6.0)
        for sampled in (first, second):
            sampled.extend(min(int(factor * sampled.runs), most))
            if progress:
                progress(sampled.runs)


def extrapolated(times: Array, first: Sampled, second: Sampled) -> Estimate:
    """The limit of the means on two copies at infinite scale."""
    share = first.copy.scale**2 / (second.copy.scale**2 - first.copy.scale**2)
    losses, stderr, bias = {}, {}, {}
    for name in first.curves:
        (f1, v1), (f2, v2) = first.mean(name), second.mean(name)
        losses[name] = f2 + share * (f2 - f1)
        stderr[name] = np.sqrt((1 + share) ** 2 * v2 + share**2 * v1)
        bias[name] = share * np.abs(f2 - f1) / 2
    return Estimate(times, losses, stderr, bias, second.copy.sizes, (first.runs, second.runs))
