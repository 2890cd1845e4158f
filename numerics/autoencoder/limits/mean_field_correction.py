r"""The first corrections to mean-field, in p/H and 1/p (docs/theory/corrections.md).

Perturbation around the commuting solution: A = a + B with off-diagonal elements B_ij of first order in sqrt(p/H), whose
squares are V_ij over p in the mean, and diagonal means C_i of second order: linear equations on the nodes of a rule for
the spectrum. For Gaussian data the spectrum of S at finite p adds 1/p.
"""

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.sizes import Sizes
from numerics.autoencoder.limits.perturbation import SampleLaw, agreed, integrated, raw_losses, rules
from numerics.autoencoder.losses import Losses, checked_times, residual
from numerics.autoencoder.spectrum import MarchenkoPastur
from numerics.methods.arrays import Array
from numerics.methods.quadrature import Rule, Spectrum


def ratio_correction(t: ArrayLike, sizes: Sizes, spectrum: Spectrum | None = None) -> Losses:
    """What p/H adds to both losses, shape (n,), for any spectrum; errors are of order (p/H)^2 and 1/H.

    Parameters and errors as for :func:`numerics.autoencoder.limits.mean_field.losses`.
    """
    times = checked_times(t)
    on_rules = [ratio_correction_on(rule, times, sizes) for rule in rules(spectrum or MarchenkoPastur(sizes.nu))]
    return raw_losses(times, sizes, agreed(on_rules))


def ratio_correction_on(rule: Rule, t: Array, sizes: Sizes) -> Array:
    """Corrections over p, shape (n, 1 or 2), on one rule.

    V_ij' = 2 k_ij V_ij has the solution (a0^2 p/H) e^{2 K_ij} with K_ij the integral of k_ij =
    2 (l_i + l_j) - (l_i + l_j)(a_i + a_j) - 2 (a_i l_i + a_j l_j); C_i' = k_ii C_i - 2 int (l_i + l_j) V_ij dmu(l_j).
    """
    l, w, a0 = rule.l, rule.w, sizes.a0
    sums = l[:, None] + l

    def logistic(time: float) -> Array:
        return 1 - residual(a0, 4 * l * time)

    def squares(time: float) -> Array:
        # the integral of 4 l a is log(1 - a0 + a0 e^{4 l t}); where l = 0 that of a is a0 t
        x = 4 * l * time
        small = np.log1p(a0 * np.expm1(np.minimum(x, 1)))  # relative to itself: it is divided by l
        grown = np.where(x < 1, small, x + np.log(a0 - (a0 - 1) * np.exp(-x)))
        integral = np.divide(grown, 4 * l, out=np.full_like(l, a0 * time), where=l > 0)
        exponent = 2 * sums * time - sums * (integral[:, None] + integral) - (grown[:, None] + grown) / 2
        return a0**2 / sizes.eta * np.exp(2 * exponent)

    def velocity(time: float, c: Array) -> Array:
        return (4 * l - 8 * l * logistic(time)) * c - 2 * (sums * squares(time)) @ w

    flow = integrated(velocity, np.zeros_like(l), t, apart=True)
    weights = w * np.stack([l] if rule.c is None else [l, rule.c])
    gaps = [squares(time) @ w - 2 * residual(a0, 4 * l * time) * c for time, c in zip(t, flow, strict=True)]
    return np.array(gaps) @ weights.T / 2


def finite_size_correction(t: ArrayLike, sizes: Sizes, law: SampleLaw | None = None) -> Losses:
    """What finite p adds to the losses, whose S is that of real Gaussian samples; shape (n,), of order 1/p.

    ``law`` is that of S for another population than the identity.
    """
    times = checked_times(t)
    rule = (law or MarchenkoPastur(sizes.nu)).finite_size_rule()
    squares = residual(sizes.a0, 4 * times[:, None] * rule.l) ** 2 / 2
    assert rule.c is not None
    return Losses(times, squares @ (rule.w * rule.l), squares @ (rule.w * rule.c))
