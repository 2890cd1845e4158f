"""First corrections on any spectrum: a law given by rules serves like the eigenvalues that it describes."""

import numpy as np
import pytest

from numerics.autoencoder.covariance.sample_spectrum import sample_law
from numerics.autoencoder.spectrum import MarchenkoPastur
from numerics.solutions import limit
from tests.numerics.solutions.points import point
from theory.errors import InputError

T = np.array([0.0, 0.3, 1.0])


@pytest.mark.parametrize("model", ["tied-weight-decay", "tied-fresh-noise", "untied-autoencoder"])
def test_the_identity_covariance_is_the_marchenko_pastur_law(model):
    here, facet = point(model, p=100, h=2000, n=200, sigma2=2e-4), limit(model, "mean-field")
    given = facet.correction(T, here, sample_law(np.ones(100), 200))
    known = facet.correction(T, here, MarchenkoPastur(0.5))
    for loss, curve in known.items():  # the law's Gauss rules are those of Marchenko-Pastur to 1e-12
        assert given[loss] == pytest.approx(curve, abs=1e-7 * np.abs(curve).max())


@pytest.mark.parametrize("model", ["tied-weight-decay", "tied-fresh-noise", "untied-autoencoder"])
def test_a_spectrum_without_gauss_rules_is_refused(model):
    class Law:
        exact = False

        def rule(self, level):
            return MarchenkoPastur(0.5).rule(level)

    with pytest.raises(InputError, match="no correction for the spectrum"):
        limit(model, "mean-field").correction(T, point(model), Law())
