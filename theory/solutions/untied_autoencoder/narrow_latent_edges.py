r"""The untied autoencoder with few latent units where S is a number: closed forms (docs/theory/untied.md).

Where S = 1, a column's x = r + c and y = r - c, with r = |v|^2 = |u|^2 and c = u^T v, obey (log x)' = 2 - x - y and
(log y)' = -2 - x - y. Where each sample is alone, v hardly moves, and a, b and c, the means of v^2, u^2 and u v along
the sample over those of the other directions, obey linear equations in the time tau = nu t.
"""

from collections.abc import Sequence

import sympy as sp

from theory.solutions.polynomials import Poly, taylor
from theory.solutions.solution import Series, Solution
from theory.solutions.symbols import H, alpha, eta, nu, p, t, tau

RING, A, B, C, ALPHA, ETA, NU = sp.ring([*sp.symbols("a b c"), alpha, eta, nu], sp.QQ)
HALF = sp.QQ(1, 2)

r, b, c = (sp.Symbol(name, real=True) for name in "rbc")
k = sp.Symbol("k", positive=True)


def infinite_data(target: int, order: int) -> Series:
    """S = 1: both losses are those of r and c."""
    velocity = {A: 2 * target * C - 2 * A**2, C: 2 * target * A * (1 - C)}
    added = taylor(A**2 * HALF - target * C, velocity, order)
    return of_column(target, added, added)


def one_sample(target: int, order: int) -> Series:
    """A sample alone; the length of v falls by what is learned of it, a share 1 / nu."""
    velocity = {A: 2 * target * C, B: 2 * target * C - 2 * ALPHA * B, C: target * (A + B) - ALPHA * C}
    train = taylor(ALPHA * B * HALF - target * C, velocity, order)
    moved = taylor(ALPHA * (B - ALPHA) - target * C, velocity, order)
    population = [ALPHA**2 * HALF, *(term * NU**s for s, term in enumerate(moved[1:]))]
    return of_column(target, [term * NU**s for s, term in enumerate(train)], population)


def of_column(target: int, train: Sequence[Poly], population: Sequence[Poly]) -> Series:
    """The Taylor coefficients of both losses over p from what a column adds to each."""
    start = [(A, ALPHA), (B, ALPHA), (C, RING(0))]

    def over_p(added: Sequence[Poly]) -> tuple[sp.Expr, ...]:
        terms = [(ETA * term.compose(start)).as_expr() for term in added]
        return sp.Rational(target, 2) + terms[0], *terms[1:]

    return {"train": over_p(train), "population": over_p(population)}


def solved(name: str, losses: tuple[sp.Expr, sp.Expr], where: Sequence[tuple[sp.Symbol, sp.Expr]]) -> Solution:
    """One of the four."""
    series = infinite_data if name.startswith("large-data") else one_sample
    target = 0 if name.endswith("free") else 1
    return Solution(
        model="untied-autoencoder",
        name=name,
        losses=dict(zip(("train", "population"), losses, strict=True)),
        kind="closed form",
        where=tuple(sp.Eq(symbol, value) for symbol, value in where),
        domain="all sizes, t >= 0",
        source="docs/theory/untied.md",
        expansion=lambda order: series(target, order),
    )


saturation = 1 + alpha * sp.sinh(2 * t)
decay, grown, turned = sp.exp(-alpha * tau), sp.cosh(2 * k * tau), sp.sinh(2 * k * tau) / k
moving = alpha**2 / 2 + (alpha * (b - alpha) - c) / nu
free_length = alpha / (1 + 2 * alpha * t)
SOLUTIONS = (
    solved(
        "large-data+narrow-latent",
        (p / 2 + H * (r**2 / 2 - c),) * 2,
        ((r, alpha * sp.cosh(2 * t) / saturation), (c, alpha * sp.sinh(2 * t) / saturation)),
    ),
    solved("large-data+narrow-latent+free", (H * r**2 / 2,) * 2, ((r, free_length),)),
    solved(
        "small-data+narrow-latent",
        (p / 2 + H * (alpha * b / 2 - c), p / 2 + H * moving),
        (
            (tau, nu * t),
            (b, alpha * decay * (grown - alpha / 2 * turned)),
            (c, alpha * decay * turned),
            (k, sp.sqrt(1 + alpha**2 / 4)),
        ),
    ),
    solved(
        "small-data+narrow-latent+free",
        (H * alpha * b / 2, H * moving.subs(c, 0)),
        ((tau, nu * t), (b, alpha * sp.exp(-2 * alpha * tau))),
    ),
)
