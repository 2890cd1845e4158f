"""The facets' symbolic formulas: defining equations, equivalent forms, first derivatives of the exact flow."""

from dataclasses import replace

import mpmath
import pytest
import sympy as sp

from theory.autoencoder.laws import FiniteSpectrum, MarchenkoPastur
from theory.autoencoder.regimes import (
    FACETS,
    REGIMES,
    large_data,
    mean_field,
    narrow_latent,
    regime,
    small_data,
)
from theory.autoencoder.symbols import H, N, a0, alpha, eta, nu, p, sigma2, symbol, t, tau
from theory.autoencoder.taylor import moment_series
from theory.errors import InputError


@pytest.mark.parametrize(
    "ratio", [sp.Rational(1, 3), *(pytest.param(sp.Integer(k), marks=pytest.mark.slow) for k in (1, 3))]
)
def test_marchenko_pastur_moments_are_the_integrals(ratio):
    law = MarchenkoPastur(ratio, sp.Rational(3, 2))
    for order in range(4):
        integral = law.expect(lambda x, k=order: x**k if k else sp.Integer(1))
        assert abs(sp.N(integral, 20) - law.moment(order)) < 1e-12


def test_finite_spectrum_averages():
    law = FiniteSpectrum((sp.Integer(1), sp.Rational(1, 2), sp.Integer(0)))
    assert law.moment(2) == sp.Rational(5, 12)


def test_facets_are_the_five():
    assert tuple(name for name in REGIMES if "+" not in name) == FACETS
    assert all(r.dimension == 3 - len(r.facets) for r in REGIMES.values())


def test_unknown_regime_names_the_near_ones():
    with pytest.raises(InputError, match="no regime is named 'meanfield': did you mean mean-field"):
        regime("meanfield")


def test_dimension_must_match_the_name():
    r = REGIMES["free"]
    with pytest.raises(ValueError, match="not of dimension 1"):
        replace(r, dimension=1)


def resolvent_value(a, e, time, digits):
    """The boxed closed form of docs/theory/large-data.md at p = 1 in ``digits`` digits."""
    with mpmath.workdps(digits):
        growth = sp.exp(4 * time)
        g = next(
            root
            for root in sp.Poly(
                (large_data.RESOLVENT_MOMENT.lhs - 1).subs({alpha: a, eta: e, large_data.E: growth}), large_data.g
            ).nroots(n=digits)
            if root > 0
        )
        return sp.N(
            large_data.resolvent_form().subs({large_data.g: g, large_data.E: growth, alpha: a, eta: e, p: 1}), digits
        )


@pytest.mark.parametrize(("a", "e"), [(2, sp.Rational(1, 2)), (sp.Rational(1, 10), 3), (1, 1), (sp.Rational(1, 7), 7)])
@pytest.mark.parametrize("time", [sp.Rational(1, 1000), sp.Rational(1, 4), 2])
def test_large_data_narayana_and_resolvent_forms_agree(a, e, time):
    """Both are exact, so they agree to the digits carried, 40 less the cancellation near zeta = 0."""
    narayana = sp.N(large_data.narayana_form().subs({alpha: a, eta: e, t: time, p: 1}), 40)
    assert abs(narayana / resolvent_value(a, e, time, 40) - 1) < sp.Float("1e-25")


@pytest.mark.parametrize(
    ("a", "e"), [pytest.param(2, sp.Rational(1, 2), marks=pytest.mark.slow), (sp.Rational(1, 2), 2)]
)
def test_large_data_integral_agrees_with_closed_form(a, e):
    time = sp.Rational(1, 4)
    integral = sp.N(large_data.integral().subs({alpha: a, eta: e, t: time, p: 1}), 15)
    assert abs(integral - resolvent_value(a, e, time, 20)) < 1e-12


def test_narrow_latent_first_integral_is_constant():
    s_flow, r_flow = narrow_latent.flow()
    change = narrow_latent.first_integral().diff(t).doit()
    change = change.subs({s_flow.lhs: s_flow.rhs, r_flow.lhs: r_flow.rhs})
    slope = sp.Symbol("slope")
    change = change.replace(lambda e: isinstance(e, sp.Subs | sp.Derivative), lambda _: slope)
    assert sp.simplify(change) == 0


def test_small_data_riccati_expands_to_the_hierarchy():
    """The coefficient of z^-(k+2) of the Riccati equation is the k-th moment equation."""
    order, z = 6, small_data.z
    series = 1 / z + sum(small_data.moment(k) / z ** (k + 2) for k in range(order + 1))
    right = sp.expand(small_data.riccati_equation().rhs.subs(small_data.F, series))
    for k in range(order - 2):
        assert sp.expand(right.coeff(z, -(k + 2)) - small_data.moment_equation(k).rhs) == 0


