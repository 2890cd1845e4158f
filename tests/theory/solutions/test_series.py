"""Every solved regime's series is that of the exact leading terms of its face, as polynomials."""

from math import factorial

import pytest
import sympy as sp

from theory.matrix.expansion import expansion
from theory.matrix.leading import leading
from theory.matrix.rational import dot
from theory.matrix.regimes import regimes
from theory.models import load
from theory.solutions import MODELS, solutions
from theory.solutions.symbols import SCALARS, alpha, eta, nu

CASES = [(model, name) for model in MODELS for name in solutions(model)]
FACETS = [case for case in CASES if "+" not in case[1]]
"""Edges and vertices share the code of the facets: they are checked to order 6 only, which is slow."""


def as_powers(model, coefficient, order):
    """A coefficient over p as {powers of p, H, N, sigma2 and the other scalars: Y_order}."""
    others = [SCALARS[name] for name in model.scalars if name != "sigma2"]
    terms = sp.Poly(coefficient, alpha, eta, nu, *others).terms()
    return {(1 + m - h + d, h, -d, m, *rest): c * factorial(order) for (m, h, d, *rest), c in terms if c}


def leading_terms(model, loss, order):
    """The exact terms of the derivative of that order that lead as all sizes grow together."""
    terms = expansion(model, loss, order).terms
    return {powers: terms[powers] for powers in leading(set(terms), len(model.sizes))}


def on_the_face(solution, terms, order):
    """Those of the terms that are highest along the face's normal, and how high."""
    normal = solution.regime.normal
    heights = {powers: dot(normal[:-1], powers) + normal[-1] * order for powers in terms}
    top = max(heights.values(), default=0)
    return {powers: terms[powers] for powers, height in heights.items() if height == top}, top


def check(model, name, order):
    """The series is the face's: a loss of which the orders lie on several faces may keep more of the leading terms."""
    solution = solutions(model)[name]
    series, definition = solution.series(order), solution.definition
    assert set(series) == set(definition.losses)
    step = {"all": 1, "odd": 2}[solution.regime.orders]
    for loss, coefficients in series.items():
        orders = range(1, order + 1, step)
        assert step == 1 or not any(coefficients[2::2]), "only odd orders lead"
        kept = [leading_terms(definition, loss, s) for s in orders]
        expected, tops = zip(*(on_the_face(solution, *one) for one in zip(kept, orders, strict=True)), strict=True)
        found = [as_powers(definition, coefficients[s], s) for s in orders]
        one_face = len(set(tops)) == 1
        assert loss != definition.flow or one_face or solution.beyond, "the terms of all orders lie on one face"
        if one_face and not solution.beyond:
            assert found == list(expected)
        for here, least, most in zip(found, expected, kept, strict=True):
            assert least.items() <= here.items() <= most.items()


@pytest.mark.parametrize(("model", "name"), FACETS)
def test_series_are_the_exact_leading_terms(model, name):
    check(model, name, 3)


@pytest.mark.slow
@pytest.mark.parametrize(("model", "name"), CASES)
def test_series_to_order_6(model, name):
    check(model, name, 6)


@pytest.mark.parametrize("model", MODELS)
def test_the_regimes_exist_with_a_condition_and_a_time_scale(model):
    found = regimes(load(model))
    known = {regime.name: regime for regime in (*found.regimes, *found.alternating)}
    for name, solution in solutions(model).items():
        assert solution.regime == known[name]
