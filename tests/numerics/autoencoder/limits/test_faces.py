"""Numbers on all twenty faces: against the exact series, against closed forms, and the awkward places."""

import numpy as np
import pytest
from scipy.special import iv

from linear_ae.sizes import Sizes
from numerics.autoencoder.limits import limits, spectral_edges
from numerics.autoencoder.predict import predict
from numerics.autoencoder.spectrum import EmpiricalSpectrum, MarchenkoPastur
from numerics.methods.quadrature import mean
from theory.autoencoder.regimes import REGIMES
from theory.autoencoder.symbols import alpha, eta, nu
from theory.errors import InputError

EDGES = [name for name in limits() if "+" in name]


def test_every_face_has_numbers():
    assert set(limits()) == set(REGIMES)


@pytest.mark.parametrize("sizes", [Sizes(90, 60, 45, 0.01), Sizes(60, 90, 120, 0.03)])
@pytest.mark.parametrize("name", REGIMES)
def test_numbers_are_the_exact_series(name, sizes):
    """At t = 1e-4 the term in t^6 is below 1e-12 of the first, as checked."""
    t, point = 1e-4, {alpha: sizes.alpha, eta: sizes.eta, nu: sizes.nu}
    found, series = predict(name, [0, t], sizes), REGIMES[name].series(6)
    for curve, coefficients in ((found.train, series.train), (found.population, series.population)):
        c = [float(x.subs(point)) for x in coefficients]
        assert abs(c[6]) * t**6 < 1e-12 * abs(c[0])
        # 1e-11 is the loosest tolerance of the integrators behind these numbers
        assert curve / sizes.p == pytest.approx([c[0], np.polyval(c[5::-1], t)], rel=1e-11)


@pytest.mark.parametrize("name", REGIMES)
def test_the_start_alone_can_be_asked_for(name):
    sizes = Sizes(90, 60, 45, 0.01)
    alone, first = predict(name, [0.0], sizes), predict(name, [0.0, 1e-3], sizes)
    assert (alone.train[0], alone.population[0]) == pytest.approx((first.train[0], first.population[0]))


@pytest.mark.parametrize("e", [0.01, 1.0, 20.0])
@pytest.mark.parametrize("name", [name for name in EDGES if not REGIMES[name].train.has(alpha) or "free" in name])
def test_edges_survive_all_times(name, e):
    """Finite and falling; edges without target and those that learn everything."""
    sizes = Sizes(1000, round(1000 * e), 2000, 0.5e-3)
    linear = {"mean-field", "narrow-latent"} <= set(name.split("+"))
    t = np.array([0, 1e-12, 0.2, 3, *([] if linear else [100, 1e4])])
    found = predict(name, t, sizes)
    for curve in (found.train, found.population):
        assert np.all(np.isfinite(curve))
        assert np.all(np.diff(curve) <= 1e-12 * curve[0]) or e > 1


@pytest.mark.parametrize("name", [n for n in EDGES if {"mean-field", "narrow-latent"} <= set(n.split("+"))])
def test_linear_growth_past_the_largest_number_is_refused(name):
    with pytest.raises(InputError, match="linear regime has grown by e"):
        predict(name, [0, 1e4], Sizes(100, 10, 50, 1e-4))


def test_linear_train_loss_in_bessel_functions():
    """int l e^{x l} dmu = e^{(1 + nu) x} I_1(2 sqrt(nu) x) / (sqrt(nu) x) at x = 4 t."""
    sizes, t = Sizes(100, 10, 250, 1e-4), np.array([0.1, 0.5, 1.0])
    x, root = 4 * t, np.sqrt(sizes.nu)
    growth = np.exp((1 + sizes.nu) * x) * iv(1, 2 * root * x) / (root * x)
    assert spectral_edges.linear(t, sizes).train == pytest.approx(50 - 100 * sizes.a0 * growth, rel=1e-12)


@pytest.mark.parametrize("n", [25, 100, 400])
def test_mean_field_free_in_closed_form(n):
    """The losses through g of docs/regimes.md, on both sides of nu = 1 and at it; rounding adds up to 1e-12."""
    sizes, t = Sizes(100, 4000, n, 1e-3), np.array([0.0, 0.1, 1.0, 5.0])
    x = 4 * sizes.a0 * t
    g = mean(lambda l: 1 / (1 + x[:, None] * l), MarchenkoPastur(sizes.nu))
    root = 2 * sizes.nu * x * g + 1 + x * (1 - sizes.nu)
    found, scale = spectral_edges.mean_field_free(t, sizes), 50 * sizes.a0**2
    assert found.train == pytest.approx(scale * g * (1 - sizes.nu + sizes.nu * g) / root, rel=1e-11)
    assert found.population == pytest.approx(scale * g * (1 + sizes.nu * x * g) / root, rel=1e-11)


@pytest.mark.parametrize("e", [0.2, 1.0, 5.0])
def test_large_data_free_is_the_integral(e):
    sizes, t = Sizes(1000, round(1000 * e), np.inf, 0.01), np.array([0.0, 1e-6, 0.1, 3.0, 1e4])
    integral = 500 * mean(
        lambda x: (sizes.a0 * x / (1 + 4 * sizes.a0 * x * t[:, None])) ** 2, MarchenkoPastur(1 / sizes.eta)
    )
    assert limits()["large-data+free"].losses(t, sizes).train == pytest.approx(integral, rel=1e-10)


@pytest.mark.parametrize("shift", [-1e-9, 0.0, 1e-9])
def test_small_data_narrow_latent_is_smooth_at_alpha_two(shift):
    found = predict("small-data+narrow-latent", [0.5], Sizes(100, 2, 20, (2 + shift) / 100))
    # p/2, and p/2 - 4 N a0 tau at alpha = 2, a0 = 0.04, tau = 2.5; slopes in alpha are below 100
    assert found.train == pytest.approx([50], abs=1e-6)
    assert found.population == pytest.approx([50 - 4 * 20 * 0.04 * 2.5], abs=1e-6)


def test_edges_with_a_given_spectrum(rng):
    """A single eigenvalue makes every edge elementary."""
    sizes, t = Sizes(10, 20, 30, 0.02), np.array([0.0, 0.3])
    law = EmpiricalSpectrum([2.0], [3.0])
    a = sizes.a0 / (1 + 8 * sizes.a0 * t)
    found = predict("mean-field+free", t, sizes, law)
    assert (found.train, found.population) == (pytest.approx(10 * a**2), pytest.approx(15 * a**2))
    r = sizes.alpha / (1 + 8 * sizes.alpha * t)
    assert predict("narrow-latent+free", t, sizes, law).train == pytest.approx(20 * r**2, rel=1e-11)
    found = predict("mean-field+narrow-latent", t, sizes, law)
    assert found.population == pytest.approx(15 - 30 * sizes.a0 * np.exp(8 * t))
    assert predict("mean-field+narrow-latent", t, sizes, EmpiricalSpectrum(rng.random(3))).population is None
    assert {name for name, each in limits().items() if each.takes_spectrum} == {
        n for n in REGIMES if not {"large-data", "small-data", "free"} & {n, *n.split("+")}
    } | {
        "mean-field+free",
        "narrow-latent+free",
    }


def test_small_data_edges_need_finite_n():
    for name in EDGES:
        if name.startswith("small-data"):
            with pytest.raises(InputError, match="give a finite N"):
                predict(name, [0, 1], Sizes(10, 5, np.inf, 0.1))
