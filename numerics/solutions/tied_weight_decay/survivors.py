r"""What weight decay leaves of given data: the components that survive and the losses (docs/theory/weight-decay.md).

The modes of S = X X^T / N end at a_i = max(0, 1 - lambda / (2 l_i)), the H largest of them, the others at 0
(`theory.solutions.tied_weight_decay.thresholds`). Without input noise the held-out loss sum c_i (1 - a_i)^2 / 2 only
rises with lambda; noise of variance delta2 on held-out inputs adds delta2 sum a_i^2 / 2, and then it has a minimum.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.data import Data
from numerics.methods.arrays import Array
from numerics.solutions.tied_weight_decay.logistic import eigenvalue
from theory.errors import InputError


@dataclass(frozen=True)
class Survivors:
    """Which components survive a ``decay``: how many, the smallest eigenvalue of these (None if all are dead), and
    their share of the variance.
    """

    decay: float
    number: int
    smallest: float | None
    share: float


@dataclass(frozen=True)
class Minimum:
    """The smallest held-out ``loss`` and its ``decay``, 0 where any decay only raises it."""

    decay: float
    loss: float


@dataclass(frozen=True, eq=False)
class Modes:
    """Variances ``l`` of training samples along their principal components, descending, shape (p,), and ``held_out``
    those of held-out samples along the same, or None; ``latent`` units; noise of variance ``noise`` on held-out inputs.
    """

    l: Array
    held_out: Array | None
    latent: int
    noise: float = 0.0

    @classmethod
    def of(cls, data: Data, latent: int, noise: float = 0.0) -> "Modes":
        """The modes of prepared data; variances that are rounding of the largest count as zero."""
        l, held_out = data.eigenbasis()
        l = np.where(l > l.size * np.finfo(float).eps * l[-1], l, 0.0)
        return cls(l[::-1], None if held_out is None else np.diag(held_out)[::-1], latent, noise)

    @property
    def fatal(self) -> float:
        """The decay from which on the whole model dies."""
        return 2 * float(self.l[0])

    def survivors(self, decay: float) -> Survivors:
        """The components that survive."""
        alive = self.l[self.ended(decay) > 0]
        smallest = float(alive[-1]) if alive.size else None
        return Survivors(decay, alive.size, smallest, float(alive.sum() / self.l.sum()))

    def ended(self, decay: ArrayLike) -> Array:
        """The eigenvalues of A at t = inf, shape (..., p), for decays of shape (...); where l is 0, so is A."""
        lost = np.asarray(decay, dtype=float)[..., None] / 2
        below = np.divide(lost, self.l, out=np.ones(np.broadcast_shapes(lost.shape, self.l.shape)), where=self.l > lost)
        return np.where(np.arange(self.l.size) < self.latent, 1 - below, 0.0)

    def at(self, decay: ArrayLike, a0: float, t: float) -> Array:
        """The same at a time t of the mean-field flow, which is for H >> p, from A = a0."""
        lost = np.asarray(decay, dtype=float)[..., None]
        return eigenvalue(a0, self.l, lost, np.array(t))

    def losses(self, a: Array, decay: ArrayLike) -> dict[str, Array]:
        """Train loss with the penalty, error without it and, where samples were held out, their loss; raw sums."""
        error = (1 - a) ** 2 @ self.l / 2
        known = {"train": error + np.asarray(decay) * a.sum(axis=-1) / 2, "error": error}
        return known if self.held_out is None else known | {"held_out": self.held_out_loss(a)}

    def held_out_loss(self, a: Array) -> Array:
        """The mean loss of held-out samples whose inputs are noisy."""
        if self.held_out is None:
            raise InputError("no samples are held out: give a share of them as holdout")
        return np.asarray(((1 - a) ** 2 @ self.held_out + self.noise * (a**2).sum(axis=-1)) / 2)


def best_end(modes: Modes) -> Minimum:
    """The exact minimum of the held-out loss at t = inf: between two thresholds 2 l_i it is a parabola in lambda."""
    l, c = modes.l[: modes.latent], modes.held_out
    if c is None or modes.noise == 0:
        return Minimum(0.0, float(modes.held_out_loss(modes.ended(0.0))))
    edges = np.unique(np.r_[0.0, 2 * l])
    tried = [*edges]
    for low, high in pairwise(edges):
        alive = l >= high / 2
        # sum over these of c (lambda / 2 l)^2 + delta2 (1 - lambda / 2 l)^2
        curvature = np.sum((c[: l.size][alive] + modes.noise) / l[alive] ** 2)
        tried.append(np.clip(2 * modes.noise * np.sum(1 / l[alive]) / curvature, low, high))
    return smallest(np.array(tried), modes.held_out_loss(modes.ended(tried)))


def best_at(modes: Modes, a0: float, t: float, points: int = 400) -> Minimum:
    """The minimum of the held-out loss at a time t of the mean-field flow, to 1e-6 of its lambda.

    The lambdas searched are 0 and those from 1e-6 of 2 max(l) + 10/t up to it, the scales on which it changes.
    """
    largest = modes.fatal + 10 / t
    grid = np.r_[0.0, np.geomspace(1e-6 * largest, largest, points)]
    while True:
        losses = modes.held_out_loss(modes.at(grid, a0, t))
        found, place = smallest(grid, losses), int(losses.argmin())
        if found.decay == largest:
            raise InputError(f"the held-out loss at t = {t:g} falls up to lambda = {largest:.3g}: give less noise")
        low, high = grid[max(place - 1, 0)], grid[min(place + 1, grid.size - 1)]
        if found.decay == 0 or high - low <= 1e-6 * found.decay:
            return found
        grid = np.r_[0.0, np.linspace(low, high, 21)]


def smallest(decays: Array, losses: Array) -> Minimum:
    """The smallest of some losses, at the smallest decay if several are."""
    order = np.lexsort((decays, losses))[0]
    return Minimum(float(decays[order]), float(losses[order]))
