"""What loss curves must obey: none is negative or below what the rank allows, and the train loss does not rise."""

from dataclasses import dataclass

import numpy as np

from numerics.autoencoder.losses import Losses
from numerics.autoencoder.spectrum import EmpiricalSpectrum
from numerics.methods.arrays import Array

SLACK = 1e-6
"""Share of L(0) by which a curve may miss a bound: what integrating and summing it may err by."""


@dataclass(frozen=True)
class Bounds:
    """Least train and population loss of any map of rank H; ``population`` is None where none is known.

    W W^T has rank H: 1/2 Tr (I - A) S (I - A) is at least half the sum of the p - H smallest eigenvalues of S (Eckart
    and Young, Psychometrika 1, 211, 1936), and likewise for the covariance of the population.
    """

    train: float
    population: float | None


def rank_bounds(spectrum: EmpiricalSpectrum, H: int) -> Bounds:
    """The bounds for given data; the mean population loss feels the diagonal of the held-out covariance only."""
    held_out = spectrum.held_out
    return Bounds(_left_out(spectrum.eigenvalues, H), None if held_out is None else _left_out(held_out, H))


def _left_out(variances: Array, H: int) -> float:
    return float(np.sort(variances)[: max(0, variances.size - H)].sum() / 2)


def violations(curves: Losses, least: Bounds, slack: float = SLACK) -> list[str]:
    """What is impossible about the curves, a clause each, with the first time at which it shows; the times ascend."""
    found = []
    pairs = [("train", curves.train, least.train), ("population", curves.population, least.population)]
    for name, curve, bound in pairs:
        if curve is None or bound is None:
            continue
        room = slack * max(abs(float(curve[0])), np.finfo(float).tiny)
        if np.any(below := curve < min(0.0, bound) - room):
            found.append(f"its {name} loss is negative from t = {curves.t[below][0]:.3g} on ({curve[below].min():.3g})")
        elif np.any(below := curve < bound - room):
            at = curves.t[below][0]
            found.append(f"its {name} loss is below {bound:.4g}, the least that rank H allows, from t = {at:.3g} on")
    lowest = np.minimum.accumulate(curves.train)
    if np.any(risen := curves.train > lowest + slack * abs(float(curves.train[0]))):
        at = curves.t[risen][0]
        found.append(f"its train loss, which no gradient flow raises, rises at t = {at:.3g}")
    return found
