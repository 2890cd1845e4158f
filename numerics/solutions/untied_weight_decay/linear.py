"""The untied autoencoder with weight decay from a tiny start, until it is felt, in numbers (docs/theory/untied.md)."""

import numpy as np

from numerics.autoencoder.spectrum import EmpiricalSpectrum, MarchenkoPastur
from numerics.methods.arrays import Array
from numerics.methods.quadrature import Rule, Spectrum, converge
from numerics.models.point import Point
from numerics.solutions.limit import Limit, ratios
from numerics.solutions.untied_autoencoder.linear import grown
from numerics.solutions.untied_weight_decay.without import MODEL


def losses(t: Array, point: Point, law: Spectrum) -> dict[str, Array]:
    """Means over the law of l."""
    alpha, eta, _ = ratios(point)
    decay = point.values["lambda"]

    def variances(rule: Rule) -> Array:
        return np.stack([rule.l] if rule.c is None else [rule.l, rule.c]) * rule.w

    def means(rule: Rule) -> Array:
        learned, length = grown(rule.l, t, decay)
        return np.vstack([rule.w @ length, variances(rule) @ learned])

    length, *learned = alpha * eta * converge(means, law)
    start = converge(lambda rule: variances(rule).sum(axis=1), law)
    error, *population = start[:, None] / 2 - np.array(learned)
    found = point.sizes["p"] * np.array([error + decay * length, error, *population])
    return dict(zip(("train", "error", "population"), found, strict=False))


def mean_field(t: Array, point: Point, spectrum: Spectrum | None = None) -> dict[str, Array]:
    """Any spectrum, by default that of Gaussian samples."""
    return losses(t, point, spectrum or MarchenkoPastur(ratios(point)[2]))


def large_data(t: Array, point: Point) -> dict[str, Array]:
    """S = 1."""
    return losses(t, point, EmpiricalSpectrum([1.0], [1.0]))


LIMITS = (
    Limit(MODEL, "mean-field+narrow-latent", mean_field),
    Limit(MODEL, "large-data+mean-field+narrow-latent", large_data),
)
