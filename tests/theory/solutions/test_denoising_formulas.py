"""The formulas of the denoising models' regimes against their equations, their series and the tied autoencoder's."""

import numpy as np
import pytest
import sympy as sp

from theory.autoencoder.regimes import regime, small_data
from theory.solutions import solution, solutions
from theory.solutions.denoising import commuting, equivalence, pair
from theory.solutions.denoising.pair_terms import FIXED, ONE_SAMPLE
from theory.solutions.denoising.terms import ALL, FREE, STRONG
from theory.solutions.symbols import H, a0, alpha, decay, eta, noise, p, t, tau

CLOSED = [
    (model, name)
    for model in ("tied-fresh-noise", "tied-noisy-inputs")
    for name, each in solutions(model).items()
    if each.kind == "closed form" and not each.where
]


@pytest.mark.parametrize("terms", [ALL, FREE, STRONG])
def test_an_eigenvalue_obeys_its_equation(terms):
    start, l = sp.symbols("a l", positive=True)
    a = commuting.eigenvalue(terms, start, l)
    rate, brake = l * terms.target, l * terms.reconstruction + noise * terms.noise
    assert sp.simplify(a.diff(t) - 4 * rate * a + 4 * brake * a**2) == 0
    assert sp.simplify(a.subs(t, 0) - start) == 0


@pytest.mark.slow
@pytest.mark.parametrize(("model", "name"), CLOSED)
def test_closed_forms_have_the_series(model, name):
    found = solution(model, name)
    for loss, coefficients in found.series(2).items():
        formula = found.losses[loss] / p
        for s, expected in enumerate(coefficients):
            derived = formula.diff(t, s).subs(t, 0).subs({a0: alpha * eta, H: eta * p}) / sp.factorial(s)
            assert sp.simplify(derived - expected) == 0


def test_without_noise_the_resolvent_is_that_of_the_tied_autoencoder():
    equation = pair.resolvent(ONE_SAMPLE)[0]
    f, r = sp.symbols("f r")
    found = equation.rhs.subs({pair.F(pair.z, tau): f, pair.C: 1, pair.P: 1, pair.R: r})
    known = small_data.riccati_equation().rhs.subs({small_data.F: f, small_data.moment(0): r})
    assert sp.expand(found - known) == 0


def test_the_resolvent_of_a_matrix_moves_as_its_equation_says():
    rng = np.random.default_rng(0)
    root, z, h = rng.normal(size=(5, 5)) / 3, 4.0, 1e-6
    a, d = root @ root.T, 1.4
    c, projector = np.array([[1, 0.4**0.5 / 2], [0.4**0.5 / 2, 0]]), np.diag([1.0, 0.0])
    m = np.zeros((5, 5))
    m[:2, :2] = 2 * c
    m[0] -= d * a[0]
    m[:, 0] -= d * a[:, 0]
    velocity = m @ a + a @ m
    plus, minus = (np.linalg.inv(z * np.eye(5) - a - s * h * velocity)[:2, :2] for s in (1, -1))
    f, r, one = np.linalg.inv(z * np.eye(5) - a)[:2, :2], a[:2, :2], np.eye(2)
    gap = z * f - one
    inner = 2 * f @ c @ f - d * (gap @ projector @ f + f @ projector @ gap)
    outer = 2 * f @ c + 2 * c @ f - d * (gap @ projector + projector @ gap + f @ projector @ r + r @ projector @ f)
    # a central difference of step 1e-6: its error is 1e-12 times a third derivative, its rounding 1e-10
    assert (plus - minus) / (2 * h) == pytest.approx(2 * z * inner - outer, abs=1e-9)
    equation = pair.resolvent(FIXED)[0]
    g, k, q, s = sp.symbols("g k q s")
    scalar = equation.rhs.subs({pair.F(pair.z, tau): g, pair.C: k, pair.P: q, pair.R: s})
    w = pair.z * g - 1
    expected = 2 * pair.z * (2 * k * g**2 - 2 * FIXED.power * w * q * g) - 4 * g * k
    assert sp.expand(scalar - expected + 2 * FIXED.power * q * (-w - g * s)) == 0


def test_noise_and_decay_end_alike_on_one_mode_only():
    l, other = equivalence.l, sp.Symbol("m", positive=True)
    matched = equivalence.equivalent_decay(l)
    assert sp.simplify(equivalence.noise_capacity(l) - (1 - matched / (2 * l))) == 0
    difference = sp.factor(matched - matched.subs(l, other))
    assert sp.simplify(difference - 2 * noise**2 * (l - other) / ((l + noise) * (other + noise))) == 0


def test_on_that_mode_noise_is_the_faster_of_the_two():
    a, l = sp.Symbol("a", positive=True), equivalence.l
    noisy = 4 * a * (l - (l + noise) * a)
    decayed = 4 * l * a * (1 - a) - 2 * decay * a
    matched = decayed.subs(decay, equivalence.equivalent_decay(l))
    assert sp.simplify(noisy - equivalence.acceleration(l) * matched) == 0


def test_large_data_losses_are_those_without_noise_from_larger_weights():
    fresh = solution("tied-fresh-noise", "large-data").series(2)["train"]
    tied = solution("tied-fresh-noise", "large-data+weak-noise").series(2)["train"]
    for s, (found, noiseless) in enumerate(zip(fresh, tied, strict=True)):
        moved = equivalence.noisy_loss(p * noiseless.subs(alpha, (1 + noise) * alpha)) / p
        start = noise / 2 / (1 + noise) if s else 0
        assert sp.cancel(found - moved + start) == 0


def test_both_models_have_the_same_large_data_limits():
    """Strong noise that is fresh is called spurious correlations, or both, where it is fixed."""

    def renamed(name):
        facets = {"spurious-correlations" if each == "strong-noise" else each for each in name.split("+")}
        return facets | ({"strong-noise"} if {"free", "spurious-correlations"} <= facets else set())

    fresh, fixed = (solutions(model) for model in ("tied-fresh-noise", "tied-noisy-inputs"))
    with_samples = {frozenset(name.split("+")): found for name, found in fixed.items() if "large-data" in name}
    of_fresh = {frozenset(renamed(name)): found for name, found in fresh.items() if "large-data" in name}
    assert len(of_fresh) == 19
    assert of_fresh.keys() == with_samples.keys()
    for facets, found in of_fresh.items():
        assert (found.losses, found.where) == (with_samples[facets].losses, with_samples[facets].where)


def test_weak_noise_is_the_tied_autoencoder():
    for name in ("large-data", "small-data", "mean-field", "narrow-latent"):
        known = regime(name).series(3)
        found = solution("tied-noisy-inputs", f"{name}+weak-noise").series(3)
        for loss, coefficients in found.items():
            assert [sp.expand(c - k) for c, k in zip(coefficients, getattr(known, loss), strict=True)] == [0] * 4


def test_every_regime_has_its_own_name_and_model():
    for model in ("tied-fresh-noise", "tied-noisy-inputs"):
        assert all(each.model == model and each.name == name for name, each in solutions(model).items())
