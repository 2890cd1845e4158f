"""Every solved regime's series is that of the exact leading terms of its face, as polynomials."""

from math import factorial

import pytest
import sympy as sp

from theory.matrix.expansion import expansion
from theory.matrix.leading import leading
from theory.matrix.rational import dot
from theory.matrix.regimes import regimes
from theory.solutions import MODELS, solutions
from theory.solutions.symbols import SCALARS, alpha, eta, nu

CASES = [(model, name) for model in MODELS for name in solutions(model)]


def as_powers(model, coefficient, order):
    """A coefficient over p as {powers of p, H, N, sigma2 and the other scalars: Y_order}."""
    others = [SCALARS[name] for name in model.scalars if name != "sigma2"]
    terms = sp.Poly(coefficient, alpha, eta, nu, *others).terms()
    return {(1 + m - h + d, h, -d, m, *rest): c * factorial(order) for (m, h, d, *rest), c in terms if c}


def on_the_face(solution, loss, order):
    """The exact terms of the derivative of that order that lead on the face: highest along its normal among those that
    lead as all sizes grow.
    """
    model, normal = solution.definition, solution.regime.normal
    terms = expansion(model, loss, order).terms
    heights = {
        powers: dot(normal[:-1], powers) + normal[-1] * order for powers in leading(set(terms), len(model.sizes))
    }
    top = max(heights.values(), default=0)
    return {powers: terms[powers] for powers, height in heights.items() if height == top}, top


def planar_terms(solution, loss, order):
    """The exact terms that lead as all sizes grow."""
    terms = expansion(solution.definition, loss, order).terms
    return {powers: terms[powers] for powers in leading(set(terms), len(solution.definition.sizes))}


def check(model, name, order):
    solution = solutions(model)[name]
    series = solution.series(order)
    assert set(series) == set(solution.definition.losses)
    for loss, coefficients in series.items():
        tops = set()
        for s in range(1, order + 1):
            expected, top = on_the_face(solution, loss, s)
            tops.add(top)
            found = as_powers(solution.definition, coefficients[s], s)
            if solution.beyond:
                exact = planar_terms(solution, loss, s)
                assert found.items() <= exact.items(), "every term is an exact one"
                assert expected.items() <= found.items(), "those that lead are there"
            else:
                assert found == expected
        assert solution.beyond or len(tops) == 1, "the terms of all orders lie on one face"


@pytest.mark.parametrize(("model", "name"), CASES)
def test_series_are_the_exact_leading_terms(model, name):
    check(model, name, 3)


@pytest.mark.slow
@pytest.mark.parametrize(("model", "name"), CASES)
def test_series_to_order_6(model, name):
    check(model, name, 6)


@pytest.mark.parametrize(("model", "name"), CASES)
def test_the_regime_exists_with_a_condition_and_a_time_scale(model, name):
    solution = solutions(model)[name]
    assert solution.regime.name == name
    assert solution.regime.orders == "all"
    assert name in [regime.name for regime in regimes(solution.definition).regimes]
