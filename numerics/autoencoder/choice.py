"""Which solved facet suits given sizes: the one whose leading terms miss least of the exact low-order coefficients."""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from linear_ae.sizes import Sizes
from theory.autoencoder import classify


@dataclass(frozen=True)
class Choice:
    """A facet and the part of the exact coefficients of orders 1 to 3 that its leading terms miss, between 0 and 1."""

    regime: str
    missed: float


def nearest(sizes: Sizes, among: Collection[str]) -> Choice:
    """The facet among the named ones that misses least (theory.autoencoder.classify.misses)."""
    samples = None if np.isinf(sizes.N) else Fraction(sizes.N)
    exact = classify.Sizes(Fraction(sizes.p), Fraction(sizes.H), samples, Fraction(sizes.sigma2))
    missed = classify.misses(exact)
    best = min(among, key=lambda name: missed[name])
    return Choice(best, float(missed[best]))
