"""Limits on sample spectra of any covariance: equal to the known ones for the identity, and to simulated training."""

import numpy as np
import pytest

from linear_ae.simulation import simulate
from linear_ae.sizes import Sizes
from numerics.autoencoder.covariance.law import covariance_law
from numerics.autoencoder.covariance.population import Population, power_law, with_shares
from numerics.autoencoder.covariance.sample_spectrum import SampleSpectrum, sample_law
from numerics.autoencoder.experiment.checks import covariance_ladder, regimes_with
from numerics.autoencoder.limits import limit
from numerics.autoencoder.limits.limit import for_any_spectrum
from numerics.autoencoder.suitability.any_covariance import losses_with_covariance
from theory.autoencoder.regimes import REGIMES
from theory.errors import InputError

SPECTRAL = [name for name in REGIMES if for_any_spectrum(name)]
T = np.array([0.0, 0.3, 1.0])


@pytest.mark.parametrize("name", SPECTRAL)
@pytest.mark.parametrize("N", [80, 20])
def test_the_identity_gives_the_losses_of_gaussian_data(name, N):
    sizes = Sizes(40, 20, N, 1e-2)
    law = SampleSpectrum(Population.of_eigenvalues([1.0]), 40 / N)
    found, known = limit(name).losses(T, sizes, law), limit(name).losses(T, sizes)
    assert found.train == pytest.approx(known.train, rel=1e-10)
    assert found.population == pytest.approx(known.population, rel=1e-10)


@pytest.mark.parametrize("name", ["mean-field", "narrow-latent"])
def test_the_identity_gives_the_corrections_of_gaussian_data(name):
    """The quadrature of corrections is good to 1e-3 of themselves; for smooth curves to far more."""
    sizes = Sizes(40, 400, 80, 1e-3) if name == "mean-field" else Sizes(40, 2, 80, 1e-2)
    law = SampleSpectrum(Population.of_eigenvalues([1.0]), 0.5)
    found, known = limit(name).correction(T, sizes, law), limit(name).correction(T, sizes)
    assert found.rows == pytest.approx(known.rows, rel=1e-6, abs=1e-9 * np.abs(known.rows).max())


def test_infinite_data_are_exact_for_the_population():
    """N = oo against N = 1e7: p/N = 1e-6 is what finite N adds."""
    c = power_law(1.2, 10)
    sizes = Sizes(10, 1000, np.inf, 3e-4)
    found = limit("mean-field").losses(T, sizes, sample_law(c, np.inf))
    assert found.train == pytest.approx(limit("mean-field").losses(T, sizes, sample_law(c, 1e7)).train, rel=1e-5)


def test_what_a_limit_neglects_is_said():
    sizes, c = Sizes(40, 20, 80, 1e-2), with_shares([(3.0, 0.5), (1.0, 0.5)], 40)
    warnings = losses_with_covariance([0, 1], sizes, c, "narrow-latent").warnings
    assert warnings[0].startswith("its train loss is negative from t = ")
    assert warnings[-1].startswith("what it neglects reaches ")
    with pytest.raises(InputError, match=r"the correction to narrow-latent exceeds 10% of L\(0\) at t = "):
        losses_with_covariance([0, 1], sizes, c, "narrow-latent", correction=True)
    near = Sizes(40, 4000, 80, 1e-4)
    assert losses_with_covariance([0, 1], near, c, "mean-field").warnings == []


@pytest.mark.parametrize(
    ("regime", "said"), [("auto", "--regime auto looks at"), ("large-data", "large-data holds for")]
)
def test_regimes_of_the_identity_are_refused(regime, said):
    with pytest.raises(InputError, match=f"{said} data of identity covariance: with another choose mean-field, "):
        losses_with_covariance([1], Sizes(2, 2, 2, 1.0), [1.0, 2.0], regime)


def test_ladders():
    two = covariance_law("3:0.5,0.2:0.5")
    ladder = covariance_ladder("narrow-latent", 128, two)
    assert [rung.sizes.p for rung in ladder.rungs] == [32, 64, 128]
    assert ladder.rungs[-1].t[-1] == pytest.approx(4 / 3)
    assert ladder.rungs[0].initial()["train"] == pytest.approx(ladder.rungs[0].theory().train[0], rel=0.15)
    assert regimes_with(covariance_law("power-law:1.5")) == ("mean-field",)
    with pytest.raises(InputError, match="no check for narrow-latent here"):
        covariance_ladder("narrow-latent", 128, covariance_law("power-law:1.5"))
    with pytest.raises(InputError, match="no check for free here"):
        covariance_ladder("free", 128, two)


def test_a_ladder_needs_more_than_one_size(tmp_path):
    (tmp_path / "c.txt").write_text("1 2 3")
    with pytest.raises(InputError, match="has 3 eigenvalues, a ladder three sizes"):
        covariance_ladder("mean-field", 128, covariance_law(str(tmp_path / "c.txt")))


def agrees(name, sizes, c, t, runs, neglected):
    """Simulated means within 3 standard errors of the corrected limit, and the next order as a share of L(0)."""
    law = sample_law(c, sizes.N)
    expected = limit(name).losses(t, sizes, law).plus(limit(name).correction(t, sizes, law))
    curves = simulate(sizes, t, runs, covariance=c)
    for runs_of, curve in ((curves.train, expected.train), (curves.population, expected.population)):
        error = runs_of.std(axis=0, ddof=1) / np.sqrt(runs)
        assert (np.abs(runs_of.mean(axis=0) - curve) < 3 * error + neglected * curve[0]).all()


def test_simulated_training_at_p_64():
    """Next orders: (p/H)^2 and 1/p^2, with factors of ten for derivatives: 1e-3 of L(0)."""
    c = with_shares([(3.0, 0.5), (0.2, 0.5)], 64)
    agrees("mean-field", Sizes(64, 6400, 128, 0.3 / 6400), c, np.linspace(0, 2, 6)[1:], 16, 1e-3)


@pytest.mark.slow
@pytest.mark.parametrize("N", [800, 200])
@pytest.mark.parametrize("law", ["3:0.5,0.2:0.5", "power-law:1.5"])
def test_simulated_training_at_p_400(law, N):
    """The corrected limit leaves (p/H)^2 = 1e-4 and terms of order 1/p^2: 2e-4 of L(0)."""
    c = covariance_law(law).eigenvalues(400)
    t = np.array([0.02, 0.1, 0.5, 2.0]) / (c.max() / 3)
    agrees("mean-field", Sizes(400, 40000, N, 0.3 / 40000), c, t, 8, 2e-4)


@pytest.mark.slow
def test_simulated_narrow_latent_at_p_400():
    """H = 4 columns: what is left is of order (H/p)^2 ln, 1e-3 of L(0), 5 % of the range of the curve."""
    c = with_shares([(3.0, 0.5), (0.2, 0.5)], 400)
    agrees("narrow-latent", Sizes(400, 4, 800, 0.5 / 400), c, np.linspace(0, 4 / 3, 5)[1:], 64, 1e-3)
