"""The equations beside a regime's limit losses, sorted by what they define."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import sympy as sp
from sympy.core.function import AppliedUndef

from theory.errors import InputError
from theory.solutions.symbols import t, tau


@dataclass(frozen=True)
class Equations:
    """``values``: symbols and what they are; ``roots``: unknowns g with the coefficients (a, b) of a g^2 + b g = 1;
    ``functions``: f(x) and what it is; ``flows``: functions of t and their derivatives; ``starts``: their values at 0.
    """

    values: dict[sp.Symbol, sp.Expr] = field(default_factory=dict)
    roots: dict[sp.Symbol, tuple[sp.Expr, sp.Expr]] = field(default_factory=dict)
    functions: dict[AppliedUndef, sp.Expr] = field(default_factory=dict)
    flows: dict[AppliedUndef, sp.Expr] = field(default_factory=dict)
    starts: dict[sp.Basic, sp.Expr] = field(default_factory=dict)

    @classmethod
    def of(cls, where: Sequence[sp.Basic]) -> "Equations":
        """Sort the equations; raises :class:`theory.errors.InputError` for one of another kind."""
        found = cls()
        for equation in where:
            found._sort(equation.lhs, equation.rhs)
        if lacking := [each for each in found.flows if each.func not in found.starts]:
            raise InputError(f"no program: its flow moves {lacking[0]}, no number")
        return found

    def _sort(self, left: sp.Expr, right: sp.Expr) -> None:
        undefined = isinstance(left, AppliedUndef) and len(left.args) == 1
        if isinstance(left, sp.Symbol):
            self.values[left] = right
        elif isinstance(left, sp.Derivative) and left.expr.args == (t,) == left.variables:
            self.flows[left.expr] = right
        elif undefined and left.args[0] == 0:
            self.starts[left.func] = right
        elif undefined and left.args[0].is_Symbol and left.args[0] not in (t, tau):
            self.functions[left] = right
        elif right == 1 and (unknown := next((g for g in left.free_symbols if g.name == "g"), None)):
            quadratic = sp.Poly(left, unknown)
            self.roots[unknown] = quadratic.coeff_monomial(unknown**2), quadratic.coeff_monomial(unknown)
        else:
            raise InputError(f"no program: {left} is no function of one variable")

    @property
    def steps(self) -> list[tuple[sp.Symbol, sp.Expr | tuple[sp.Expr, sp.Expr]]]:
        """Values and roots, each after those that it needs."""
        waiting: dict[sp.Symbol, sp.Expr | tuple[sp.Expr, sp.Expr]] = {**self.values, **self.roots}
        found = []
        while waiting:
            ready = next(x for x, value in waiting.items() if not sp.Tuple(value).free_symbols & waiting.keys())
            found.append((ready, waiting.pop(ready)))
        return found

    @property
    def symbols(self) -> set[sp.Symbol]:
        """All that the right sides mention."""
        sides = (self.values, self.roots, self.functions, self.flows, self.starts)
        return sp.Tuple(*(sp.Tuple(value) for side in sides for value in side.values())).free_symbols
