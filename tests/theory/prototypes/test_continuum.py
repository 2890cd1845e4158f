"""Continuum formulas: diffusivities, profiles and the residual mass between absorbing ends."""

import sympy as sp

from theory.prototypes import continuum
from theory.prototypes.locked import (
    coverage_dispersion,
    edge_push,
    edge_ratio,
    first_estimate,
    k,
    q,
    separation_dispersion,
    u,
)
from theory.prototypes.symbols import D, N, t, tau, x


def test_diffusivities():
    assert sp.simplify(continuum.separation_diffusivity() - 2 * sp.sqrt(sp.pi * tau)) == 0
    assert sp.simplify(continuum.overlap_diffusivity() - 2 * sp.pi / continuum.w**2) == 0


def test_barenblatt_quantile_inverts_the_mass():
    """The mass below x = R xi is ``1/2 + (3 xi - xi^3) / 4``."""
    z = sp.Symbol("z", real=True)
    profile = continuum.barenblatt()
    R = continuum.half_width()
    mass = sp.simplify(sp.integrate(profile, (x, -R, R * z)))
    assert sp.simplify(mass - (sp.Rational(1, 2) + (3 * z - z**3) / 4)) == 0
    below = mass.subs(z, continuum.barenblatt_quantile())
    for level in (sp.Rational(1, 10), sp.Rational(1, 2), sp.Rational(9, 10)):
        assert abs((below.subs(continuum.q, level) - level).evalf(30)) < 1e-25


def test_expelled_fraction_is_the_mass_outside():
    """Both sides of the edge of validity, R = 1/2 at D t = 1/36."""
    for value in (sp.Rational(1, 30), sp.S(1), sp.S(20)):
        half = sp.Rational(1, 2)
        inside = sp.integrate(continuum.barenblatt().subs({D: 1, t: value}), (x, -half, half))
        assert abs((1 - inside - continuum.separation_expelled().subs({D: 1, t: value})).evalf(30)) < 1e-25
    assert continuum.separation_expelled().subs({D: 1, t: sp.Rational(1, 40)}) == 0
    edge = continuum.separation_expelled().subs({D: 1, t: sp.Rational(1, 36) + sp.Rational(1, 10**12)})
    assert abs(edge.evalf(30)) < 1e-10


def test_separable_profile_between_absorbing_ends():
    """``(f f')' = -f`` gives ``x = I_{v}(2/3, 1/2) / 2``, ``v = (f / f_max)^3``; check dx/df against the
    first integral.

    With g = f^2/2: ``g'^2 = (4 sqrt 2/3)(g_max^{3/2} - g^{3/2})``, so ``f'^2 = (2/3)(f_max^3 - f^3) / f^2``.
    """
    f = sp.Symbol("f", positive=True)
    top = continuum.absorbed_peak()
    v = (f / top) ** 3
    # d/dv of the regularized incomplete beta function: v^{-1/3} (1 - v)^{-1/2} / B
    slope = sp.diff(v, f) * v ** sp.Rational(-1, 3) * (1 - v) ** sp.Rational(-1, 2) / continuum.BETA / 2
    expected = f / sp.sqrt(sp.Rational(2, 3) * (top**3 - f**3))
    for value in (sp.Rational(1, 50), sp.Rational(1, 10), sp.Rational(1, 5)):
        assert abs((slope / expected).subs(f, value).evalf(30) - 1) < 1e-25
    # the mass is twice the flux at an end, (f^2/2)'(0) = sqrt(2 f_max^3 / 3)
    mass = 2 * sp.sqrt(sp.Rational(2, 3) * top**3)
    assert abs((mass - continuum.residual_mass()).evalf(30)) < 1e-25


def test_first_estimate_of_two_prototypes():
    """N = 2: one neighbour, ``k e^{1/k} / 2``."""
    assert sp.simplify(first_estimate().subs(N, 2).doit() - k * sp.exp(1 / k) / 2) == 0


def test_edge_ratio_starts_at_the_soft_pull():
    """At u = 0 and small k the pull is 0 and grows like u, so the ratio is u / push."""
    values = {N: 4, k: sp.Rational(1, 20), u: sp.Rational(1, 100)}
    ratio, push = edge_ratio().subs(values).doit().evalf(), edge_push().subs(values).doit().evalf()
    # the softmax share of the edge's own sample is 1 - O(exp(-20)), the pull of the others O(exp(-20))
    assert abs(ratio * push / sp.Rational(1, 100) - 1) < 1e-5


def test_the_edge_alone_does_not_fold():
    """With its neighbours locked, the ratio that holds the edge rises with its displacement: the fold is
    collective."""
    ratio = edge_ratio().subs({N: 6, k: sp.Rational(3, 10)})
    held = [ratio.subs(u, sp.Rational(step, 2)).doit().evalf() for step in range(1, 4)]
    assert held == sorted(held)


def test_dispersions_at_the_zone_boundary_are_poissons():
    """Poisson summation at large k: coverage is left with ``4 pi^2 k exp(-pi^2 k)`` at q = pi, separation
    stays positive."""
    terms = {sp.oo: 40}
    soft = coverage_dispersion().subs(q, sp.pi).subs(terms).subs(k, 1).doit().evalf(30)
    leading = (4 * sp.pi**2 * sp.exp(-(sp.pi**2))).evalf(30)
    assert abs(soft / leading - 1) < 3e-4  # next order: 2 exp(-pi^2) and 4 exp(-3 pi^2)
    for wave in (sp.Rational(1, 2), sp.S(2), sp.pi):
        bend = separation_dispersion().subs({q: wave, N: 10}).subs(terms).subs(k, 2).doit().evalf(30)
        assert bend > 0
