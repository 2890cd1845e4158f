"""What data fit: the first neglected orders, and the distance to the spectrum of Gaussian samples."""

import numpy as np
import pytest

from linear_ae.sizes import Sizes
from numerics.autoencoder.fit import distance, fit
from numerics.autoencoder.predict import first_correction, predict
from numerics.autoencoder.spectrum import EmpiricalSpectrum, MarchenkoPastur


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


@pytest.mark.parametrize(("h", "s2", "best"), [(2000, 1e-4, "mean-field"), (1, 0.01, "narrow-latent")])
def test_the_facet_that_neglects_less_fits_best(h, s2, best, rng):
    sizes, t = Sizes(60, h, 120, s2), np.linspace(0, 1, 5)
    spectrum = gaussian(60, 120, rng)
    found = fit(t, sizes, spectrum)
    assert found.best == best
    # fewer than 64 eigenvalues: none are grouped, and the share is that of the correction itself
    added, limit = first_correction(best, t, sizes, spectrum), predict(best, t, sizes, spectrum)
    assert found.first_order[best] == pytest.approx(np.abs(added.train).max() / limit.train[0])
    assert found.looks_gaussian


def test_nothing_fits_the_interior():
    """At p = H = N both first orders are as large as the loss."""
    found = fit(np.array([0.0, 1e3]), Sizes(60, 60, 60, 0.02), EmpiricalSpectrum(np.linspace(0.1, 1.9, 60)))
    assert not found.looks_gaussian
    assert min(found.first_order.values()) > 0.3
