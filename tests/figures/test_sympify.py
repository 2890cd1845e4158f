"""Formulas in JSON: sympy reads them as what they are."""

import pytest
import sympy as sp

from figures.cli.formulas import parsable
from theory.autoencoder.regimes import REGIMES
from theory.solutions import MODELS, solutions


def formulas(model):
    """All losses and equations of a model's regimes, or of the prism's."""
    if model == "tied-autoencoder":
        for regime in REGIMES.values():
            yield from (regime.train, regime.population, *regime.where)
    else:
        for solution in solutions(model).values():
            yield from (*solution.losses.values(), *solution.where)


def without_assumptions(formula):
    """The same with symbols and functions of the same names about which nothing is known."""
    commuting = [s for s in formula.atoms(sp.Symbol) if s.is_commutative]
    undefined = {f: sp.Function(f.func.__name__) for f in formula.atoms(sp.core.function.AppliedUndef)}
    named = formula.replace(
        lambda e: e in undefined and e.func(sp.Symbol("x")).is_commutative, lambda e: undefined[e](*e.args)
    )
    changed = {s: sp.Symbol(s.name) for s in commuting}
    if isinstance(named, sp.Equality) and any(isinstance(side, sp.MatrixBase) for side in named.args):
        return sp.Eq(*(side.xreplace(changed) for side in named.args), evaluate=False)
    return named.xreplace(changed)


def sides(formula):
    """Both sides of an equation, or the formula."""
    return formula.args if isinstance(formula, sp.Equality) else (formula,)


@pytest.mark.parametrize(
    "model", ["tied-autoencoder", *(pytest.param(name, marks=pytest.mark.slow) for name in MODELS)]
)
def test_every_formula_is_read_again(model):
    for formula in set(formulas(model)):
        read = sp.sympify(parsable(formula))
        assert {str(s) for s in read.free_symbols} == {str(s) for s in formula.free_symbols}
        for left, right in zip(sides(read), sides(without_assumptions(formula)), strict=True):
            assert same(left, right), parsable(formula)


def same(left, right):
    """Whether two sides are equal, entry by entry for matrices."""
    if isinstance(left, sp.MatrixBase) or left == right:
        return left == right
    return sp.expand(left - right) == 0


@pytest.mark.parametrize("name", ["N", "E", "S", "I", "lambda", "sigma^2", "beta"])
def test_names_that_mean_something_else_are_spelled_out(name):
    assert sp.sympify(parsable(2 * sp.Symbol(name))) == 2 * sp.Symbol(name)
