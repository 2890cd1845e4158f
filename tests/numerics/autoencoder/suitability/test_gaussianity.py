"""How far the eigenvalues of data are from those of Gaussian samples."""

import numpy as np
import pytest

from linear_ae.sizes import Sizes
from numerics.autoencoder.spectrum import EmpiricalSpectrum, MarchenkoPastur
from numerics.autoencoder.suitability.gaussianity import distance, gaussianity


def gaussian(p, n, rng):
    return EmpiricalSpectrum(np.linalg.eigvalsh(np.cov(rng.standard_normal((p, n + 1)))).clip(min=0))


@pytest.mark.parametrize(("p", "n"), [(200, 400), (200, 200), (200, 50), (200, 5000)])
def test_gaussian_samples_are_near_their_law(p, n, rng):
    """Eigenvalues are rigid: their distribution errs by a few steps 1/p."""
    assert distance(gaussian(p, n, rng), MarchenkoPastur(p / n)) < 5 / p


def test_other_spectra_are_far_from_it():
    """Half of the variances are 0.1 and half 1.9: at nu = 0.1 none of the law lies below 0.4."""
    spectrum = EmpiricalSpectrum(np.repeat([0.1, 1.9], 50))
    assert distance(spectrum, MarchenkoPastur(0.1)) > 0.4


def test_what_looks_gaussian(rng):
    assert gaussianity(Sizes(60, 2000, 120, 1e-4), gaussian(60, 120, rng)).looks_gaussian
    assert not gaussianity(Sizes(60, 60, 60, 0.02), EmpiricalSpectrum(np.linspace(0.1, 1.9, 60))).looks_gaussian
