"""Data sets and spectra on which predictions for given data are tried: none of them was used to tune anything."""

import numpy as np
from sklearn import datasets

from linear_ae.data import prepare
from numerics.autoencoder.predict import spectrum_of
from numerics.autoencoder.spectrum import EmpiricalSpectrum

REAL = ("iris", "wine", "breast_cancer", "digits", "diabetes", "linnerud")


def real(name: str, *, center: bool = True, standardize: bool = False, holdout: float = 0.0) -> EmpiricalSpectrum:
    """The spectrum of a data set of scikit-learn."""
    x = getattr(datasets, f"load_{name}")().data
    if standardize:
        x = x[:, x.std(axis=0) > 0]
        x = (x - x.mean(axis=0)) / x.std(axis=0)
    return spectrum_of(prepare(x, center=center, holdout=holdout))


def synthetic(name: str, p: int, rng: np.random.Generator) -> EmpiricalSpectrum:
    """Spiked, power-law, ill-conditioned, rank-deficient, nearly degenerate, one-factor and even spectra, Tr S = p."""
    l = {
        "spiked": lambda: np.r_[rng.uniform(4, 12, 3), np.full(p - 3, 0.3)],
        "power law": lambda: np.arange(1, p + 1.0) ** -rng.uniform(0.5, 2),
        "condition 1e12": lambda: np.logspace(0, -12, p),
        "rank-deficient": lambda: np.r_[rng.uniform(0.5, 2, p // 3), np.zeros(p - p // 3)],
        "nearly degenerate": lambda: 1 + 1e-3 * rng.standard_normal(p),
        "one factor": lambda: np.r_[p * 0.7, np.full(p - 1, 0.3)],
        "even": lambda: np.linspace(0.1, 1.9, p),
    }[name]()
    return EmpiricalSpectrum(l * p / l.sum())


SYNTHETIC = ("spiked", "power law", "condition 1e12", "rank-deficient", "nearly degenerate", "one factor", "even")
