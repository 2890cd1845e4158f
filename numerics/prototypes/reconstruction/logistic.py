"""Logistic regression by Newton's method, with a weak Gaussian prior on standardized coefficients."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array

PRIOR = 1.0  # inverse variance of a standardized coefficient: worth one observation


@dataclass(frozen=True)
class Logistic:
    """``P = 1 / (1 + exp(-(a_0 + a . (u - mean) / scale)))``."""

    mean: Array
    scale: Array
    coefficients: Array

    def probability(self, features: Array) -> Array:
        """Of rows (K, F) of features, (K,)."""
        return expit(_design(features, self.mean, self.scale) @ self.coefficients)


def fit_logistic(features: Array, happened: Array, iterations: int = 100) -> Logistic:
    """Maximum a posteriori from features (K, F) and outcomes (K,), true or false or a share of trials in [0, 1].

    The intercept has no prior. Outcomes that are all equal leave it without a maximum, so half an observation of each
    kind is spread over them.
    """
    mean, spread = features.mean(axis=0), features.std(axis=0)
    scale = np.where(spread > 0, spread, 1.0)
    design = _design(features, mean, scale)
    count, prior = len(happened), np.diag([0.0] + [PRIOR] * features.shape[1])
    target = (happened * count + 0.5) / (count + 1)
    theta = np.zeros(design.shape[1])
    for _ in range(iterations):
        p = expit(design @ theta)
        slope = design.T @ (target - p) - prior @ theta
        step = np.linalg.solve(design.T @ (design * (p * (1 - p))[:, None]) + prior, slope)
        theta = theta + step / max(1.0, np.abs(step).max())
        if np.abs(step).max() < 1e-9:
            return Logistic(mean, scale, theta)
    raise ConvergenceError(f"logistic regression did not converge in {iterations} steps on {count} outcomes")


def _design(features: Array, mean: Array, scale: Array) -> Array:
    return np.column_stack([np.ones(len(features)), (features - mean) / scale])
