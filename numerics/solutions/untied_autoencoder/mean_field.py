r"""The untied autoencoder where V V^T, U^T U and V U commute with S, in numbers (docs/theory/untied.md)."""

import numpy as np

from numerics.autoencoder.spectrum import MarchenkoPastur
from numerics.methods.arrays import Array
from numerics.methods.quadrature import Rule, Spectrum, converge
from numerics.models.point import Point
from numerics.solutions.limit import Limit, ratios
from numerics.solutions.untied_autoencoder.mean_field_correction import first_order
from numerics.solutions.untied_autoencoder.named import MODEL, named
from numerics.solutions.untied_autoencoder.residual import residual


def mean_field(t: Array, point: Point, spectrum: Spectrum | None = None) -> dict[str, Array]:
    """Means over the law of l."""
    alpha, eta, nu = ratios(point)

    def both(rule: Rule) -> Array:
        variances = np.stack([rule.l] if rule.c is None else [rule.l, rule.c])
        return (variances * rule.w) @ (residual(alpha * eta, rule.l[:, None], t) ** 2)

    return named(point, converge(both, spectrum or MarchenkoPastur(nu)) / 2)


def large_data(t: Array, point: Point) -> dict[str, Array]:
    """S = 1."""
    alpha, eta, _ = ratios(point)
    square = residual(alpha * eta, 1.0, t) ** 2
    return named(point, [square / 2] * 2)


def small_data(t: Array, point: Point) -> dict[str, Array]:
    """S = nu along the samples."""
    alpha, eta, nu = ratios(point)
    square = residual(alpha * eta, nu, t) ** 2
    return named(point, [square / 2, (1 + (square - 1) / nu) / 2])


LIMITS = (
    Limit(MODEL, "mean-field", mean_field, first_order),
    Limit(MODEL, "large-data+mean-field", large_data),
    Limit(MODEL, "small-data+mean-field", small_data),
)
