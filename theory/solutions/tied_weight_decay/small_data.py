r"""Small-data with weight decay: one sample on its lattice, and all other directions die as e^{-2 lambda t}.

In t, with nu = p/N, the squares of the bidiagonal entries of W move by

    (log c_k)' = 2 nu (c_{k-1} - c_{k+1}) - 2 lambda + 4 nu (1 - c_1) [k = 1] - 4 nu c_1 [k = 2],

and one sample adds x_1 and x_2 to Tr A and Tr A^2 of pure decay, x_1' = -2 lambda x_1 + 4 nu (g_0 - g_1) and
x_2' = -4 lambda x_2 + 8 nu (g_1 - g_2). This holds for lambda of any size up to p/N, where the error feels it; the
facet of the train loss, lambda^2 of the size of p/N, keeps fewer terms of each loss.
"""

from collections.abc import Callable
from functools import cache, partial

import sympy as sp

from theory.autoencoder.regimes.small_data import moment
from theory.solutions.series import Poly, convolved
from theory.solutions.solution import Series, Solution
from theory.solutions.symbols import N, a0, alpha, decay, eta, nu, p, t, tau

RING, ALPHA, ETA, NU, DECAY = sp.ring([alpha, eta, nu, decay], sp.QQ)
HALF = sp.QQ(1, 2)
FACES: dict[str, Callable[[int, int], bool]] = {
    "small-data": lambda a, e: True,  # noqa: ARG005 - all powers of alpha and eta
    "small-data+mean-field": lambda a, e: a == e,
    "small-data+narrow-latent": lambda a, e: e <= 1,  # noqa: ARG005
    "small-data+mean-field+narrow-latent": lambda a, e: a == e <= 1,
}
"""The powers of alpha and eta that each face keeps."""


def lattice(order: int) -> tuple[list[Poly], list[Poly], list[Poly]]:
    """The Taylor coefficients of g_0, g_1, g_2."""
    c = [[ALPHA if k % 2 else ALPHA * ETA] for k in range(order + 3)]
    for n in range(order):
        rates = [[-2 * DECAY * (i == 0) - 2 * NU * x for i, x in enumerate(c[k + 1])] for k in range(order + 2 - n)]
        for k in range(1, len(rates)):
            rates[k] = [x + 2 * NU * y for x, y in zip(rates[k], c[k - 1], strict=False)]
        for k in (0, 1):
            rates[k] = [x + 4 * NU * ((k == i == 0) - y) for i, (x, y) in enumerate(zip(rates[k], c[0], strict=False))]
        grown = [convolved(c[k][: n + 1], rate[: n + 1])[n] * sp.QQ(1, n + 1) for k, rate in enumerate(rates)]
        for k, term in enumerate(grown):
            c[k].append(term)
    first, second, third = (row[: order + 1] for row in c[:3])
    total = [x + y for x, y in zip(first, second, strict=True)]
    inner = [x + y for x, y in zip(convolved(total, total), convolved(second, third), strict=True)]
    return first, convolved(first, total), convolved(first, inner)


def driven(rate: Poly, force: list[Poly], start: Poly) -> list[Poly]:
    """The Taylor coefficients of x' = rate x + force."""
    x = [start]
    for n, f in enumerate(force[:-1]):
        x.append((rate * x[n] + f) * sp.QQ(1, n + 1))
    return x


@cache
def polynomials(order: int) -> dict[str, list[Poly]]:
    """The Taylor coefficients of every loss over p."""
    g = lattice(order)
    first, second = ALPHA * ETA, ALPHA * ETA * (ALPHA + ALPHA * ETA)
    of_a = driven(-2 * DECAY, [4 * (x - y) for x, y in zip(g[0], g[1], strict=True)], first)
    of_square = driven(-4 * DECAY, [8 * (x - y) for x, y in zip(g[1], g[2], strict=True)], second)
    error = [(n == 0) * HALF - x + y * HALF for n, (x, y) in enumerate(zip(g[0], g[1], strict=True))]
    return {
        "train": [x + DECAY * y * HALF for x, y in zip(error, of_a, strict=True)],
        "error": error,
        "population": [(n == 0) * HALF - x + y * HALF for n, (x, y) in enumerate(zip(of_a, of_square, strict=True))],
    }


def expansion(name: str, order: int) -> Series:
    """The Taylor coefficients of every loss over p, those that the face keeps."""
    keep = FACES[name]
    return {
        loss: tuple(RING.from_dict({m: c for m, c in f.terms() if keep(m[0], m[1])}).as_expr() for f in row)
        for loss, row in polynomials(order).items()
    }


