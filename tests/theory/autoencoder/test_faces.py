"""All twenty faces: the same ones as found from the coefficients, and their formulas against the exact expansion."""

from math import factorial

import mpmath
import pytest
import sympy as sp

from theory.autoencoder.expansion import coefficient
from theory.autoencoder.prism import faces
from theory.autoencoder.regimes import FACETS, REGIMES, large_data, large_data_edges, other_edges, regime
from theory.autoencoder.symbols import H, N, a0, alpha, eta, nu, p, sigma2, t, tau
from theory.errors import InputError

ORDER = 8
SIZES = {alpha: sigma2 * p, a0: sigma2 * H, eta: H / p, nu: p / N}
POINT = {alpha: sp.Rational(4, 5), eta: sp.Rational(3, 7), nu: sp.Rational(5, 3)}


def facets_through(m, h, d, s, deepest):
    """The facets on which a term of order s lies."""
    met = {"large-data": d == 0, "small-data": d == deepest, "mean-field": h == m, "narrow-latent": h <= 1}
    return {name for name, holds in {**met, "free": m == s + 2}.items() if holds}


def face_terms(face, loss, s):
    """The planar terms of Y_s / (p s!) on a face, {(m, h, d): coefficient}: its equations in docs/theory/prism.md.

    The constant of the loss, m = h = 0 at s = 0, is kept where h = m or h <= 1 allow it.
    """
    deepest = s if loss == "train" else max(s - 1, 0)
    return {
        (m, h, -k): sp.Rational(c) / factorial(s)
        for (_, h, k, m), c in coefficient(loss, s, planar=True).terms.items()
        if set(face.facets) <= facets_through(m, h, -k, s, deepest)
    }


@pytest.mark.parametrize("name", REGIMES)
def test_series_are_the_terms_of_the_face(name):
    """Exactly, to order 8, train and population."""
    found = REGIMES[name].series(ORDER)
    for loss, curve in (("train", found.train), ("population", found.population)):
        assert len(curve) == ORDER + 1
        for s, c in enumerate(curve):
            assert sp.Poly(c, alpha, eta, nu).as_dict() == face_terms(REGIMES[name], loss, s), (loss, s)


def test_the_faces_are_those_of_the_prism():
    assert [(r.name, r.dimension) for r in REGIMES.values()] == [(f.name, f.dimension) for f in faces().values()]


@pytest.mark.parametrize("name", REGIMES)
def test_time_scales_are_those_of_the_prism(name):
    ratio = (REGIMES[name].time_scale / faces()[name].time_scale).subs(SIZES)
    assert sp.simplify(ratio) == 1


@pytest.mark.parametrize("name", REGIMES)
def test_scalings_are_those_of_the_prism(name):
    """On edges and vertices the same limits; a facet states one and leaves out what follows from it."""
    stated = {(quantity.subs(SIZES), limit) for quantity, limit in REGIMES[name].scaling}
    derived = {pair for pair in faces()[name].scaling if pair[1] is not None}
    assert stated <= derived
    assert stated == derived or name in FACETS


@pytest.mark.parametrize("name", [name for name in REGIMES if "+" in name])
def test_edges_do_not_depend_on_the_order_of_their_facets(name):
    assert regime("+".join(reversed(name.split("+")))) is REGIMES[name]


def test_a_negative_order_is_refused():
    with pytest.raises(InputError, match="an integer >= 0, got -1"):
        REGIMES["mean-field"].series(-1)


def with_moment(equation, unknown, point):
    """``point`` with the positive root of a quadratic equation for a resolvent moment."""
    a, b, c = sp.Poly((equation.lhs - equation.rhs).subs(point), unknown).all_coeffs()
    return {**point, unknown: (-b + sp.sqrt(b**2 - 4 * a * c)) / (2 * a)}


WITH_MOMENT = {
    "large-data": (large_data.RESOLVENT_MOMENT, large_data.g),
    "large-data+free": (large_data_edges.free_moment(), large_data_edges.g),
    "mean-field+free": (other_edges.free_moment(), other_edges.g),
}


def test_the_linear_train_loss_is_the_integral():
    """A Bessel function against p/2 - p a0 int l e^{4 l t} dmu(l), 15 digits of both."""
    values = {a0: sp.Rational(7, 5), nu: sp.Rational(1, 2), p: 1, t: sp.Rational(1, 3)}
    integral = other_edges.SPECTRUM.expect(lambda l: l * sp.exp(4 * l * t)).subs(values)
    closed = other_edges.linear_train().subs(values)
    assert abs(sp.N(closed, 20) - (sp.Rational(1, 2) - values[a0] * sp.N(integral, 15))) < 1e-12


def at_point(name, loss, time):
    """The formula over p at ``POINT`` with H = eta p and N = p / nu, as an expression without free symbols."""
    point = {**POINT, a0: POINT[alpha] * POINT[eta], p: 1, H: POINT[eta], N: 1 / POINT[nu]}
    point |= {t: time, tau: POINT[nu] * time, large_data.E: sp.exp(4 * time)}
    if name in WITH_MOMENT:
        point = with_moment(*WITH_MOMENT[name], point)
    definitions = {e.lhs: e.rhs for e in REGIMES[name].where if e.lhs == large_data_edges.r}
    return getattr(REGIMES[name], loss).subs(definitions).subs(point)


CLOSED = [name for name, r in REGIMES.items() if r.solution == "closed form"]


@pytest.mark.parametrize("loss", ["train", "population"])
@pytest.mark.parametrize("name", CLOSED)
def test_formulas_have_these_series(name, loss):
    """At t = 1e-6 the formula in 70 digits equals the series up to its first neglected term, of order t^9 = 1e-54."""
    time = sp.Rational(1, 10**6)
    curve = getattr(REGIMES[name].series(ORDER + 1), loss)
    known = sum(c.subs(POINT) * time**s for s, c in enumerate(curve[:-1]))
    with mpmath.workdps(70):
        gap = sp.N(at_point(name, loss, time) - known, 70)
    assert abs(gap / time ** (ORDER + 1) - curve[-1].subs(POINT)) < 1e-3 * abs(curve[-1].subs(POINT))
