"""Moments of a sample covariance against all pairings of Gaussian entries, and against the identity's."""

import pytest
import sympy as sp

from theory.autoencoder.covariance import sample_law
from theory.autoencoder.laws import FiniteSpectrum, MarchenkoPastur
from theory.autoencoder.symbols import N, nu, p

ORDERS = (1, 2, 3, 4)


def pairings(ends):
    """All partitions of an even list into pairs."""
    if not ends:
        yield []
        return
    first, *rest = ends
    for k, other in enumerate(rest):
        yield from ([(first, other), *more] for more in pairings(rest[:k] + rest[k + 1 :]))


def components(nodes, edges):
    """Connected components as sets."""
    found = {node: {node} for node in nodes}
    for one, other in edges:
        joined = found[one] | found[other]
        for node in joined:
            found[node] = joined
    return {frozenset(part) for part in found.values()}


def by_pairings(order, marked):
    """E Tr S^order, or E Tr C S^order: entry 2k and 2k + 1 share a sample, 2k + 1 and 2k + 2 meet in a factor C.

    A cycle of rows with j factors C gives Tr C^j, a cycle of samples N; a marked factor counts twice.
    """
    entries = list(range(2 * order))
    factors = [((2 * k - 1) % (2 * order), 2 * k) for k in range(order)]
    total = sp.Integer(0)
    for pairs in pairings(entries):
        term = N ** len(components(entries, pairs + [(2 * k, 2 * k + 1) for k in range(order)]))
        for cycle in components(entries, pairs + factors):
            inside = [k for k, (one, _) in enumerate(factors) if one in cycle]
            term *= p * sample_law.c(len(inside) + (marked and 0 in inside))
        total += term
    return sp.expand((total / N**order).subs(N, p / nu))


@pytest.mark.parametrize("order", ORDERS)
def test_moments_are_the_leading_terms_of_all_pairings(order):
    exact, marked = by_pairings(order, False), by_pairings(order, True)
    assert sp.expand(exact.coeff(p, 1) - sample_law.moment(order)) == 0
    assert sp.expand(marked.coeff(p, 1) - sample_law.variance_moment(order)) == 0


@pytest.mark.parametrize("order", ORDERS)
def test_finite_sizes_add_the_next_terms(order):
    exact, marked = by_pairings(order, False), by_pairings(order, True)
    assert sp.expand(exact.coeff(p, 0) - sample_law.finite_size_moment(order)) == 0
    assert sp.expand(marked.coeff(p, 0) - sample_law.finite_size_variance_moment(order)) == 0


def test_the_identity_is_marchenko_pastur():
    ones = {sample_law.c(k): 1 for k in range(1, 8)}
    for order in range(1, 7):
        expected = MarchenkoPastur(nu).moment(order)
        assert sp.expand(sample_law.moment(order).subs(ones) - expected) == 0
        assert sp.expand(sample_law.variance_moment(order).subs(ones) - expected) == 0
        same = sample_law.finite_size_moment(order) - sample_law.finite_size_variance_moment(order)
        assert sp.expand(same.subs(ones)) == 0


def test_edges_of_the_identity():
    """z' = 0 at omega = 1 +- sqrt(nu), where z is (1 +- sqrt(nu))^2."""
    z = sample_law.eigenvalue(FiniteSpectrum((sp.Integer(1),)))
    for sign in (1, -1):
        at = 1 + sign * sp.sqrt(nu)
        assert sp.simplify(sp.diff(z, sample_law.omega).subs(sample_law.omega, at)) == 0
        assert sp.simplify(z.subs(sample_law.omega, at) - at**2) == 0


def test_the_density_of_the_identity():
    """At nu = 1/4, l = 1: omega solves z = 1, and eta / (pi nu |omega|^2) is the Marchenko-Pastur density."""
    quarter = sp.Rational(1, 4)
    z = sample_law.eigenvalue(FiniteSpectrum((sp.Integer(1),))).subs(nu, quarter)
    root = max(sp.solve(sp.together(z - 1), sample_law.omega), key=sp.im)
    density = sp.im(root) / (sp.pi * quarter * sp.Abs(root) ** 2)
    assert sp.simplify(density - MarchenkoPastur(quarter).density(sp.Integer(1))) == 0
