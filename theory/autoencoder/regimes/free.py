r"""Free facet: alpha and a0 -> inf, the target is negligible and the flow is homogeneous in A.

In the planar limit A(0) and S are free, of laws alpha eta MP(1/eta) and MP(nu); the loss is defined by the flow below
through the planar part of its time series. No solution in closed form is known away from the facet's edges.
"""

import sympy as sp

from theory.autoencoder.regimes.regime import Regime
from theory.autoencoder.symbols import alpha, p, t
from theory.autoencoder.taylor import free, free_series

A = sp.Symbol("A", commutative=False)
S = sp.Symbol("S", commutative=False)
trace = sp.Function("tr")


def velocity() -> sp.Expr:
    """dA/dt = -(S A^2 + 2 A S A + A^2 S)."""
    return -(S * A**2 + 2 * A * S * A + A**2 * S)


def flow() -> sp.Eq:
    """The flow of A without its target."""
    moving = sp.Function("A", commutative=False)(t)
    return sp.Eq(sp.Derivative(moving, t), velocity().subs(A, moving), evaluate=False)


REGIME = Regime(
    name="free",
    dimension=2,
    scaling=((alpha, sp.oo),),
    time_scale=alpha,
    train=p / 2 * trace(A * S * A),
    population=p / 2 * trace(A**2),
    solution="series",
    where=(flow(),),
    source="arXiv:2606.05335, free regime (unsolved there); docs/theory/free.md",
    expansion=free_series,
    reach=free.require_order,
)
