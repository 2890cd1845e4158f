"""What every loss curve of Gaussian data obeys in the planar limit, at whatever sizes: bounds that a limit can break.

Losses are not negative. The train loss only falls along its flow. No A of rank H leaves less of the train loss than
half of the eigenvalues of S beyond the H largest, nor less of the population loss than (p - H) / 2
(docs/theory/interior.md, Late times).
"""

from dataclasses import dataclass

import numpy as np

from linear_ae.sizes import Sizes
from numerics.autoencoder.losses import Losses
from numerics.autoencoder.planar.limits_at_infinity import left_out
from numerics.methods.arrays import Array

EARLIEST, POINTS = 0.02, 24  # of the own times: the first, in time scales, and how many lead up to the last asked


@dataclass(frozen=True)
class Bounds:
    """The least losses of any A of rank H, raw; zero where there is no target."""

    train: float = 0.0
    population: float = 0.0

    @classmethod
    def of_ratios(cls, p: int, eta: float, nu: float) -> "Bounds":
        """To leading order in p at eta = H/p, nu = p/N."""
        share = max(0.0, 1 - eta)
        return cls(p * left_out(share, nu) / 2, p * share / 2)

    @classmethod
    def of(cls, sizes: Sizes) -> "Bounds":
        """At these sizes."""
        return cls.of_ratios(sizes.p, sizes.eta, sizes.nu)


@dataclass(frozen=True)
class Breach:
    """A broken bound: what it is in words, by how much as a share of L(0), and the first time of a breach."""

    bound: str
    share: float
    t: float


def own_times(t: Array, sizes: Sizes) -> Array:
    """The times asked for and others up to the last of them, dense from a fraction of the fastest time scale on."""
    rate = max(1.0, sizes.alpha, sizes.a0) * max(1.0, sizes.nu)
    last = float(t.max())
    return np.unique(np.r_[0.0, t, np.geomspace(min(EARLIEST / rate, last), last, POINTS) if last else 0.0])


def breaches(curves: Losses, bounds: Bounds, allowed: float | Array = 0.0) -> list[Breach]:
    """What curves on increasing times from 0 break by more than ``allowed``, raw, a number or of shape (n,)."""
    train, population = curves.train, curves.population
    found = [
        breach("the train loss is negative", -train, allowed, curves),
        breach("the train loss rises", train - np.minimum.accumulate(train), allowed, curves),
        breach("the train loss is below what any A of rank H leaves", bounds.train - train, allowed, curves),
    ]
    if population is not None:
        found += [
            breach("the population loss is negative", -population, allowed, curves),
            breach("the population loss is below (p - H)/2", bounds.population - population, allowed, curves),
        ]
    return [each for each in found if each]


def breach(bound: str, excess: Array, allowed: float | Array, curves: Losses) -> Breach | None:
    """The bound as broken by ``excess`` > ``allowed``, if anywhere."""
    over = excess > allowed
    if not over.any():
        return None
    return Breach(bound, float(excess[over].max() / curves.train[0]), float(curves.t[np.argmax(over)]))
