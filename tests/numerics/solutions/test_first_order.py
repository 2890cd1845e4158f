"""First corrections on any spectrum: a law given by rules serves like the eigenvalues that it describes."""

import numpy as np
import pytest

from numerics.autoencoder.covariance.sample_spectrum import sample_law
from numerics.autoencoder.spectrum import EmpiricalSpectrum, MarchenkoPastur
from numerics.solutions import limit
from tests.numerics.solutions.points import point
from theory.errors import InputError

T = np.array([0.0, 0.3])


CORRECTED = ["tied-weight-decay", "tied-fresh-noise", "untied-autoencoder", "untied-weight-decay"]


@pytest.mark.parametrize("model", CORRECTED)
def test_the_identity_covariance_is_that_of_gaussian_data(model):
    here, facet = point(model, p=100, h=2000, n=200, sigma2=2e-4), limit(model, "mean-field")
    given = facet.correction(T, here, sample_law(np.ones(100), 200))
    known = facet.correction(T, here)
    for loss, curve in known.items():  # the law's Gauss rules are those of Marchenko-Pastur to 1e-12
        assert given[loss] == pytest.approx(curve, abs=1e-7 * np.abs(curve).max())


def test_the_law_of_a_covariance_has_its_finite_size():
    """Against the mean over Gaussian samples of the limit on their own eigenvalues; p/H is negligible."""
    c, n, rng = np.array([3.0] * 10 + [0.5] * 20), 60, np.random.default_rng(3)
    model, t = "tied-weight-decay", np.array([0.3, 1.0])
    here, facet = point(model, p=30, h=10**9, n=n, sigma2=3e-10), limit(model, "mean-field")
    law = sample_law(c, n)
    expected = {
        loss: curve + facet.correction(t, here, law)[loss] for loss, curve in facet.losses(t, here, law).items()
    }
    runs = []
    for _ in range(200):
        samples = np.sqrt(c)[:, None] * rng.normal(size=(30, n))
        l, v = np.linalg.eigh(samples @ samples.T / n)
        runs.append(
            list(facet.losses(t, here, EmpiricalSpectrum(l.clip(min=0), np.sum(c[:, None] * v**2, axis=0))).values())
        )
    for loss, mean, spread in zip(expected, np.mean(runs, axis=0), np.std(runs, axis=0) / 200**0.5, strict=True):
        added = facet.correction(t, here, law)[loss]
        assert (abs(mean - expected[loss]) < 4 * spread + 0.1 * abs(added)).all()  # 1/p of the correction is left
        assert (abs(added) > 4 * spread).any() or loss != "population"


@pytest.mark.parametrize("model", CORRECTED)
def test_a_spectrum_without_gauss_rules_is_refused(model):
    class Law:
        exact = False

        def rule(self, level):
            return MarchenkoPastur(0.5).rule(level)

    with pytest.raises(InputError, match="no correction for the spectrum"):
        limit(model, "mean-field").correction(T, point(model), Law())
