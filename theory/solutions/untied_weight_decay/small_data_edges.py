r"""Where small-data meets mean-field and narrow-latent under weight decay, and weak decay (docs/theory/untied.md).

All keep some of the powers of alpha and eta of small-data, at any lambda, and the square of the map at the start. On
mean-field a sample is an eigenvalue nu of S; on narrow-latent x = alpha, and the second moments of one column close.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import sympy as sp

from theory.solutions.laws import over_single
from theory.solutions.solution import Series, Solution
from theory.solutions.symbols import H, a0, alpha, decay, nu, p, t, tau
from theory.solutions.untied_weight_decay import free, small_data
from theory.solutions.untied_weight_decay import mean_field as commuting
from theory.solutions.untied_weight_decay.small_data import RING, left, rate, y1, y2, y3

KEPT: dict[str, Callable[[int, int], bool]] = {
    "small-data+mean-field": lambda a, e: a == e,
    "small-data+narrow-latent": lambda a, e: e <= 1,  # noqa: ARG005
}
"""The powers of alpha and eta."""


def expansion(name: str, order: int) -> Series:
    """The Taylor coefficients of every loss over p, those that the face keeps."""

    def kept(loss: str, powers: tuple[int, ...], n: int) -> bool:
        _, a, e, _, decays = powers
        of_start = loss == "population" and (a, e, decays) == (2, 1, n)  # alpha^2 eta e^{-4 lambda t}
        return KEPT[name](a, e) or of_start

    return {
        loss: tuple(
            RING.from_dict({m: c for m, c in RING.from_expr(term).terms() if kept(loss, m, n)}).as_expr()
            for n, term in enumerate(terms)
        )
        for loss, terms in small_data.expansion(order).items()
    }


def solved(name: str, losses: tuple[sp.Expr, ...], where: tuple[sp.Basic, ...]) -> Solution:
    """An edge."""
    return Solution(
        model="untied-weight-decay",
        name=name,
        losses=dict(zip(("train", "error", "population"), losses, strict=True)),
        kind="ode",
        where=where,
        domain="all sizes, lambda > 0, t >= 0",
        source="docs/theory/untied.md",
        expansion=partial(expansion, name),
        beyond=True,
    )


a, b, c = (sp.Function(name)(tau) for name in "abc")
shrunk = alpha * left
COLUMN = (
    sp.Eq(tau, nu * t),
    sp.Eq(rate, decay / nu),
    sp.Eq(left, sp.exp(-2 * decay * t)),
    sp.Eq(a.diff(tau), 2 * c - 2 * rate * a),
    sp.Eq(b.diff(tau), 2 * c - 2 * (shrunk + rate) * b),
    sp.Eq(c.diff(tau), a + b - (shrunk + 2 * rate) * c),
    sp.Eq(y1.diff(tau), a + b - shrunk * c - 2 * rate * y1),
    sp.Eq(y2.diff(tau), 2 * shrunk * (c - shrunk * b) - 4 * rate * y2),
    sp.Eq(y3.diff(tau), 2 * (c - shrunk * b) - 2 * rate * y3),
    *(sp.Eq(each.subs(tau, 0), value) for each, value in ((a, alpha), (b, alpha), (c, 0), (y1, 0), (y2, 0), (y3, 0))),
)
START = p / 2 * alpha * a0 * sp.exp(-4 * decay * t)
of_column = p / 2 + H * (shrunk * b / 2 - c)
mean_field = commuting.losses(over_single)
SOLUTIONS = (
    solved(
        "small-data+mean-field",
        (mean_field["train"], mean_field["error"], mean_field["population"] + START),
        commuting.system(),
    ),
    solved(
        "small-data+narrow-latent",
        (
            of_column + decay * H * (alpha * left + y3 / nu),
            of_column,
            p / 2 + H * (alpha**2 * left**2 / 2 + (y2 - y1) / nu),
        ),
        COLUMN,
    ),
)
WEAK = tuple(
    replace(found, name=f"{found.name}+weak-decay")
    for found in (*small_data.SOLUTIONS, *SOLUTIONS, *free.SOLUTIONS)
    if "small-data" in found.name and "mean-field" not in found.name
)
"""Weak decay that moves the population loss more than the samples do, a share 1 / nu: all of lambda is kept."""
