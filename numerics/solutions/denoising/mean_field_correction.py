r"""The first correction to mean-field with fresh noise, in p/H and 1/p (docs/theory/noisy-inputs.md).

Perturbation around the commuting solution, as without noise: A = a + B with off-diagonal elements B_ij of first order
in sqrt(p/H), whose squares are V_ij over p in the mean, and diagonal means C_i of second order. For Gaussian data the
spectrum of S at finite p adds 1/p.
"""

import numpy as np
from scipy.special import exprel

from numerics.autoencoder.limits.perturbation import SampleLaw, integrated
from numerics.methods.arrays import Array
from numerics.methods.quadrature import Rule, Spectrum
from numerics.models.point import Point
from numerics.solutions.denoising.commuting import losses, moved, of_covariance
from numerics.solutions.denoising.spectra import named
from numerics.solutions.first_order import first_order
from numerics.solutions.limit import ratios
from theory.solutions.denoising.terms import ALL


def correction(t: Array, point: Point, spectrum: Spectrum | None = None) -> dict[str, Array]:
    """What the first neglected orders add to mean-field of ``tied-fresh-noise``: raw losses by name, shape (n,).

    p/H for any spectrum of S, and 1/p for Gaussian data, which is what no spectrum means; errors are of order (p/H)^2
    and 1/H. Raises ``ConvergenceError`` if two quadrature rules do not agree, at late times.
    """
    return named(point, first_order(t, point, spectrum, ratio_correction, finite_size))


def finite_size(law: SampleLaw, t: Array, point: Point) -> Array:
    """What finite p adds to the curves over p, whose S is that of real Gaussian samples; of order 1/p."""
    alpha, eta, _ = ratios(point)
    pairs = of_covariance(law.finite_size_rule(), alpha * eta)
    return losses(ALL, pairs, point.values["delta2"], t) / point.sizes["p"]


def ratio_correction(rule: Rule, t: Array, point: Point) -> Array:
    """Corrections over p, shape (1 or 2, n), on one rule.

    V_ij' = 2 k_ij V_ij from a0^2 p/H, C_i' = k_ii C_i - 2 int (l_i + l_j + 2 delta2) V_ij dmu(l_j) from 0, with
    k_ij = 2 (l_i + l_j) - (l_i + l_j + 4 delta2)(a_i + a_j) - 2 (a_i l_i + a_j l_j): what fresh noise adds to S in the
    quadratic terms of the flow is 2 delta2 for each sum of two eigenvalues.
    """
    l, w, (alpha, eta, _), noise = rule.l, rule.w, ratios(point), point.values["delta2"]
    pairs, sums = of_covariance(rule, alpha * eta), l[:, None] + l

    def state(time: float) -> tuple[Array, Array]:
        a, gap = moved(ALL, pairs, noise, np.array([time]))
        return a[:, 0], gap[:, 0]

    def squares(time: float) -> Array:
        integral = grown(l, noise, alpha * eta, time) / (4 * (l + noise))
        doubled = integral[:, None] + integral
        exponent = 2 * sums * time - (sums + 4 * noise) * doubled - 2 * ((l * integral)[:, None] + l * integral)
        return (alpha * eta) ** 2 / eta * np.exp(2 * exponent)

    def velocity(time: float, c: Array) -> Array:
        return (4 * l - 8 * (l + noise) * state(time)[0]) * c - 2 * ((sums + 2 * noise) * squares(time)) @ w

    found = []
    for time, c in zip(t, integrated(velocity, np.zeros_like(l), t, apart=True), strict=True):
        (a, gap), spread = state(time), squares(time) @ w
        passed = noise * (spread + 2 * a * c)
        variances = [l] if rule.c is None else [l, rule.c]
        found.append([w @ (v * (spread - 2 * gap * c) + passed) / 2 for v in variances])
    return np.array(found).reshape(len(t), -1).T


def grown(l: Array, noise: float, a0: float, time: float) -> Array:
    """The integral of 4 (l + delta2) a up to a time: log(1 + (l + delta2) a0 (e^{4 l t} - 1) / l)."""
    if time == 0:
        return np.zeros_like(l)
    x = 4 * l * time
    return np.logaddexp(0.0, np.log((l + noise) * a0 * 4 * time * exprel(-x)) + x)
