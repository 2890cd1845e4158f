"""The untied autoencoder with weight decay: without it, closed forms, thresholds, and training in steps."""

from math import factorial, prod

import numpy as np
import pytest
from scipy.integrate import simpson
from scipy.special import iv, ivp, kv, kvp

from numerics.autoencoder.spectrum import EmpiricalSpectrum
from numerics.models.point import Point
from numerics.models.simulation import simulate
from numerics.models.training import train
from numerics.solutions import limit
from theory.errors import InputError
from theory.matrix.expansion import expansion
from theory.models import load
from theory.solutions import solutions

NAME = "untied-weight-decay"
MODEL = load(NAME)


def point(p, h, n, sigma2, decay):
    return Point(MODEL, {"p": p, "H": h, "N": n}, {"sigma2": sigma2, "lambda": decay})


def test_weak_decay_is_the_model_without_decay():
    here, t = point(40, 20, 30, 0.02, 0.3), np.array([0.0, 0.01, 0.02])
    plain = Point(load("untied-autoencoder"), here.sizes, {"sigma2": 0.02})
    weak = [name for name in solutions(NAME) if name.endswith("+weak-decay")]
    for name in weak:
        if "small-data" in name and not {"mean-field", "lazy"} & set(name.split("+")):
            continue  # the decay of the start moves the population loss
        undecayed = limit("untied-autoencoder", name.removesuffix("+weak-decay")).formula(t, plain)
        found = limit(NAME, name).formula(t, here)
        assert set(found) == {"train", "error", "population"}
        assert all(np.array_equal(found[loss], undecayed[loss]) for loss in undecayed)
        assert np.array_equal(found["error"], found["train"])


@pytest.mark.parametrize("facet", ["mean-field", "narrow-latent"])
def test_a_tiny_decay_changes_little(facet):
    here, t = point(40, 2, 30, 0.02, 1e-9), np.linspace(0, 4, 5)
    tiny, none = (limit(NAME, name).formula(t, here) for name in (facet, f"{facet}+weak-decay"))
    for loss in tiny:
        assert tiny[loss] == pytest.approx(none[loss], abs=1e-6)


def test_mean_field_is_the_quotient_of_bessel_functions():
    l, decay, a0, t = 1.3, 0.4, 0.25, np.array([0.0, 0.3, 1.0, 2.5])
    order, start = (l - decay) / (2 * decay), l * a0 / (2 * decay)
    x = start * np.exp(-2 * decay * t)
    # g = y' / (l y), y = e^{(l - lambda) t} (A I(x) + B K(x)), x' = -2 lambda x, and g(0) = a0
    slope = (l * a0 - (l - decay)) / (-2 * decay * start)
    ratio = -(ivp(order, start) - slope * iv(order, start)) / (kvp(order, start) - slope * kv(order, start))
    log_slope = (ivp(order, x) + ratio * kvp(order, x)) / (iv(order, x) + ratio * kv(order, x))
    g = ((l - decay) - 2 * decay * x * log_slope) / l
    f = (g - a0**2 * np.exp(-4 * decay * t) / g) / 2
    found = limit(NAME, "mean-field").losses(t, point(10, 100, 10, a0 / 100, decay), EmpiricalSpectrum([l], [1.0]))
    assert found["population"] == pytest.approx(5 * (1 - f) ** 2, rel=1e-10)


def test_modes_below_the_decay_die_and_others_are_learned_up_to_it():
    l = np.array([0.1, 0.5, 0.9, 1.5, 3.0])
    here = point(5, 500, 10, 0.2 / 500, 0.7)
    found = limit(NAME, "mean-field").losses([200.0], here, EmpiricalSpectrum(l))
    learned = np.maximum(0, 1 - 0.7 / l)
    assert found["error"] == pytest.approx(np.sum(l * (1 - learned) ** 2) / 2, rel=1e-9)
    assert found["train"] - found["error"] == pytest.approx(0.7 * np.sum(learned), rel=1e-9)


@pytest.mark.parametrize("decay", [0.3, 1.0, 2.5])
@pytest.mark.parametrize("facet", ["narrow-latent", "mean-field+narrow-latent"])
def test_equal_eigenvalues_give_the_closed_forms_of_large_data(facet, decay):
    here, t = point(50, 10, 50, 0.02, decay), np.linspace(0, 3, 7)
    flat = limit(NAME, facet).formula(t, here, EmpiricalSpectrum(np.ones(50), np.ones(50)))
    for loss, curve in limit(NAME, f"large-data+{facet}").formula(t, here).items():
        assert flat[loss] == pytest.approx(curve, rel=1e-11)


def next_terms(loss, order, here):
    """The value of the terms of a derivative over order! that are p/H or 1/p times those of mean-field."""
    value, found = 0.0, expansion(MODEL, loss, order)
    for powers, c in found.terms.items():
        of = dict(zip(found.names, powers, strict=True))
        orders = of["p"] + of["H"] + of["N"] - of["sigma2"]
        if (of["H"] - of["sigma2"], orders) in ((-1, 1), (0, 0)):
            value += float(c) * prod(x**k for x, k in zip(here.numbers, powers, strict=True))
    return value / factorial(order)


