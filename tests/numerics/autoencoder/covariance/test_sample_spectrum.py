"""The law of a sample covariance: against Marchenko-Pastur, exact moments, masses of bulks, and random matrices."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from linear_ae.draws import sample_eigenbasis
from numerics.autoencoder.covariance.population import Population, grouped_power_law, power_law
from numerics.autoencoder.covariance.sample_spectrum import SampleSpectrum, sample_law
from numerics.autoencoder.spectrum import MarchenkoPastur
from numerics.methods.lanczos import gauss_rule
from numerics.methods.quadrature import Rule, mean
from theory.autoencoder.covariance import sample_law as exact
from theory.autoencoder.symbols import nu as NU
from theory.errors import InputError

RATIOS = [1e-3, 0.3, 1 - 1e-9, 1.0, 1 + 1e-9, 2.5, 400.0]
POPULATIONS = {
    "two": [3.0, 0.2],
    "near": [1.0, 1.9],
    "with zeros": [0.0, 1.0, 2.0],
    "wide": [1e-6, 1.0, 100.0],
    "even": list(np.linspace(0.5, 1.5, 60)),
    "power law": list(power_law(1.5, 24)),
}
SHARP = 1e-12  # what two quadrature levels agree to, over sums that round in the fifteenth digit


def value(polynomial, population, nu):
    """A polynomial of `theory.autoencoder.covariance.sample_law` as a number."""
    moments = {symbol: population.moment(int(symbol.name[2:])) for symbol in polynomial.free_symbols - {NU}}
    return float(polynomial.subs({**moments, NU: nu}))


@pytest.mark.parametrize("nu", RATIOS)
def test_the_identity_is_marchenko_pastur(nu):
    """Node by node, to rounding, which at nu = 400 is that of xi^2 + eta^2 = 400 against 1."""
    law, known = SampleSpectrum(Population.of_eigenvalues([1.0]), nu), MarchenkoPastur(nu)
    found, expected = law.rule(6), known.rule(6)
    assert found.w == pytest.approx(expected.w, abs=1e-14)
    assert found.l == pytest.approx(expected.l, rel=2e-14, abs=1e-30)
    assert found.c * found.w == pytest.approx(expected.w, abs=1e-13)
    assert law.edges[0] == pytest.approx([(1 - np.sqrt(nu)) ** 2, (1 + np.sqrt(nu)) ** 2], rel=1e-12, abs=1e-30)


@pytest.mark.parametrize("name", POPULATIONS)
@pytest.mark.parametrize("nu", [0.05, 1.0, 2.5])
def test_moments_are_the_exact_polynomials(name, nu):
    population = Population.of_eigenvalues(POPULATIONS[name])
    law = SampleSpectrum(population, nu)
    for order in (1, 2, 3, 4):
        assert mean(lambda l, k=order: l**k, law) == pytest.approx(value(exact.moment(order), population, nu), SHARP)
    rule = law.rule(6)
    assert rule.w.sum() == pytest.approx(1, SHARP)
    for order in (0, 1, 2, 3):
        found = (rule.w * rule.c) @ rule.l**order
        assert found == pytest.approx(value(exact.variance_moment(order), population, nu), SHARP)


@pytest.mark.parametrize("name", POPULATIONS)
@pytest.mark.parametrize("nu", [0.3, 2.5])
def test_finite_size_moments_are_the_exact_polynomials(name, nu):
    population = Population.of_eigenvalues(POPULATIONS[name])
    rule = SampleSpectrum(population, nu).finite_size_rule()
    unit = population.moment(1)
    assert abs(rule.w.sum()) < 1e-12
    assert abs((rule.w * rule.c).sum()) < 1e-12 * unit
    assert abs(rule.w @ rule.l) < 1e-11 * unit
    for order in (2, 3):
        top = rule.l.max() ** order
        expected = value(exact.finite_size_moment(order), population, nu)
        assert rule.w @ rule.l**order == pytest.approx(expected, rel=1e-11, abs=1e-13 * top)
        expected = value(exact.finite_size_variance_moment(order), population, nu)
        assert (rule.w * rule.c) @ rule.l**order == pytest.approx(expected, rel=1e-11, abs=1e-13 * top * unit)


def test_bulks_carry_the_mass_of_their_population_eigenvalues():
    law = sample_law([9.0] * 2 + [4.0] * 3 + [1.0] * 5, 100)
    rule = law.rule(6)
    assert law.edges.shape == (3, 2)
    masses = [rule.w[(rule.l >= lower) & (rule.l <= upper)].sum() for lower, upper in law.edges]
    assert masses == pytest.approx([0.5, 0.3, 0.2], rel=1e-12)


@pytest.mark.parametrize("off", [-1e-3, -1e-9, 0.0, 1e-9, 1e-3])
def test_bulks_that_just_touch(off):
    """Where two bulks merge, the density has a cusp between them; below and above, edges far closer than a step."""
    population = Population.of_eigenvalues([1.0, 4.0])
    lowest = minimize_scalar(lambda xi: population.w @ (population.l / (xi - population.l)) ** 2, (1.1, 2.0, 3.9))
    critical = (1 + off) / lowest.fun
    law = SampleSpectrum(population, critical)
    assert law.edges.shape[0] == (2 if off < 0 else 1) or off == 0
    for order in (1, 2, 3):
        assert mean(lambda l, k=order: l**k, law) == pytest.approx(
            value(exact.moment(order), population, critical), SHARP
        )


def test_the_density_is_that_of_the_rule():
    """Its integral by an independent rule, and Marchenko-Pastur's; zero in gaps."""
    law = sample_law([3.0] * 5 + [0.2] * 5, 40)
    assert law.edges.shape == (2, 2)
    for (lower, upper), mass in zip(law.edges, (0.5, 0.5), strict=True):
        x, w = np.polynomial.legendre.leggauss(60)
        angle = (x + 1) * np.pi / 2
        l = lower + (upper - lower) * np.sin(angle / 2) ** 2
        assert law.density(l) @ (w * np.sin(angle) * np.pi * (upper - lower) / 4) == pytest.approx(mass, rel=1e-10)
    assert (law.density([0.0, law.edges[0, 1] + 1e-6, law.edges[1, 0] - 1e-6, 30.0]) == 0).all()
    one = SampleSpectrum(Population.of_eigenvalues([1.0]), 0.5)
    edges = (1 - np.sqrt(0.5)) ** 2, (1 + np.sqrt(0.5)) ** 2
    expected = np.sqrt((edges[1] - 1.3) * (1.3 - edges[0])) / (2 * np.pi * 0.5 * 1.3)
    assert one.density(1.3) == pytest.approx(expected, rel=1e-12)


