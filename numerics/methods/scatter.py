"""The scatter of independent runs: a variance, its standard error, and the standard deviation that they make."""

import numpy as np

from numerics.methods.arrays import Array


def variance_of(losses: Array) -> tuple[Array, Array]:
    """The variance over runs and its standard error, from losses of shape (..., runs, n).

    The standard error comes from the fourth moments, and is at least that of a normal law: few runs miss its tails.

    >>> value, stderr = variance_of(np.array([[0.0], [2.0]]))
    >>> value, stderr
    (array([2.]), array([2.]))
    """
    runs = losses.shape[-2]
    squares = (losses - losses.mean(axis=-2, keepdims=True)) ** 2
    value = squares.sum(axis=-2) / (runs - 1)
    spread = np.maximum(squares.var(axis=-2, ddof=1), 2 * value**2)
    return value, np.sqrt(spread / runs)


def deviation(variance: Array, reach: Array) -> tuple[Array, Array]:
    """The standard deviation, and how far it is at most from that of any variance within ``reach``; shapes (...).

    >>> deviation(np.array([4.0, 1.0]), np.array([5.0, 1.0]))
    (array([2., 1.]), array([2., 1.]))
    """
    center = np.sqrt(variance.clip(min=0))
    above = np.sqrt((variance + reach).clip(min=0)) - center
    below = center - np.sqrt((variance - reach).clip(min=0))
    return center, np.maximum(above, below)
