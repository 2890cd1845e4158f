"""Faces of strong noise, a matrix Riccati equation, in numbers (docs/theory/noisy-inputs.md).

With a(l) = h e^{4lt} / (1 + h b), b = delta2 (e^{4lt} - 1) / l, one number h(t) <= a0 obeys h + alpha <s> = a0 with
s = h b / (1 + h b). It may be exponentially small, H < p, so its logarithm k is what is found, between bounds: the left
side grows with k.
"""

import numpy as np
from scipy.special import expit, exprel, logsumexp

from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from numerics.methods.quadrature import Rule, Spectrum, converge
from numerics.models.point import Point
from numerics.solutions.denoising.commuting import FLOOR
from numerics.solutions.denoising.spectra import LAWS, named
from numerics.solutions.limit import ratios
from theory.solutions.denoising.riccati import Riccati

STEPS = 200
ROUNDING = 4e-15  # of the logarithm's equation, at which its solution no longer improves


def log_pressure(l: Array, noise: float, t: Array) -> Array:
    """log b, shape (n, times); t > 0."""
    x = 4 * l[:, None] * t
    return np.log(4 * noise * t) + np.maximum(x, 0) + np.log(exprel(-np.abs(x)))


def log_capacity(log_b: Array, w: Array, alpha: float, a0: float) -> Array:
    """k = log h for every time, by Newton's method on log(h + alpha <s>), halving where it leaves the bounds."""
    high = np.full(log_b.shape[1], np.log(a0))
    low = high - np.logaddexp(0.0, np.log(alpha) + logsumexp(log_b, axis=0, b=w[:, None]))
    k = low.copy()
    for _ in range(STEPS):
        s, other = expit(k + log_b), expit(-k - log_b)
        level, slope = np.exp(k) + alpha * (w @ s), np.exp(k) + alpha * (w @ (s * other))
        miss = np.log(level / a0)
        if np.all((np.abs(miss) < ROUNDING) | (high - low < ROUNDING * np.maximum(1.0, np.abs(k)))):
            return k
        low, high = np.where(miss < 0, k, low), np.where(miss > 0, k, high)
        newton = k - miss * level / slope
        k = np.where((newton > low) & (newton < high), newton, (low + high) / 2)
    raise ConvergenceError(f"strong noise: h is not found in {STEPS} steps at alpha = {alpha}, a0 = {a0}")


def losses(rule: Rule, t: Array, alpha: float, a0: float, noise: float, deviation: int) -> Array:
    """Train loss and, where population variances are known, population loss over p, shape (1 or 2, n); t > 0."""
    x, log_b = 4 * rule.l[:, None] * t, log_pressure(rule.l, noise, t)
    k = log_capacity(log_b, rule.w, alpha, a0)
    s, other = expit(k + log_b), expit(-k - log_b)
    with np.errstate(over="ignore"):
        a = 1 / (np.exp(-x - k) + 4 * noise * t * exprel(-x))
    spread = rule.w @ (a * other)
    rest = np.exp(k) + alpha * (rule.w @ (s * other))
    passed = noise * (rule.w @ a**2 + alpha * spread**2 / rest) / 2
    start = rule.l @ rule.w if deviation else 1.0
    found = [start / 2 - (rule.w * rule.l) @ a + passed]
    if rule.c is not None:
        found.append(rule.c @ rule.w / 2 - deviation * ((rule.w * rule.c) @ a) + passed)
    return np.stack(found)


def curves(face: Riccati, t: Array, point: Point, spectrum: Spectrum | None = None) -> dict[str, Array]:
    """Both losses at times t."""
    alpha, eta, _ = ratios(point)
    times = np.maximum(t, np.finfo(float).tiny ** 0.5)
    law, noise = spectrum or LAWS[face.covariance](point), point.values["delta2"]
    return named(
        point, converge(lambda rule: losses(rule, times, alpha, alpha * eta, noise, face.deviation), law, floor=FLOOR)
    )
