"""Late-time formulas against the mean-field limit over three decades of t."""

import numpy as np
import pytest
import sympy as sp

from linear_ae.sizes import Sizes
from numerics.autoencoder.covariance.late_times import evaluated, hard_edge_losses, power_law_losses
from numerics.autoencoder.covariance.population import Population, grouped_power_law, power_law
from numerics.autoencoder.covariance.sample_spectrum import SampleSpectrum
from numerics.autoencoder.limits import limit
from theory.autoencoder import symbols
from theory.autoencoder.covariance import late_times, sample_law
from theory.autoencoder.covariance import power_law as formulas
from theory.autoencoder.laws import FiniteSpectrum
from theory.errors import InputError

START = 0.3


def mean_field(t, p, N, law):
    return limit("mean-field").losses(t, Sizes(p, p, N, START / p), law)


@pytest.mark.parametrize("exponent", [1.25, 1.5, 2.0, 3.0])
def test_power_laws_over_three_decades(exponent):
    """4 l_1 t from 1e2 to 1e5: the prefactor, too.

    Early terms leave 2e-3 at exponent 3 (1e-6 from 1e3 on), else 1e-8; finite p leaves (4 t l_p)^(2 - 1/exponent), and
    1/p of its constant, which is a sum in place of an integral.
    """
    p, eigenvalues = 10**5, power_law(exponent, 10**5)
    t = np.geomspace(1e2, 1e5, 13) / (4 * eigenvalues[0])
    found = mean_field(t, p, np.inf, Population.of_eigenvalues(eigenvalues))
    formula = power_law_losses(t, START, exponent, eigenvalues)
    early = np.where(4 * eigenvalues[0] * t < 1e3, 2e-3, 1e-6) if exponent == 3 else 1e-8
    ended = 4 * t * eigenvalues[-1]
    allowed = early + 3 * ended ** (2 - 1 / exponent) + ended ** (1 - 1 / exponent) / p
    assert (np.abs(formula / found.train - 1) < allowed).all()
    assert found.train == pytest.approx(found.population, rel=1e-14)


@pytest.mark.parametrize("exponent", [1.5, 2.0])
def test_the_exponent_itself(exponent):
    """Slopes in log-log, corrected for the constant of finite p, are 1/exponent - 1 to 1e-4 at every decade."""
    p, eigenvalues = 10**5, power_law(exponent, 10**5)
    t = np.geomspace(1e2, 1e5, 4) / (4 * eigenvalues[0])
    values = {symbols.a0: START, symbols.p: p, formulas.beta: exponent, formulas.top: eigenvalues[0]}
    curve = mean_field(t, p, np.inf, Population.of_eigenvalues(eigenvalues)).train
    curve = curve + evaluated(formulas.missing_tail(), values, t)
    slopes = np.diff(np.log(curve)) / np.diff(np.log(t))
    assert slopes == pytest.approx(np.full(3, 1 / exponent - 1), abs=1e-4)


def test_the_last_eigenvalue_ends_it():
    """At t = 4 / l_p: the p-th mode and 2 % of it in the next, e^(-8 t (l_99 - l_100))."""
    l = power_law(2.0, 100)
    t = np.array([40.0]) / l[-1]
    values = {symbols.a0: START, symbols.p: 100, formulas.beta: 2.0, formulas.top: l[0]}
    found = mean_field(t, 100, np.inf, Population.of_eigenvalues(l)).train
    following = np.exp(-8 * t * (l[-2] - l[-1]))
    assert evaluated(formulas.last_mode(), values, t) == pytest.approx(found, rel=2 * float(following[0]))


@pytest.mark.parametrize("exponent", [2.0, pytest.param(3.0, marks=pytest.mark.slow)])
def test_what_few_samples_see(exponent):
    """Edge and plateau at N = 25, p = 1e6; finite p moves them by (N/p)^(beta-1) and groups of 2 % by 1e-5."""
    N, p = 25, 10**6
    population = grouped_power_law(exponent, p, 100, 0.02)
    law = SampleSpectrum(population, p / N)
    values = {formulas.beta: exponent, formulas.top: population.l[-1], symbols.N: N, symbols.a0: START}
    allowed = 2 * (N / p) ** (exponent - 1) + 1e-5
    assert evaluated(formulas.smallest_seen(), values, 0.0) == pytest.approx(law.edges[0, 0], rel=allowed)
    late = mean_field([1e3 / law.edges[0, 0]], p, N, law)
    assert evaluated(formulas.plateau(), values, 0.0) == pytest.approx(late.population, rel=allowed)
    assert late.train[0] == 0


@pytest.mark.parametrize("values", [[1.0], [3.0, 0.2]])
def test_hard_edges_over_three_decades(values):
    """p = N: t^(-3/2) and t^(-1/2) with their prefactors; the next order is 1/t, here up to 0.4 / t."""
    population, t = Population.of_eigenvalues(values), np.geomspace(1e2, 1e5, 7)
    found = mean_field(t, 100, 100, SampleSpectrum(population, 1.0))
    train, variance = hard_edge_losses(t, START, 100, population)
    assert (np.abs(train / found.train - 1) < 0.4 / t).all()
    assert (np.abs(variance / found.population - 1) < 0.4 / t).all()


def test_soft_edges():
    """p = N / 4: e^(-8 l t) t^(-3/2) with density and c from z'' at the edge; the next order is 1/t."""
    population, t = Population.of_eigenvalues([2.0, 1.0]), np.array([20.0, 40.0, 80.0])
    law = SampleSpectrum(population, 0.25)
    edge, place = law.edges[0, 0], law.pieces[0].start
    z = sample_law.eigenvalue(FiniteSpectrum((2, 1))).subs(symbols.nu, sp.Rational(1, 4))
    second = float(sp.diff(z, sample_law.omega, 2).subs(sample_law.omega, place))
    density = np.sqrt(2 / abs(second)) / (np.pi * 0.25 * place**2)
    found = mean_field(t, 100, 400, law)
    for curve, variance in ((found.train, edge), (found.population, place**2 / edge)):
        formula = late_times.from_edge(*map(sp.Float, (edge, variance, density)))
        ratio = evaluated(formula, {symbols.a0: START, symbols.p: 100}, t) / curve
        assert (np.abs(ratio - 1) * t < 3).all()
        assert (np.diff(np.abs(ratio - 1)) < 0).all()


def test_exponents_without_a_law_are_refused():
    with pytest.raises(InputError, match="give one above 1"):
        power_law_losses([1.0], START, 1.0, [1.0, 0.5])
