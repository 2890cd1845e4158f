r"""The vertex lambda -> inf: everything dies as e^{-lambda t} before the data move it, and they add a first order."""

import sympy as sp

from theory.solutions.homogeneous import TIME, theta
from theory.solutions.series import convolved, exponential, integrated
from theory.solutions.solution import Series, Solution
from theory.solutions.symbols import a0, alpha, decay, eta, nu, p, t

RING, ALPHA, ETA, _, DECAY = sp.ring([alpha, eta, nu, decay], sp.QQ)
HALF = sp.QQ(1, 2)


def expansion(order: int) -> Series:
    """The Taylor coefficients of every loss over p."""
    first, second = ALPHA * ETA, ALPHA * ETA * (ALPHA + ALPHA * ETA)
    slow, fast = exponential(-2 * DECAY, order), exponential(-4 * DECAY, order)
    error = [(n == 0) * HALF - first * x + second * y * HALF for n, (x, y) in enumerate(zip(slow, fast, strict=True))]
    moved = [-4 * second * x for x in integrated(slow)[: order + 1]]
    moved[0] += first
    if order:
        moved[1] += 4 * first
    train = [x + DECAY * y * HALF for x, y in zip(error, convolved(slow, moved), strict=True)]
    return {
        name: tuple(c.as_expr() for c in row)
        for name, row in {"train": train, "error": error, "population": error}.items()
    }


SECOND = a0**2 + alpha * a0
ERROR = p / 2 * (1 - 2 * a0 * sp.exp(-2 * decay * t) + SECOND * sp.exp(-4 * decay * t))
TRACE = p * sp.exp(-2 * decay * t) * (a0 + 4 * a0 * t - 4 * SECOND * theta)

SOLUTION = Solution(
    model="tied-weight-decay",
    name="large-data+mean-field+narrow-latent+free",
    losses={"train": ERROR + decay / 2 * TRACE, "error": ERROR, "population": ERROR},
    kind="closed form",
    where=(TIME,),
    domain="all sizes, lambda > 0, t >= 0",
    source="docs/theory/weight-decay.md",
    expansion=expansion,
    beyond=True,
)
