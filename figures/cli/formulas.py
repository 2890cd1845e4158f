"""Limit formulas, the equations that go with them and their series, as plain text, LaTeX and for JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import sympy as sp

    Losses = Mapping[str, sp.Expr]
    Series = Mapping[str, Sequence[sp.Expr]]

FACTORED = 12  # beyond, common factors of the hundreds of terms take longer to find than the terms
SUBSCRIPT = {"population": "pop"}


def plain(expression: sp.Basic) -> str:
    """As sympy prints it."""
    import sympy as sp

    return "inf" if expression is sp.oo else str(expression)


def parsable(expression: sp.Basic) -> str:
    """As ``sympy.sympify`` reads it: what it would take for something else, as N, E or lambda, is spelled out."""
    from figures.sympify import Parsable

    return str(Parsable().doprint(expression))


def text(expression: sp.Basic) -> str:
    """The same with equations as equations."""
    import sympy as sp

    if isinstance(expression, sp.Equality):
        return f"{expression.lhs} = {expression.rhs}"
    return plain(expression)


def coefficients(series: Series, show: Any) -> dict[str, list[str]]:
    """Each coefficient of each loss through ``show``."""
    import sympy as sp

    return {
        name: [show(sp.factor_terms(c) if s <= FACTORED else c) for s, c in enumerate(terms)]
        for name, terms in series.items()
    }


def text_lines(losses: Losses, where: Sequence[sp.Basic], series: Series) -> list[str]:
    """A line a loss, an equation and a series."""
    lines = [f"  {name:10} = {text(loss)}" for name, loss in losses.items()]
    lines += [f"  where        {text(equation)}" for equation in where]
    for name, terms in coefficients(series, text).items():
        powers = " + ".join(f"({c}) t^{s}" if s else c for s, c in enumerate(terms))
        lines.append(f"  {name + '/p':12} = {powers} + ...")
    return lines


def latex(heading: str, losses: Losses, where: Sequence[sp.Basic], series: Series) -> str:
    """An ``align*`` environment under a comment."""
    import sympy as sp

    from theory.notebook import upright

    def left(name: str) -> str:
        return f"L_{{{upright(SUBSCRIPT.get(name, name))}}}"

    lines = [f"{left(name)} &= {sp.latex(loss)}" for name, loss in losses.items()]
    lines += [f"{sp.latex(e.lhs)} &= {sp.latex(e.rhs)}" if isinstance(e, sp.Equality) else sp.latex(e) for e in where]
    for name, terms in coefficients(series, sp.latex).items():
        powers = " + ".join(rf"\left({c}\right) t^{{{s}}}" for s, c in enumerate(terms))
        lines.append(rf"{left(name)} / p &= {powers} + \dots")
    return "\n".join([f"% {heading}", r"\begin{align*}", " \\\\\n".join(lines), r"\end{align*}"])
