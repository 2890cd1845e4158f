"""Whether the eigenvalues of given data look like those of Gaussian samples, for which all regimes hold."""

from dataclasses import dataclass

import numpy as np

from linear_ae.sizes import Sizes
from numerics.autoencoder.spectrum import EmpiricalSpectrum, MarchenkoPastur
from numerics.autoencoder.suitability.choice import nearest
from theory.autoencoder.regimes import FACETS

DISTANCE = 0.05
STEPS = 5.0
"""Kolmogorov distance taken for Gaussian: this, or so many steps 1/p of the distribution, by which such samples err."""


@dataclass(frozen=True)
class Gaussianity:
    """How near given data are to Gaussian samples.

    ``spectrum_distance`` is the Kolmogorov distance to the Marchenko-Pastur law of p/N, and whether it
    ``looks_gaussian``; ``gaussian`` is the nearest of all facets for Gaussian samples of these sizes, with the part of
    the first derivatives that it ``missed``.
    """

    spectrum_distance: float
    looks_gaussian: bool
    gaussian: str
    missed: float


def gaussianity(sizes: Sizes, spectrum: EmpiricalSpectrum) -> Gaussianity:
    """How near data of that spectrum are to Gaussian samples of these sizes."""
    choice = nearest(sizes, FACETS)
    away = distance(spectrum, MarchenkoPastur(sizes.nu))
    return Gaussianity(away, away <= max(DISTANCE, STEPS / sizes.p), choice.regime, choice.neglected)


def distance(spectrum: EmpiricalSpectrum, law: MarchenkoPastur) -> float:
    """The Kolmogorov distance between the distributions of the eigenvalues."""
    l, below = law.distribution(9)
    found = np.sort(np.where(spectrum.eigenvalues < 1e-9 * spectrum.eigenvalues.max(), 0, spectrum.eigenvalues))
    expected = np.interp(found, l, below, left=law.atom)
    steps = np.arange(found.size + 1) / found.size
    positive = found > 0
    gaps = np.r_[expected - steps[:-1], expected - steps[1:]][np.r_[positive, positive]]
    return float(max(np.abs(gaps).max(initial=0.0), abs(np.mean(~positive) - law.atom)))
