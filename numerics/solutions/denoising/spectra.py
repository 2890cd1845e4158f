"""The laws of the covariance between inputs and targets as quadrature rules, by the objects of `theory`."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from numerics.autoencoder.spectrum import MarchenkoPastur
from numerics.methods.arrays import Array
from numerics.methods.quadrature import Rule, Spectrum, angles
from numerics.models.point import Point
from numerics.solutions.limit import ratios
from theory.solutions.denoising.spectra import IDENTITY, NOISE, NOISY, SAMPLES, Covariance


@dataclass(frozen=True)
class Semicircle:
    """The law of density 2 sqrt(radius^2 - (l - centre)^2) / (pi radius^2) around its centre."""

    centre: float
    radius: float
    exact = False

    def rule(self, level: int) -> Rule:
        """Eigenvalues and weights at step 2^-level."""
        half, sine, weight = angles(level)
        mass = weight * sine**2
        return Rule(self.centre - self.radius + 2 * self.radius * half, mass / mass.sum(), np.ones_like(half))


def semicircle(centre: float) -> Callable[[Point], Spectrum]:
    """The law of the chance covariance of samples with fixed noise, of radius sqrt(2 delta2 nu), around the centre."""
    return lambda point: Semicircle(centre, float(np.sqrt(2 * point.values["delta2"] * ratios(point)[2])))


LAWS: dict[Covariance, Callable[[Point], Spectrum]] = {
    IDENTITY: lambda _: MarchenkoPastur(0.0),
    SAMPLES: lambda point: MarchenkoPastur(ratios(point)[2]),
    NOISY: semicircle(1.0),
    NOISE: semicircle(0.0),
}
"""The law of each covariance at a point."""


def named(point: Point, values: Array) -> dict[str, Array]:
    """Curves over p, shape (1 or 2, n), as raw losses by name."""
    return dict(zip(("train", "population"), point.sizes["p"] * values, strict=False))
