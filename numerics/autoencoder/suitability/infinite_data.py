"""Mean losses at finite p and H for infinite data, where the flow has a closed form for every start.

With S = I the eigenvectors of A = W W^T stay, and every eigenvalue is logistic, a' = 4 a (1 - a): a run is the draw of
the eigenvalues of A(0). The mean over draws is regressed on L(0), whose mean is known exactly. Where
min(p, H) is too large for that, the planar limit and its 1/p serve, if that is small enough to be the error.
"""

import numpy as np

from linear_ae import draws
from linear_ae.controls import controlled, initial_loss
from linear_ae.sizes import Sizes
from numerics.autoencoder.limits import limit
from numerics.autoencoder.losses import Prediction, residual
from numerics.autoencoder.suitability import guard
from numerics.autoencoder.suitability.simulated_mean import FIRST, MORE, SIGMAS
from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array

COSTLIEST = 1e9
"""Squares of min(p, H) plus logistic curves, over all runs: about half a minute of one processor core."""
UNSEEN = 1.5
"""Late losses are those of rare eigenvalues near zero, 1/2 each; what n runs never show has 3/n of them (19 in 20)."""
EIGENVALUES = 8000
"""Drawn before errors are believed: few runs of few skewed ones regress on a control that hides their scatter."""


def mean_losses(t: Array, sizes: Sizes, accuracy: float, seed: int = 0) -> Prediction:
    """Train and population loss, which are the same, averaged over starts.

    Parameters
    ----------
    t : times, shape (n,), finite and >= 0
    sizes : with N = inf
    accuracy : largest error at any time, relative to the loss at t = 0

    Raises
    ------
    ConvergenceError
        If runs are too long or scatter too much, and 1/p is more than the accuracy.

    Source: docs/regimes.md, The interior.
    """
    rank, rng = min(sizes.p, sizes.H), np.random.default_rng(seed)
    most = int(COSTLIEST / (rank**2 + rank * t.size))
    curves, controls, needed = np.empty((0, t.size)), np.empty((0, 1)), max(FIRST, EIGENVALUES / rank)
    start = initial_loss(sizes.p, sizes)
    while needed <= most:
        drawn = [run(t, sizes, rng) for _ in range(int(np.ceil(needed)) - len(curves))]
        curves = np.vstack([curves, *(curve for curve, _ in drawn)])
        controls = np.vstack([controls, *([own - start] for _, own in drawn)])
        found = controlled(curves, controls)
        errors = SIGMAS * found.stderr + UNSEEN / len(curves)
        if errors.max() <= accuracy * start:
            rows = np.array([found.mean.clip(min=0)] * 2)
            return Prediction.of_rows(t, rows, np.array([errors] * 2), regime="interior", route="simulation")
        needed = len(curves) * max(MORE, float(errors.max() / (accuracy * start)) ** 2)
    return by_correction(t, sizes, accuracy * start)


def run(t: Array, sizes: Sizes, rng: np.random.Generator) -> tuple[Array, float]:
    """The losses of one start, shape (n,), and that at t = 0."""
    a = sizes.a0 * draws.wishart_eigenvalues(sizes.p, sizes.H, rng)[-min(sizes.p, sizes.H) :]
    unlearned = (sizes.p - a.size) / 2
    curve = unlearned + np.sum(residual(a[:, None], 4 * t) ** 2, axis=0) / 2
    return curve, float(unlearned + np.sum((1 - a) ** 2) / 2)


def by_correction(t: Array, sizes: Sizes, wanted: float) -> Prediction:
    """The planar limit with its 1/p, whose largest value up to the last time is the error."""
    added = guard.checked_correction("large-data", t, sizes)
    error = float(np.abs(added.rows).max())
    if error > wanted:
        raise ConvergenceError(
            f"runs scatter too much, and 1/p adds up to {error:.2g}, more than the error of {wanted:.2g} asked for: "
            "allow a larger one"
        )
    found = limit("large-data").losses(t, sizes).plus(added)
    return Prediction.of_rows(t, found.rows, np.full((2, t.size), error), regime="large-data", route="correction")
