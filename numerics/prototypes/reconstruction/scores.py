"""How good estimated inputs are, for those who know the data."""

import numpy as np
from scipy.spatial.distance import cdist

from numerics.methods.arrays import Array
from numerics.prototypes.study.measures import reconstruction_error

SCORES = {
    "hungarian": "mean distance of the pairs of the best assignment",
    "to_data": "mean distance from an estimate to the nearest input",
    "from_data": "mean distance from an input to the nearest estimate",
    "within": "share of estimates within the stated distance of an input",
}


def score(estimates: Array, samples: Array, distance: float) -> dict[str, float]:
    """All scores of estimates (K, d) against inputs (N, d); NaN where there are no estimates."""
    if not len(estimates):
        return dict.fromkeys(SCORES, float("nan"))
    largest = max(np.abs(samples).max(), np.abs(estimates).max())
    unit = 2.0 ** (np.frexp(largest)[1] - 1)  # squares of distances neither vanish nor overflow
    gaps = unit * cdist(estimates / unit, samples / unit)
    return {
        "hungarian": unit * reconstruction_error(samples / unit, estimates / unit),
        "to_data": float(gaps.min(axis=1).mean()),
        "from_data": float(gaps.min(axis=0).mean()),
        "within": float(np.mean(gaps.min(axis=1) <= distance)),
    }