rate = sp.Symbol("lambda'", positive=True)
x1, x2, r = (sp.Function(name)(tau) for name in ("x_1", "x_2", "r"))
a = sp.Symbol("a", nonnegative=True)
DEAD = sp.exp(-2 * rate * tau)
TIME = sp.Eq(tau, t * p / N, evaluate=False), sp.Eq(rate, decay * N / p)
CHANGES = (
    sp.Eq(x1.diff(tau), 4 * (moment(0) - moment(1)) - 2 * rate * x1),
    sp.Eq(x2.diff(tau), 8 * (moment(1) - moment(2)) - 4 * rate * x2),
    sp.Eq(x1.subs(tau, 0), 0),
    sp.Eq(x2.subs(tau, 0), 0),
)


def site(k: int) -> sp.Expr:
    """c_k(tau)."""
    return sp.Function(f"c_{k}")(tau)


def lattice_equations() -> tuple[sp.Eq, ...]:
    """The lattice, its start and the moments g_k in its sites."""
    k = sp.Symbol("k", integer=True, positive=True)
    c = sp.Function("c")
    bulk = sp.Eq(sp.Derivative(c(k, tau), tau), 2 * c(k, tau) * (c(k - 1, tau) - c(k + 1, tau) - rate), evaluate=False)
    return (
        sp.Eq(site(1).diff(tau), 2 * site(1) * (2 - 2 * site(1) - site(2) - rate)),
        sp.Eq(site(2).diff(tau), 2 * site(2) * (-site(1) - site(3) - rate)),
        bulk,
        sp.Eq(c(2 * k - 1, 0), a0),
        sp.Eq(c(2 * k, 0), alpha),
        sp.Eq(moment(0), site(1)),
        sp.Eq(moment(1), site(1) * (site(1) + site(2))),
        sp.Eq(moment(2), site(1) * ((site(1) + site(2)) ** 2 + site(2) * site(3))),
    )


def losses(error: sp.Expr, second: sp.Expr, first_change: sp.Expr, second_change: sp.Expr) -> dict[str, sp.Expr]:
    """From the error, the second moment of A(0), and what one sample changes in Tr A and Tr A^2."""
    of_a = p * a0 * DEAD + N * first_change
    of_square = p * second * DEAD**2 + N * second_change
    return {"train": error + decay / 2 * of_a, "error": error, "population": p / 2 - of_a + of_square / 2}


def solved(name: str, limits: dict[str, sp.Expr], kind: str, where: tuple[sp.Basic, ...], domain: str = "") -> Solution:
    """A face of small data."""
    return Solution(
        model="tied-weight-decay",
        name=name,
        losses=limits,
        kind=kind,  # type: ignore[arg-type]
        where=(*TIME, *where),
        domain=f"finite N, lambda > 0, t >= 0{domain}",
        source="docs/theory/weight-decay.md",
        expansion=partial(expansion, name),
        beyond=True,
    )


BEFORE_SATURATION = " as long as the sample is not learned"
ENERGY = a0 * sp.exp((4 - 2 * rate) * tau - alpha * (1 - DEAD) / rate)
COLUMN = (
    sp.Eq(r, alpha * DEAD),
    sp.Eq(moment(0), ENERGY),
    sp.Eq(moment(1), r * moment(0)),
    sp.Eq(moment(2), r**2 * moment(0)),
)
LOGISTIC = a0 * sp.exp((4 - 2 * rate) * tau) / (1 + 4 * a0 * (sp.exp((4 - 2 * rate) * tau) - 1) / (4 - 2 * rate))
SAMPLE = p / 2 * (1 - 2 * moment(0) + moment(1))

SOLUTIONS = (
    solved("small-data", losses(SAMPLE, a0**2 + alpha * a0, x1, x2), "ode", (*lattice_equations(), *CHANGES)),
    solved(
        "small-data+mean-field",
        losses(p / 2 * (1 - a) ** 2, a0**2, a - a0 * DEAD, a**2 - a0**2 * DEAD**2),
        "closed form",
        (sp.Eq(a, LOGISTIC),),
    ),
    solved(
        "small-data+narrow-latent",
        losses(p / 2 - p * (1 - r / 2) * moment(0), alpha * a0, x1, x2),
        "quadrature",
        (*COLUMN, *CHANGES),
        BEFORE_SATURATION,
    ),
    solved(
        "small-data+mean-field+narrow-latent",
        losses(p / 2 - p * a, sp.Integer(0), a - a0 * DEAD, sp.Integer(0)),
        "closed form",
        (sp.Eq(a, a0 * sp.exp((4 - 2 * rate) * tau)),),
        BEFORE_SATURATION,
    ),
)
