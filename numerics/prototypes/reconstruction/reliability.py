"""Are confidences true? Of the estimates given confidence c, the share that is near an input."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from numerics.methods.arrays import Array

EDGES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True)
class Bin:
    """Estimates with confidences in [low, high): how many, their mean confidence, the share near an input, and the
    standard error of that share over networks."""

    low: float
    high: float
    count: int
    confidence: float
    share: float
    error: float


def reliability(confidence: Array, near: Array) -> list[Bin]:
    """Of confidences and truths (R, K), R networks, NaN where a network has fewer estimates; empty bins left out.

    Estimates of one network are not independent, so the error sums each network's surplus before squaring.
    """
    bins = []
    for low, high in pairwise(EDGES):
        inside = (confidence >= low) & ((confidence < high) | ((high == EDGES[-1]) & (confidence == high)))
        if count := int(inside.sum()):
            share = float(near[inside].mean())
            surplus = np.where(inside, near - share, 0.0).sum(axis=1)
            error = float(np.sqrt(np.square(surplus).sum()) / count)
            bins.append(Bin(low, high, count, float(confidence[inside].mean()), share, error))
    return bins


def calibration_error(bins: list[Bin]) -> float:
    """Mean gap of confidence and share over all estimates (the expected calibration error)."""
    return sum(b.count * abs(b.confidence - b.share) for b in bins) / sum(b.count for b in bins)
