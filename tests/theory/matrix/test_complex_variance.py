"""The planar variance with complex letters is half of that with real ones, and has no correction of order 1/size."""

from fractions import Fraction
from math import comb

import pytest

from theory.errors import InputError
from theory.matrix import Gaussian, define, variance
from theory.matrix.flow import Combination, Flow, combination
from theory.matrix.homogeneity import homogeneity
from theory.matrix.moments import polynomial
from theory.matrix.monomials import exponents
from theory.matrix.system import fewest_terms
from theory.matrix.wick import Wick
from theory.models import load, names

TWISTED = define(
    "twisted",
    {"p": ""},
    {"sigma2": ""},
    {"F": Gaussian(["p", "p"], variance="sigma2", trained=True), "G": Gaussian(["p", "p"], variance="1/p")},
    {"L": "Tr(F*F)/2 - Tr(F) + Tr(F*G*F*G) + Tr(F*F.T)/2 + Tr(F*F)*Tr(G*F.T)/p"},
    "L",
)
"""Words without transposes: the real mean of Tr F F is of order 1, its variance of the order of all others."""


def expectation(wick, model, combined):
    """``{exponents: coefficient}``."""
    found = polynomial(model, *wick.expectation(combined))
    return {exponents(monomial, len(model.names)): c for monomial, c in found.items()}


def multiplied(first, second):
    """The product of two combinations of products of traces."""
    sums = {}
    for a, p in first.sums.items():
        for b, q in second.sums.items():
            into = sums.setdefault(tuple(sorted(a + b)), {})
            for m, c in p.items():
                for n, d in q.items():
                    into[m + n] = into.get(m + n, 0) + c * d
    return Combination(sums, first.denominator * second.denominator)


def complex_variance(model, loss, order):
    """``sum binom Cov(Re L^(i), Re L^(s-i))`` of complex letters, ``{exponents: coefficient}``."""
    system = fewest_terms(model)
    wick, flow, rows = Wick(system, complex_letters=True), Flow(system), [combination(system.losses[loss])]
    for _ in range(order):
        rows.append(flow.differentiate(rows[-1]))
    means = [expectation(wick, model, row) for row in rows]
    total = {}
    for i in range(order + 1):
        weight = comb(order, i)
        for powers, c in expectation(wick, model, multiplied(rows[i], rows[order - i])).items():
            total[powers] = total.get(powers, 0) + weight * c
        for a, c in means[i].items():
            for b, d in means[order - i].items():
                powers = tuple(x + y for x, y in zip(a, b, strict=True))
                total[powers] = total.get(powers, 0) - weight * c * d
    return {powers: c for powers, c in total.items() if c}


def by_degree(model, terms):
    """Terms by their power of rho when all sizes grow like rho and the scalars as `homogeneity` says."""
    found = homogeneity(model).scalars
    rates = [Fraction(1)] * len(model.sizes) + [found[name] for name in model.scalars]
    graded = {}
    for powers, c in terms.items():
        graded.setdefault(sum(x * y for x, y in zip(powers, rates, strict=True)), {})[powers] = c
    return graded


def scalable():
    """The models of the library that have a planar limit."""
    for name in names():
        try:
            homogeneity(load(name))
        except InputError:
            continue
        yield load(name)


@pytest.mark.parametrize("model", [*scalable(), TWISTED], ids=lambda model: model.name)
@pytest.mark.parametrize("order", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_half_the_planar_variance_and_no_first_order(model, order):
    scaling = homogeneity(model)
    for loss in model.losses:
        real = by_degree(model, variance(model, loss, order).terms)
        half = by_degree(model, complex_variance(model, loss, order))
        top = 2 * scaling.losses[loss] - 2 - order * scaling.time
        assert max(real) == max(half) == top
        assert {powers: 2 * c for powers, c in half[top].items()} == real[top]
        assert all((top - degree) % 2 == 0 for degree in half)
