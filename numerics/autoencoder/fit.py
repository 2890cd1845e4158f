"""Which regimes' assumptions given data, sizes and times fit: how much of L(0) the first neglected order is.

Mean-field and narrow-latent hold for any spectrum, and so do their first corrections (numerics.autoencoder.predict).
The other facets need the eigenvalues of Gaussian samples; the Kolmogorov distance says how far the data's are from
those.
"""

from dataclasses import dataclass

import numpy as np

from linear_ae.sizes import Sizes
from numerics.autoencoder.choice import nearest
from numerics.autoencoder.predict import ANY_SPECTRUM, GAUSSIAN, first_correction, predict
from numerics.autoencoder.spectrum import Array, EmpiricalSpectrum, MarchenkoPastur
from numerics.errors import ConvergenceError
from theory.autoencoder.regimes import FACETS
from theory.errors import InputError

GROUPS = 64  # eigenvalues that stand for all when a first order is estimated
GAUSSIAN_DISTANCE = 0.05
GAUSSIAN_STEPS = 5.0
"""Kolmogorov distance taken for Gaussian: this, or so many steps 1/p of the distribution, by which such samples err."""
LATEST = 20.0  # times the largest eigenvalue: later, corrections of what is learned have decayed


@dataclass(frozen=True)
class Fit:
    """How well the facets suit data.

    ``first_order`` maps the facets that hold for any spectrum to the largest first neglected order over the times, as a
    share of L(0) (infinite if it is out of reach); ``spectrum_distance`` is the Kolmogorov distance to the
    Marchenko-Pastur law of p/N, and whether it ``looks_gaussian``; ``gaussian`` is the nearest of all facets for
    Gaussian samples of these sizes, with the part of the first derivatives that it ``missed``.
    """

    first_order: dict[str, float]
    spectrum_distance: float
    looks_gaussian: bool
    gaussian: str
    missed: float

    @property
    def best(self) -> str:
        """The facet of any spectrum with the smallest first neglected order."""
        return min(self.first_order, key=self.first_order.__getitem__)


def fit(t: Array, sizes: Sizes, spectrum: EmpiricalSpectrum) -> Fit:
    """How well the facets suit data of that spectrum at these sizes, up to the last of the times."""
    grid = np.linspace(0, min(float(np.max(t)), LATEST / float(spectrum.eigenvalues.max())), 5)
    grouped = EmpiricalSpectrum(
        [part.mean() for part in np.array_split(np.sort(spectrum.eigenvalues), GROUPS) if part.size]
    )
    orders = {name: share(name, grid, sizes, grouped) for name in ANY_SPECTRUM if name in FACETS}
    choice = nearest(sizes, [name for name in GAUSSIAN if name in FACETS])
    away = distance(spectrum, MarchenkoPastur(sizes.nu))
    gaussian = away <= max(GAUSSIAN_DISTANCE, GAUSSIAN_STEPS / sizes.p)
    return Fit(orders, away, gaussian, choice.regime, choice.missed)


def share(name: str, t: Array, sizes: Sizes, spectrum: EmpiricalSpectrum) -> float:
    """The largest first correction to the train loss over the times, as a share of L(0)."""
    try:
        added = first_correction(name, t, sizes, spectrum).train
    except (InputError, ConvergenceError):
        return np.inf
    return float(np.abs(added).max() / predict(name, t, sizes, spectrum).train[0])


def distance(spectrum: EmpiricalSpectrum, law: MarchenkoPastur) -> float:
    """The Kolmogorov distance between the distributions of the eigenvalues."""
    l, below = law.distribution(9)
    found = np.sort(np.where(spectrum.eigenvalues < 1e-9 * spectrum.eigenvalues.max(), 0, spectrum.eigenvalues))
    expected = np.interp(found, l, below, left=law.atom)
    steps = np.arange(found.size + 1) / found.size
    positive = found > 0
    gaps = np.r_[expected - steps[:-1], expected - steps[1:]][np.r_[positive, positive]]
    return float(max(np.abs(gaps).max(initial=0.0), abs(np.mean(~positive) - law.atom)))
