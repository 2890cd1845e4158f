r"""The untied autoencoder with weight decay and few latent units at S = 1, in closed form (docs/theory/untied.md).

x = r + c and y = r - c obey (log x)' = 2 - 2 lambda - x - y and (log y)' = -2 - 2 lambda - x - y.
"""

import sympy as sp

from theory.solutions.polynomials import Poly, taylor
from theory.solutions.solution import Series, Solution
from theory.solutions.symbols import H, alpha, decay, eta, nu, p, t

RING, R, C, ALPHA, ETA, _, DECAY = sp.ring([*sp.symbols("r c"), alpha, eta, nu, decay], sp.QQ)
VELOCITY = {R: 2 * C - 2 * R**2 - 2 * DECAY * R, C: 2 * R * (1 - C) - 2 * DECAY * C}
ERROR = sp.QQ(1, 2) * R**2 - C

r, c, m = (sp.Symbol(name, positive=True) for name in ("r", "c", "M"))


def expansion(order: int) -> Series:
    """The Taylor coefficients of every loss over p."""
    start = [(R, ALPHA), (C, RING(0))]

    def coefficients(added: Poly) -> tuple[sp.Expr, ...]:
        terms = [(ETA * term.compose(start)).as_expr() for term in taylor(added, VELOCITY, order)]
        return sp.Rational(1, 2) + terms[0], *terms[1:]

    error = coefficients(ERROR)
    return {"train": coefficients(ERROR + DECAY * R), "error": error, "population": error}


def system() -> tuple[sp.Eq, ...]:
    """r, c and the saturation M; a removable singularity at lambda = 1."""
    up, down = sp.exp(2 * (1 - decay) * t), sp.exp(-2 * (1 + decay) * t)
    grown = (up - 1) / (2 * (1 - decay)) + (1 - down) / (2 * (1 + decay))
    return (
        sp.Eq(r, alpha * (up + down) / (2 * m)),
        sp.Eq(c, alpha * (up - down) / (2 * m)),
        sp.Eq(m, 1 + alpha * grown),
    )


error = p / 2 + H * (r**2 / 2 - c)
SOLUTIONS = (
    Solution(
        model="untied-weight-decay",
        name="large-data+narrow-latent",
        losses={"train": error + H * decay * r, "error": error, "population": error},
        kind="closed form",
        where=system(),
        domain="all sizes, lambda > 0, t >= 0",
        source="docs/theory/untied.md",
        expansion=expansion,
    ),
)