def test_the_correction_is_the_next_terms_of_the_exact_expansion():
    here, step = point(60, 900, 50, 0.3 / 900, 0.7), 2e-3
    found = limit(NAME, "mean-field").correction(step * np.arange(9), here)
    for loss, curve in found.items():
        slopes = np.polynomial.polynomial.polyfit(step * np.arange(9), curve, 8)
        for order in range(3):
            # known to 1e-9 of a loss of about 30, of which the fit loses three digits an order
            assert slopes[order] == pytest.approx(next_terms(loss, order, here), abs=30 * 10.0 ** (3 * order - 9))


@pytest.mark.parametrize("facet", ["small-data", "small-data+mean-field", "small-data+narrow-latent"])
def test_a_tiny_decay_of_a_sample_changes_little(facet):
    here, t = point(40, 20, 3, 0.01, 1e-9), np.linspace(0, 0.02, 4)
    found = limit(NAME, facet).formula(t, here)
    plain = limit("untied-autoencoder", facet).formula(
        t, Point(load("untied-autoencoder"), here.sizes, {"sigma2": 0.01})
    )
    start = 40 * 0.4**2 * 0.5 / 2 if facet.endswith("mean-field") else 0.0  # the map at the start, which stays
    assert found["train"] == pytest.approx(plain["train"], rel=1e-8)
    assert found["population"] == pytest.approx(plain["population"] + start, rel=1e-8)


@pytest.mark.parametrize("facet", ["narrow-latent+free", "small-data+free"])
def test_free_faces_are_the_undecayed_ones_at_another_time(facet):
    """At lambda = 0.3 and t = 2 theta is 1.165."""
    here, t = point(40, 20, 1 if facet.startswith("small-data") else 30, 0.02, 0.3), np.array([2.0])
    theta, left = np.array([(1 - np.exp(-1.2)) / 0.6]), np.exp(-1.2)
    plain = Point(load("untied-autoencoder"), here.sizes, {"sigma2": 0.02})
    found, known = limit(NAME, facet).losses(t, here), limit("untied-autoencoder", facet)
    fine = np.linspace(0, theta[0], 4001)
    assert found["error"] == pytest.approx(left**2 * known.losses(theta, plain)["train"], rel=1e-10)
    length = 2 * 40 * 0.02 * 20 - 8 * simpson(known.losses(fine, plain)["train"], x=fine)
    assert found["train"] - found["error"] == pytest.approx(0.15 * left * length, rel=1e-7)  # Simpson's error


def test_lazy_numbers_are_refused_where_the_decay_is_felt():
    with pytest.raises(InputError, match=r"at lambda t = 1 .*far beyond its domain: give .*--t-max, at most 0.25"):
        limit(NAME, "lazy").losses([0.5], point(10, 100, 10, 0.1, 2.0))


@pytest.mark.slow
def test_gradient_descent_shows_the_threshold():
    p, h, decay = 24, 2400, 0.65
    l = np.linspace(0.1, 2.4, p)  # six below the decay
    here = point(p, h, p, 0.05 / h, decay)
    rate, steps = 0.05, np.array([0, 20, 40, 80, 160, 2400])
    found = train(here, steps, rate, 2, matrices={"X": np.diag(np.sqrt(p * l))}).mean
    limiting = limit(NAME, "mean-field").losses(rate * steps, here, EmpiricalSpectrum(l))
    learned = np.maximum(0, 1 - decay / l)
    survived = {
        "error": np.sum(l * (1 - learned) ** 2) / 2,
        "train": np.sum(l * (1 - learned) ** 2) / 2 + decay * np.sum(learned),
    }
    for loss, final in survived.items():
        # p/H = 1 %, and steps of 0.05 at rates of up to 2 * 2.4
        assert abs(found[loss] - limiting[loss]).max() < 0.03 * limiting[loss][0]
        assert found[loss][-1] == pytest.approx(final, rel=1e-3)


@pytest.mark.slow
def test_simulated_training_follows_the_limits():
    cases = {
        "mean-field": ((100, 6400, 200, 0.3 / 6400, 0.4), 2.0, 2, 0.025),
        "narrow-latent": ((400, 4, 800, 0.5 / 400, 0.4), 3.0, 8, 2e-4),
    }
    for regime, (sizes, last, runs, neglected) in cases.items():
        here, t = point(*sizes), np.linspace(0, last, 6)
        curves = simulate(here, t, runs, controls=True)
        for loss, limiting in limit(NAME, regime).losses(t, here).items():
            off = abs(curves.mean[loss] - limiting)
            assert (off < 3 * curves.stderr[loss] + neglected * limiting[0]).all()
