"""Quadrature rules against exact moments, Gauss rules from the Jacobi matrix, and the edge cases of nu."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.linalg import eigh_tridiagonal
from scipy.special import expit

from numerics.autoencoder.spectrum import Arcsine, EmpiricalSpectrum, MarchenkoPastur
from numerics.errors import ConvergenceError
from numerics.methods.quadrature import mean
from theory.autoencoder.laws import MarchenkoPastur as ExactLaw
from theory.errors import InputError

RATIOS = [1e-9, 0.3, 1 - 1e-9, 1, 1 + 1e-9, 2.5, 400]


def gauss(nu, n):
    """Gauss rule of the law from its Jacobi matrix: diagonal 1, 1 + nu, 1 + nu, ..., off-diagonal sqrt(nu)."""
    l, v = eigh_tridiagonal(np.r_[1, np.full(n - 1, 1 + nu)], np.full(n - 1, np.sqrt(nu)))
    return l.clip(min=0), v[0] ** 2


@pytest.mark.parametrize("nu", RATIOS)
def test_moments_are_narayana_polynomials(nu):
    for order in range(1, 7):
        exact = float(ExactLaw(nu).moment(order))
        assert mean(lambda l, k=order: l**k, MarchenkoPastur(nu)) == pytest.approx(exact, rel=1e-12)


@pytest.mark.parametrize("nu", RATIOS)
def test_agrees_with_gauss_rule(nu):
    """A smooth function of order one; 60 Gauss nodes are far past rounding for it."""
    l, w = gauss(nu, 60)
    scale = (1 + np.sqrt(nu)) ** 2
    assert mean(lambda x: np.exp(-x / scale), MarchenkoPastur(nu)) == pytest.approx(np.exp(-l / scale) @ w, rel=1e-12)


def test_infinite_data_is_the_point_mass_at_one():
    assert mean(lambda l: np.exp(-3 * l), MarchenkoPastur(0.0)) == pytest.approx(np.exp(-3), rel=1e-14)


def test_atom_appears_only_above_one():
    assert (MarchenkoPastur(1.0).rule(5).l > 0).all()
    rule = MarchenkoPastur(4.0).rule(5)
    assert rule.l[-1] == 0
    assert rule.w[-1] == 0.75
    assert rule.w.sum() == pytest.approx(1, abs=1e-15)


def test_arcsine_moments():
    """Mean and second moment on [-1, 3]: centre 1, variance half^2 / 2 = 2."""
    law = Arcsine(-1.0, 3.0)
    assert mean(lambda l: l, law) == pytest.approx(1, rel=1e-12)
    assert mean(lambda l: (l - 1) ** 2, law) == pytest.approx(2, rel=1e-12)


def test_empirical_spectrum_is_exact():
    assert mean(lambda l: l**2, EmpiricalSpectrum([0.0, 1.0, 2.0])) == pytest.approx(5 / 3)


@pytest.mark.parametrize("bad", [[], [np.nan], [-1.0], [[1.0]]])
def test_bad_spectra_are_refused(bad):
    with pytest.raises(InputError, match="finite and >= 0"):
        EmpiricalSpectrum(bad)


def test_held_out_variances_must_match():
    with pytest.raises(InputError, match="2 held-out variances for 3 eigenvalues"):
        EmpiricalSpectrum([1, 2, 3], [1, 2])


def test_failure_to_converge_is_an_error():
    """A step inside the support defeats every rule of this kind."""
    with pytest.raises(ConvergenceError, match="still changes"):
        mean(lambda l: (l > 0.9).astype(float), MarchenkoPastur(0.5))


@pytest.mark.parametrize("ratio", [0.3, 1.0, 3.0])
def test_the_mean_over_the_smallest_eigenvalues(ratio):
    """All of them have mean 1; the smallest half are the small quantiles of a long simulated spectrum."""
    law = MarchenkoPastur(ratio)
    assert law.smallest_mean(1.0) == pytest.approx(1.0, rel=1e-4)
    assert law.smallest_mean(0.0) == 0
    x = np.random.default_rng(1).standard_normal((600, round(600 / ratio)))
    l = np.linalg.eigvalsh(x @ x.T / x.shape[1])
    assert law.smallest_mean(0.5) == pytest.approx(l[:300].sum() / 600, abs=0.01)  # 1/p = 0.0017 and its fluctuation


@pytest.mark.parametrize("nu", [0.3, 1.0, 2.5])
def test_a_rule_with_a_break_integrates_a_step_there(nu):
    """A sigmoid of width 1e-9 at l = 0.7 is, but for that width, the law's own mass beyond, by scipy's quadrature."""
    low, high = (1 - nu**0.5) ** 2, (1 + nu**0.5) ** 2
    density = lambda l: np.sqrt((high - l) * (l - low)) / (2 * np.pi * nu * l)  # noqa: E731
    beyond = quad(density, 0.7, high, epsabs=1e-13)[0]
    found = mean(lambda l: expit((l - 0.7) * 1e9), MarchenkoPastur(nu, (0.7, 99.0)))
    assert found == pytest.approx(beyond, abs=2e-9)
    with pytest.raises(ConvergenceError):
        mean(lambda l: expit((l - 0.7) * 1e9), MarchenkoPastur(nu))


def test_breaks_leave_moments_as_they_are():
    assert mean(lambda l: l**3, MarchenkoPastur(0.5, (1.0, 0.5))) == pytest.approx(
        mean(lambda l: l**3, MarchenkoPastur(0.5)), rel=1e-13
    )
