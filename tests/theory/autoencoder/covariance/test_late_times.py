"""Late-time formulas against integrals done numerically."""

import mpmath as mp
import pytest
import sympy as sp

from theory.autoencoder.covariance import late_times, power_law
from theory.autoencoder.symbols import N, a0, p, t


def squared_residual(start, u):
    """(1 - a)^2 at u = 4 l t."""
    return ((1 - start) / (1 - start + start * mp.exp(u))) ** 2


@pytest.mark.parametrize("start", [0.01, 0.3, 0.5, 0.9, 1.5])
@pytest.mark.parametrize("s", [0.2, 0.5, 1.5])
def test_the_mellin_transform_of_the_squared_residual(start, s):
    """With u = v^(1/s) the integrand has no pole: (1/s) int (1 - a)^2 dv."""
    with mp.workdps(20):
        ends = [mp.mpf(end) ** s for end in (0, 1, 5, 20, 80)]
        expected = mp.quad(lambda v: squared_residual(start, v ** (1 / s)), ends) / s
    found = late_times.residual_mellin(sp.Float(s)).subs(a0, sp.Float(start)).evalf()
    assert float(sp.re(found)) == pytest.approx(float(expected), rel=1e-10)


def test_a_start_at_one_has_no_loss():
    assert late_times.residual_mellin(sp.Rational(1, 2)).subs(a0, 1) == 0


def test_an_edge_above_zero():
    """(p/2) int v rho sqrt(l - edge) (1 - a)^2 dl at edge = 1/2, t = 200: the next order is 1/t."""
    edge, start, time = 0.5, 0.3, 200
    integrand = lambda l: mp.sqrt(l - edge) * squared_residual(start, 4 * l * time)  # noqa: E731
    expected = mp.quad(integrand, [edge, edge + 0.01, edge + 0.1])
    formula = late_times.from_edge(sp.Float(edge), sp.Integer(1), sp.Integer(1))
    found = formula.subs({a0: start, p: 2, t: time}).evalf()
    assert float(found) == pytest.approx(float(expected), rel=1e-6)


def test_the_hard_edge_of_the_identity():
    """Marchenko-Pastur at nu = 1, density sqrt((4 - l)/l) / (2 pi): at t = 1e4 the next order is 1e-5 or less."""
    time, start = 10**4, 0.3
    at = {a0: sp.Float(start), p: 1, t: time}
    for formula, power in zip(late_times.hard_edge(sp.Integer(1)), (1, 0), strict=True):

        def integrand(v, power=power):  # l = v^2
            return v ** (2 * power) * mp.sqrt(4 - v**2) / mp.pi * squared_residual(start, 4 * v**2 * time)

        expected = mp.quad(integrand, [0, 0.01, 0.05, 0.2]) / 2
        assert float(sp.re(formula.subs(at).evalf())) == pytest.approx(float(expected), rel=2e-5)


def test_the_power_law_is_the_integral_over_its_density():
    """p l dmu = (l_1^(1/beta) / beta) l^(-1/beta) dl, from zero on."""
    exponent, top, time, start = 1.5, 2.0, 30, 0.2
    s = 1 - 1 / exponent  # l = v^(1/s) removes the pole
    integrand = lambda v: squared_residual(start, 4 * v ** (1 / s) * time) / s  # noqa: E731
    expected = top ** (1 / exponent) / exponent / 2 * mp.quad(integrand, [0, 0.1, 0.5, 1])
    found = power_law.loss().subs({power_law.beta: exponent, power_law.top: top, a0: start, t: time}).evalf()
    assert float(sp.re(found)) == pytest.approx(float(expected), rel=1e-9)
    assert not power_law.loss().has(p)


def seen_by(kappa):
    """sum over k of 1 / (1 + kappa k^2): a product formula of sinh."""
    x = mp.pi / mp.sqrt(kappa)
    return (x * mp.coth(x) - 1) / 2


def test_what_samples_see_of_a_power_law():
    """The sums that define kappa and the edge, at N = 40 and beta = 2: beyond 1/2 they are their integrals."""
    at = {power_law.beta: 2, power_law.top: 1, N: 40}
    kappa = mp.mpf(float(power_law.hidden_scale().subs(at)))
    assert float(seen_by(kappa)) == pytest.approx(40, rel=1e-12)
    assert float(power_law.plateau().subs({**at, a0: 0})) == pytest.approx(20 * float(kappa))
    edge = mp.mpf(float((power_law.s**power_law.beta * power_law.hidden_scale()).subs(at)))
    squares = seen_by(edge) + edge * mp.diff(seen_by, edge)  # sum of 1 / (1 + kappa k^2)^2
    assert float(squares) == pytest.approx(40, rel=1e-9)
    eigenvalue = edge * (seen_by(edge) / 40 - 1)
    assert float(power_law.smallest_seen().subs(at)) == pytest.approx(float(eigenvalue), rel=1e-12)


def test_the_last_mode_and_the_missing_tail():
    at = {power_law.beta: 2, power_law.top: 3, p: 100, a0: sp.Rational(1, 4), t: 0}
    assert power_law.last_eigenvalue().subs(at) == sp.Rational(3, 10**4)
    assert power_law.last_mode().subs(at) == sp.Rational(27, 2 * 10**4)  # l_p / 2 times 3^2
    tail = mp.nsum(lambda k: 3 / k**2, [101, mp.inf]) / 2 * 9 / 16
    assert float(power_law.missing_tail().subs(at)) == pytest.approx(float(tail), rel=0.006)  # 1/(2p) of it