def test_small_data_lattice_solves_the_hierarchy():
    """g_0 = c_1, g_1 = c_1 (c_1 + c_2), g_2 = c_1 ((c_1 + c_2)^2 + c_2 c_3) satisfy the first two moment equations."""
    c = [sp.Function(f"c_{k}")(tau) for k in range(1, 5)]
    g = [c[0], c[0] * (c[0] + c[1]), c[0] * ((c[0] + c[1]) ** 2 + c[1] * c[2])]
    rates = {small_data.lattice_equation(k).lhs: small_data.lattice_equation(k).rhs for k in (1, 2, 3)}
    moments = {small_data.moment(k): g[k] for k in range(3)}
    for k in (0, 1):
        left = g[k].diff(tau).subs(rates)
        assert sp.expand(left - small_data.moment_equation(k).rhs.subs(moments, simultaneous=True)) == 0


def exact_derivatives(loss, order):
    """d^s loss / dt^s at t = 0 for one sample and p = H = 2 by differentiating the flow of W symbolically."""
    w = sp.Matrix(2, 2, sp.symbols("w0:4"))
    gap = sp.eye(2) - w * w.T
    s = sp.diag(2, 0)  # one sample of squared length p = 2
    rate = (gap * s + s * gap) * w
    value, out = loss(gap, s), []
    for _ in range(order + 1):
        out.append(sp.expand(value))
        value = sum(sp.diff(value, w[k]) * rate[k] for k in range(4))
    return out


def test_population_equation_of_one_sample():
    """delta' = 4 (2 g_1 - g_2 - g_0) is an identity of the flow, before any limit: p = 2, N = 1, tau = 2 t."""
    population = exact_derivatives(lambda gap, _: (gap * gap).trace() / 2, 1)
    w = sp.Matrix(2, 2, sp.symbols("w0:4"))
    a = w * w.T
    g = [(a ** (k + 1))[0, 0] for k in range(3)]
    assert sp.expand(population[1] - 2 * 4 * (2 * g[1] - g[2] - g[0])) == 0


def test_small_data_series_solves_the_hierarchy():
    """To order 5 the first two moment equations hold term by term, from the Marchenko-Pastur moments on."""
    order = 5
    g = moment_series(order)
    series = {small_data.moment(k): sum(c * tau**s for s, c in enumerate(g[k])) for k in range(3)}
    for k in (0, 1):
        equation = small_data.moment_equation(k)
        gap = sp.expand((equation.lhs - equation.rhs).subs(series).doit())
        assert all(sp.expand(gap.coeff(tau, s)) == 0 for s in range(order))
    assert [x[0] for x in g] == [small_data.initial_moment(k) for k in range(3)]


def test_small_data_series_with_numbers():
    symbolic, numeric = moment_series(5), moment_series(5, sp.Rational(1, 3), sp.Integer(2))
    assert [c.subs({alpha: sp.Rational(1, 3), eta: 2}) for c in symbolic[1]] == numeric[1]


def test_initial_losses_are_those_of_the_facets():
    """At t = 0 large-data and small-data give the planar part of Y_0 = p/2 - p H s + (p H^2 + p^2 H) s^2 / 2."""
    planar = (p / 2 - p * H * sigma2 + (p * H**2 + p**2 * H) * sigma2**2 / 2).subs({H: eta * p, sigma2: alpha / p})
    large = large_data.resolvent_form().subs({large_data.g: 1, large_data.E: 1})
    assert sp.expand(large - planar) == 0
    g = [small_data.initial_moment(k) for k in (0, 1)]
    assert sp.expand(p / 2 * (1 - 2 * g[0] + g[1]) - planar) == 0


def test_mean_field_takes_any_spectrum():
    law = FiniteSpectrum((sp.Integer(1), sp.Integer(3)))
    value = mean_field.train(law).subs({a0: sp.Rational(1, 2), t: 0, p: 2})
    assert value == sp.Rational(1, 2)
    assert mean_field.REGIME.train.has(nu)
    assert REGIMES["small-data"].time_scale == p / N


def test_resolvent_of_small_data_starts_with_the_moments_of_the_weights():
    start = small_data.WEIGHTS.moment
    resolvent = 1 / small_data.z + sum(start(k + 1) / small_data.z ** (k + 2) for k in range(4))
    for k, equation in enumerate(small_data.expansion_of_resolvent(3)):
        found = equation.rhs.subs(small_data.F, resolvent)
        known = {small_data.moment(j): small_data.initial_moment(j) for j in range(3)}
        assert sp.expand(found.subs(known).doit() - small_data.initial_moment(k)) == 0


def test_symbols_by_name():
    assert symbol("a0") == symbol("a_0") == a0
    assert symbol("sigma2") == sigma2
    with pytest.raises(InputError, match=r"no symbol is named 'alfa' \(did you mean 'alpha'\?\)"):
        symbol("alfa")
