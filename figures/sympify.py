"""Formulas as text that ``sympy.sympify`` reads as the same formula."""

from functools import cache
from typing import Any

import sympy as sp
from sympy.core.function import AppliedUndef
from sympy.printing.str import StrPrinter


class Parsable(StrPrinter):
    """Names that mean something else to sympy, or nothing, are spelled out: ``Symbol('N')``."""

    def _print_Symbol(self, expr: sp.Symbol) -> str:
        if not expr.is_commutative:
            return f"Symbol({expr.name!r}, commutative=False)"
        return expr.name if free(expr.name) else f"Symbol({expr.name!r})"

    def _print_Function(self, expr: Any) -> str:
        if not isinstance(expr, AppliedUndef):
            return str(super()._print_Function(expr))
        name, arguments = expr.func.__name__, self.stringify(expr.args, ", ")
        if not expr.func(sp.Symbol("x")).is_commutative:
            return f"Function({name!r}, commutative=False)({arguments})"
        return f"{name}({arguments})" if free(name) else f"Function({name!r})({arguments})"

    def _print_Equality(self, expr: sp.Eq) -> str:
        """Of a symbol and a matrix, which sympy would take for different."""
        if not any(isinstance(side, sp.MatrixBase) for side in expr.args):
            return str(self._print_Relational(expr))
        return f"Eq({self.stringify(expr.args, ', ')}, evaluate=False)"

    def _print_Limit(self, expr: sp.Limit) -> str:
        return f"Limit({self.stringify(expr.args[:3], ', ')})"


@cache
def free(name: str) -> bool:
    """Whether sympy reads the name as a symbol or function of that name."""
    try:
        read = sp.sympify(name)
    except (sp.SympifyError, SyntaxError, TypeError, AttributeError):
        return False
    return bool(isinstance(read, sp.Symbol) and read.name == name)
