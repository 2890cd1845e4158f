r"""Narrow-latent with weight decay: the columns of W decouple, w' = (2 - r) S w - (q + lambda) w.

With w = c e^{s S} w(0) and q = w^T S w, the decay shortens a column and leaves its direction to s alone.
"""

import sympy as sp

from theory.autoencoder.regimes.narrow_latent import energy, generating_function, growth, phi, r, s
from theory.solutions.laws import samples
from theory.solutions.series import Poly, convolved
from theory.solutions.solution import Series, Solution
from theory.solutions.symbols import H, alpha, decay, eta, nu, p, t

RING, ALPHA, ETA, _, DECAY = sp.ring([alpha, eta, nu, decay], sp.QQ)
HALF = sp.QQ(1, 2)


def flow() -> tuple[sp.Eq, sp.Eq]:
    """The equations for the growth s and the squared length r = |w|^2."""
    return sp.Eq(s.diff(t), 2 - r), sp.Eq(r.diff(t), 4 * (1 - r) * energy() - 2 * decay * r)


def column(order: int) -> tuple[list[Poly], list[Poly]]:
    """The series of r and of m_1, where m_k is the mean of l^k over the column's direction:

    r' = 4 (1 - r) r m_1 - 2 lambda r,    m_k' = 2 (2 - r) (m_{k+1} - m_k m_1).
    """
    moment = samples(RING)
    r, m = [ALPHA], [[moment(k)] for k in range(order + 2)]
    for n in range(order):
        growth, pull = [2 * (i == 0) - x for i, x in enumerate(r)], [(i == 0) - x for i, x in enumerate(r)]
        slope = convolved(r, m[1])
        for k in range(1, order + 1 - n):
            gap = [x - y for x, y in zip(m[k + 1], convolved(m[k], m[1][: n + 1]), strict=False)]
            m[k].append(convolved(growth, gap)[n] * sp.QQ(2, n + 1))
        r.append((4 * convolved(pull, slope)[n] - 2 * DECAY * r[n]) * sp.QQ(1, n + 1))
    return r, m[1]


def expansion(order: int) -> Series:
    """The Taylor coefficients of every loss over p."""
    r, m = column(order)
    learned = convolved([(n == 0) - x * HALF for n, x in enumerate(r)], [ETA * x for x in r])
    error, population = ([(n == 0) * HALF - x for n, x in enumerate(y)] for y in (convolved(learned, m), learned))
    train = [x + DECAY * ETA * y * HALF for x, y in zip(error, r, strict=True)]
    rows = {"train": train, "error": error, "population": population}
    return {name: tuple(c.as_expr() for c in row) for name, row in rows.items()}


ERROR = p / 2 - H / 2 * (2 - r) * energy()

SOLUTION = Solution(
    model="tied-weight-decay",
    name="narrow-latent",
    losses={"train": ERROR + decay / 2 * H * r, "error": ERROR, "population": p / 2 - H * (r - r**2 / 2)},
    kind="ode",
    where=(
        *flow(),
        sp.Eq(phi(growth), generating_function()),
        sp.Eq(s.subs(t, 0), 0),
        sp.Eq(r.subs(t, 0), alpha),
    ),
    domain="all sizes, lambda > 0, t >= 0",
    source="docs/theory/weight-decay.md",
    expansion=expansion,
    any_spectrum=True,
)
