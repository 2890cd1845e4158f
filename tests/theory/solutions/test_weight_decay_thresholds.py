"""Where weight decay ends: the statements against the equation of motion, the loss landscape and mean-field's limit."""

import numpy as np
import pytest
import sympy as sp
from scipy.integrate import quad

from numerics.models.point import Point
from numerics.solutions import limit
from theory.models import load
from theory.solutions.symbols import decay, nu, p
from theory.solutions.tied_weight_decay import thresholds
from theory.solutions.tied_weight_decay.commuting import VELOCITY, A
from theory.solutions.tied_weight_decay.thresholds import l

VALUES = [(sp.Rational(1, 3), 1), (2, 1), (3, 1), (1, sp.Rational(5, 2)), (6, 3)]


@pytest.mark.parametrize(("rate", "variance"), VALUES)
def test_the_capacity_is_the_stable_rest_point(rate, variance):
    a = sp.Symbol("a", real=True)
    moved = thresholds.velocity(a, l).subs({decay: rate, l: variance})
    ended = thresholds.capacity(l).subs({decay: rate, l: variance})
    assert moved.subs(a, ended) == 0
    above = moved.subs(a, ended + sp.Rational(1, 100))
    below = moved.subs(a, ended - sp.Rational(1, 100)) if ended else sp.Integer(1)
    assert above < 0 < below
    assert (ended == 0) == (rate >= thresholds.fatal_decay(sp.sympify(variance)))


def test_the_velocity_is_that_of_the_solved_regimes():
    known = VELOCITY[A].as_expr()
    assert sp.expand(thresholds.velocity(sp.Symbol("a"), sp.Symbol("l")) - known) == 0


def test_the_largest_modes_live_since_a_gain_grows_with_its_variance():
    alive = 1 - decay / (2 * l)
    dead, living = (thresholds.mode(l, sp.Integer(1), a)["train"] for a in (sp.Integer(0), alive))
    assert sp.simplify(dead - living - thresholds.gain(l)) == 0
    excess = sp.Symbol("x", positive=True)  # l = lambda / 2 + x
    assert sp.factor(thresholds.gain(l).diff(l)).subs(l, decay / 2 + excess).simplify().is_positive


def test_the_end_is_the_smallest_loss_of_any_weights():
    """Against a search over matrices of fewer columns than modes, from starts of its own."""
    variances, latent, rate = [sp.Integer(3), sp.Integer(2), sp.Rational(1, 2), sp.Rational(1, 10)], 2, 0.7
    s, rng = np.diag([3.0, 2.0, 0.5, 0.1]), np.random.default_rng(1)
    w = rng.normal(size=(4, latent)) / 2
    for _ in range(20000):
        gap = np.eye(4) - w @ w.T
        w += 0.01 * (s @ gap @ w + gap @ s @ w - rate * w)
    known = thresholds.end(variances, latent)
    gap = np.eye(4) - w @ w.T
    assert float(known["error"].subs(decay, rate)) == pytest.approx(np.trace(gap @ s @ gap) / 2, rel=1e-10)
    assert float(known["population"].subs(decay, rate)) == pytest.approx(np.trace(gap @ gap) / 2, rel=1e-10)
    whole = np.trace(gap @ s @ gap) / 2 + rate / 2 * np.sum(w**2)
    assert float(known["train"].subs(decay, rate)) == pytest.approx(whole, rel=1e-10)


@pytest.mark.parametrize("rate", [0.1, 0.17])
def test_late_mean_field_has_the_closed_form_while_all_modes_live(rate):
    here = Point(load("tied-weight-decay"), {"p": 100, "H": 1000, "N": 200}, {"sigma2": 1e-3, "lambda": rate})
    late = limit("tied-weight-decay", "mean-field").losses([1e6], here)
    for name, known in thresholds.gaussian_end_of_all().items():
        # the edge of the threshold, 2 (1 - sqrt 0.5)^2, is 0.1716
        assert late[name][0] == pytest.approx(float(known.subs({decay: rate, nu: 0.5, p: 100})), rel=1e-9)


@pytest.mark.parametrize("rate", [0.5, 3.0])
def test_late_mean_field_is_the_mean_of_the_ends(rate):
    here = Point(load("tied-weight-decay"), {"p": 100, "H": 1000, "N": 200}, {"sigma2": 1e-3, "lambda": rate})
    late = limit("tied-weight-decay", "mean-field").losses([1e9], here)
    for name, known in thresholds.gaussian_end().items():
        integral = known.subs({decay: rate, nu: sp.Rational(1, 2), p: 100})
        value = integral.replace(sp.Integral, lambda f, limits: across(f, *limits, rate / 2))
        assert late[name][0] == pytest.approx(float(value), rel=1e-8)


def across(f, x, lower, upper, kink):
    """The integral of f, which has a kink, by quad's rules for 1e-10."""
    ends = float(lower), float(upper)
    return quad(sp.lambdify(x, f, "numpy"), *ends, points=[kink], epsabs=0, epsrel=1e-10, limit=200)[0]
