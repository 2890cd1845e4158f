r"""The untied autoencoder with few samples and negligible target: small-data+free (docs/theory/untied.md).

b' = -D b - |b|^2 b is linear up to a factor, and all follows from M(tau) = 1 + int (1 - e^{-2 x tau}) / x dchi(x), with
the law chi of D in the direction of b(0), of mass alpha eta.
"""

from functools import partial

import sympy as sp

from theory.solutions.solution import Solution
from theory.solutions.symbols import N, alpha, eta, nu, p, t, tau
from theory.solutions.untied_autoencoder.small_data import b2, delta, expansion, over_columns, x

z = sp.Symbol("z")
chi, g, M = sp.Function("chi")(x), sp.Function("g")(z), sp.Function("M", positive=True)(tau)


def system() -> tuple[sp.Eq, ...]:
    """M, the law chi of D in the direction of b(0) by its Stieltjes transform, and that of K."""
    ends = (x, -sp.oo, sp.oo)
    of_sample = sp.Integral(chi / (z - x), ends)
    return (
        sp.Eq(tau, nu * t),
        sp.Eq(M, 1 + sp.Integral(chi * (1 - sp.exp(-2 * x * tau)) / x, ends)),
        sp.Eq(of_sample, g / (1 + g)),
        sp.Eq(g, over_columns(1 / (z - x))),
        sp.Eq(b2, M.diff(tau) / (2 * M)),
        sp.Eq(delta, -(sp.log(M).diff(tau, 2) / 8 + alpha**2 * eta / 2) + alpha * (b2 - alpha * eta) / 2),
    )


SOLUTIONS = (
    Solution(
        model="untied-autoencoder",
        name="small-data+free",
        losses={"train": -p / 8 * sp.log(M).diff(tau, 2), "population": p / 2 * alpha**2 * eta + N * delta},
        kind="quadrature",
        where=system(),
        domain="all sizes, t >= 0",
        source="docs/theory/untied.md",
        expansion=partial(expansion, 0),
    ),
)