def test_gauss_rules_are_exact_for_polynomials():
    population = Population.of_eigenvalues([3.0, 0.2])
    for nu in (0.3, 2.5):
        rule = SampleSpectrum(population, nu).gauss_rule(6)
        for order in range(8):
            if order:
                assert rule.w @ rule.l**order == pytest.approx(value(exact.moment(order), population, nu), rel=1e-10)
            if order < 6:
                expected = value(exact.variance_moment(order), population, nu)
                assert (rule.w * rule.c) @ rule.l**order == pytest.approx(expected, rel=1e-10)


def test_a_gauss_rule_ends_with_the_points_of_the_measure():
    fine = Rule(np.array([1.0, 2.0]), np.array([0.25, 0.5]), np.array([5.0, 7.0]))
    found = gauss_rule(fine, 10)
    assert found.l == pytest.approx(fine.l)
    assert found.w == pytest.approx(fine.w)
    assert found.c == pytest.approx(fine.c)


def test_groups_of_a_power_law_change_little():
    """Groups of width 5 %: their spread of 5 % / sqrt 12 enters squared, 2e-4, for the smaller eigenvalues only."""
    grouped, whole = grouped_power_law(1.5, 250, 50, 0.05), Population.of_eigenvalues(power_law(1.5, 250))
    assert grouped.l.size < 90
    assert grouped.w.sum() == pytest.approx(1)
    assert grouped.moment(1) == pytest.approx(1, rel=1e-12)
    one, other = (mean(lambda l: np.exp(-l), SampleSpectrum(each, 4.0)) for each in (grouped, whole))
    assert one == pytest.approx(other, rel=2e-4)


def test_infinite_samples_are_the_population():
    rule = sample_law([2.0, 1.0, 1.0], np.inf).rule(0)
    assert rule.l.tolist() == rule.c.tolist() == [1.0, 2.0]
    assert rule.w == pytest.approx([2 / 3, 1 / 3])
    with pytest.raises(InputError, match="nu = 0"):
        SampleSpectrum(Population.of_eigenvalues([1.0]), 0.0)


@pytest.mark.parametrize("nu", [0.5, 2.0])
def test_random_matrices(rng, nu):
    """p = 60, 200 runs: means of Tr f(S) and Tr C f(S) with the 1/p that is left out of the limit, in 3.5 errors."""
    p, runs = 60, 200
    c = np.repeat([3.0, 0.2], p // 2)
    law = sample_law(c, p / nu)
    f = lambda l: np.exp(-2 * l)  # noqa: E731
    found = np.empty((runs, 2))
    for k in range(runs):
        l, rotated = sample_eigenbasis(c, p / nu, rng)
        found[k] = f(l).sum(), rotated.diagonal() @ f(l)
    rule, added = law.rule(6), law.finite_size_rule()
    limit = np.array([p * rule.w @ f(rule.l), p * (rule.w * rule.c) @ f(rule.l)])
    first = np.array([added.w @ f(added.l), (added.w * added.c) @ f(added.l)])
    error = found.std(axis=0, ddof=1) / np.sqrt(runs)
    assert (np.abs(found.mean(axis=0) - limit - first) < 3.5 * error + np.abs(first) / p).all()
    assert (np.abs(first) > 4 * error).any()  # else the 1/p is not tested


@pytest.mark.slow
@pytest.mark.parametrize("name", ["two", "power law"])
def test_large_random_matrices(name):
    """p = 400, 40 runs: the density's mass in twenty bins and c in each, within 4 errors and 3 / p."""
    p, runs, rng = 400, 40, np.random.default_rng(1)
    c = np.repeat([3.0, 0.2], p // 2) if name == "two" else power_law(1.5, p)
    rule = sample_law(c, 800).rule(7)
    order = np.argsort(rule.l)
    ends = np.interp(np.linspace(0, 1, 21), np.cumsum(rule.w[order]), rule.l[order])
    ends[0], ends[-1] = 0.0, np.inf
    expected = [np.histogram(rule.l, ends, weights=weight)[0] for weight in (rule.w, rule.w * rule.c)]
    found = np.empty((runs, 2, 20))
    for k in range(runs):
        l, rotated = sample_eigenbasis(c, 800, rng)
        found[k] = [np.histogram(l, ends, weights=weight)[0] / p for weight in (np.ones(p), rotated.diagonal())]
    error = found.std(axis=0, ddof=1) / np.sqrt(runs)
    unit = np.array([np.ones(20), [c[0]] * 20]) if name == "two" else np.array([np.ones(20), np.maximum(1, ends[:-1])])
    assert (np.abs(found.mean(axis=0) - expected) < 4 * error + 3 / p * unit).all()
