r"""How objects show themselves in notebooks: formulas as LaTeX, classifications and lists of regimes as tables.

>>> print(table(["face", "distance"], [["free", 1]]))
<table><thead><tr><th>face</th><th>distance</th></tr></thead><tbody><tr><td>free</td><td>1</td></tr></tbody></table>
"""

from collections.abc import Mapping, Sequence
from html import escape

import sympy as sp

LONGEST = 60
"""Terms of a polynomial shown: more fill the screen, and the browser takes seconds to set them."""


SPECIAL = {ord(sign): rf"\{sign}" for sign in "_%$#&{} "} | {
    ord(sign): rf"\{word} " for sign, word in (("\\", "backslash"), ("^", "wedge"), ("~", "sim"))
}
"""What TeX takes for something else."""


def upright(name: str) -> str:
    r"""A name of any characters as an upright word in a formula.

    >>> print(upright("train_1"))
    \mathrm{train\_1}
    """
    return rf"\mathrm{{{name.translate(SPECIAL)}}}"


def displayed(*rows: str) -> str:
    r"""Rows of LaTeX, aligned at their ``&``, as a notebook displays them."""
    return "$\\displaystyle \\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}$"


def equations(losses: Mapping[str, sp.Expr], where: Sequence[sp.Basic]) -> list[str]:
    """A row a loss and an equation."""
    rows = [rf"L_{{{upright(name)}}} &= {sp.latex(loss)}" for name, loss in losses.items()]
    return rows + [
        f"{sp.latex(each.lhs)} &= {sp.latex(each.rhs)}" if isinstance(each, sp.Equality) else f"& {sp.latex(each)}"
        for each in where
    ]


def polynomial(left: str, right: str, terms: int) -> str | None:
    """An equation for a polynomial; None, which leaves the plain text, if it is too long to be displayed."""
    return displayed(f"{left} &= {right}") if terms <= LONGEST else None


def table(header: Sequence[object], rows: Sequence[Sequence[object]]) -> str:
    """A table of texts."""

    def row(cells: Sequence[object], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{escape(str(cell))}</{tag}>" for cell in cells) + "</tr>"

    body = "".join(row(cells, "td") for cells in rows)
    return f"<table><thead>{row(header, 'th')}</thead><tbody>{body}</tbody></table>"


def distances(found: Mapping[str, object]) -> str:
    """The distances of a classification, the nearest first as they are listed."""
    return table(["regime", "distance"], [[name, "inf" if gap is None else gap] for name, gap in found.items()])
