"""The untied autoencoder with weight decay: without it, closed forms, thresholds, and training in steps."""

import numpy as np
import pytest
from scipy.special import iv, ivp, kv, kvp

from numerics.autoencoder.spectrum import EmpiricalSpectrum
from numerics.models.point import Point
from numerics.models.simulation import simulate
from numerics.models.training import train
from numerics.solutions import limit
from theory.errors import InputError
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
