"""Formulas as expressions of Python for one time, with numpy under the name ``np``."""

from typing import Any

import sympy as sp
from sympy.core.function import AppliedUndef
from sympy.printing.numpy import NumPyPrinter

from theory.errors import InputError
from theory.solutions.symbols import t, tau

NAMES = {"sigma^2": "sigma2", "delta^2": "delta2", "lambda": "lambda_"}


def name_of(symbol: Any) -> str:
    """The name of a symbol or function as an identifier."""
    return NAMES.get(str(symbol), str(symbol))


class Printer(NumPyPrinter):
    """Functions of time are their values; phi'(x) of a function phi is ``phi_slope(x)``."""

    def _print_Symbol(self, expr: sp.Symbol) -> str:
        return name_of(expr)

    def _print_Function(self, expr: sp.Expr) -> str:
        name = name_of(expr.func)
        if isinstance(expr, AppliedUndef) and expr.args in ((t,), (tau,)):
            return name
        return f"{name}({', '.join(self._print(argument) for argument in expr.args)})"

    def _print_Integral(self, expr: sp.Integral) -> str:
        ((variable, low, high),) = expr.limits
        if low.is_infinite or high.is_infinite:
            raise InputError("no program: its integrals are over the whole line")
        body, ends = self._print(expr.function), f"{self._print(low)}, {self._print(high)}"
        return f"integral(lambda {name_of(variable)}: {body}, {ends})"

    def _print_Subs(self, expr: sp.Subs) -> str:
        return self.slope(expr.expr, expr.point[0])

    def _print_Derivative(self, expr: sp.Derivative) -> str:
        return self.slope(expr, expr.variables[0])

    def slope(self, derivative: sp.Derivative, point: sp.Expr) -> str:
        """phi'(point)."""
        if derivative.expr.args != derivative.variables:
            raise InputError(f"no program: it takes the derivative {derivative}")
        return f"{name_of(derivative.expr.func)}_slope({self._print(point)})"

    def _print_Max(self, expr: sp.Max) -> str:
        return f"max({', '.join(self._print(argument) for argument in expr.args)})"

    def _print_Piecewise(self, expr: sp.Piecewise) -> str:
        (value, condition), (other, _) = expr.args
        return f"({self._print(value)} if {self._print(condition)} else {self._print(other)})"

    def _print_Relational(self, expr: sp.Rel) -> str:
        return f"({self._print(expr.lhs)} {expr.rel_op} {self._print(expr.rhs)})"

    def doprint(self, expr: sp.Expr) -> str:
        """The expression; small differences of exponentials are taken by ``expm1``."""
        from sympy.codegen.rewriting import expm1_opt, optimize

        return str(super().doprint(optimize(expr, [expm1_opt]))).replace("numpy.", "np.")
