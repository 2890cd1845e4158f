"""Many prototypes as a density: the porous-medium equation and its self-similar solutions (docs/theory/continuum.md).

In the unit of time ``dc_j/dt = M F_j`` a pair kernel K of short range gives ``rho_t = D (rho rho_x)_x`` with
``D = 2 int K``. Separation lives on the whole line; overlap acts on the hull only, whose ends absorb.
"""

import sympy as sp

from theory.prototypes.losses import pair_kernel, pair_precision, separation
from theory.prototypes.symbols import D, t, x
from theory.prototypes.system import Prototype

g = sp.Symbol("g", real=True)
w = sp.Symbol("w", positive=True)
q = sp.Symbol("q", positive=True)

_PAIR = Prototype((sp.S.Zero,), w), Prototype((g,), w)

BETA = sp.beta(sp.Rational(2, 3), sp.Rational(1, 2))


def diffusivity(kernel: sp.Expr) -> sp.Expr:
    """``D = 2 int K(g) dg`` of a pair kernel in the distance ``g``."""
    return sp.simplify(2 * sp.integrate(kernel, (g, -sp.oo, sp.oo)))


def separation_diffusivity() -> sp.Expr:
    """``2 sqrt(pi tau)``."""
    return diffusivity(separation.features[0]((), *_PAIR))


def overlap_diffusivity() -> sp.Expr:
    """``2 pi / w^2`` for equal inverse widths w, well inside a unit hull."""
    return diffusivity(pair_kernel(*_PAIR) * sp.sqrt(sp.pi / pair_precision(*_PAIR)))


def half_width() -> sp.Expr:
    """Half width R of Barenblatt's profile of unit mass: ``R^3 = 9 D t / 2``."""
    return sp.cbrt(9 * D * t / 2)


def barenblatt() -> sp.Expr:
    """``(R^2 - x^2) / (6 D t)`` for |x| < R, the source solution of unit mass; zero outside."""
    return (half_width() ** 2 - x**2) / (6 * D * t)


def barenblatt_quantile() -> sp.Expr:
    """Position below which a fraction q of Barenblatt's mass lies, in units of R: ``2 sin(asin(2 q - 1) / 3)``."""
    return 2 * sp.sin(sp.asin(2 * q - 1) / 3)


def separation_expelled() -> sp.Expr:
    """Fraction outside a unit hull centred on Barenblatt's profile: ``1 - (R^2 - 1/12) / (6 D t)``, for R > 1/2."""
    return sp.Piecewise(
        (1 - (half_width() ** 2 - sp.Rational(1, 12)) / (6 * D * t), D * t > sp.Rational(1, 36)), (0, True)
    )


def residual_mass() -> sp.Expr:
    """``mu = 3 / B(2/3, 1/2)^3 = 0.1733``: the mass left between absorbing ends 1 apart tends to ``mu / (D t)``."""
    return 3 / BETA**3


def absorbed_peak() -> sp.Expr:
    """Height of the separable profile ``f(x) / (D t)`` between absorbing ends: ``f(1/2) = 3 / (2 B^2)``."""
    return sp.Rational(3, 2) / BETA**2


def overlap_expelled() -> sp.Expr:
    """``D t / (mu + D t)``: fraction outside the unit hull for overlap from the separable profile of mass 1."""
    return D * t / (residual_mass() + D * t)
