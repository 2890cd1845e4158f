"""First corrections: against exact coefficients, against simulation, and where they stop."""

import numpy as np
import pytest

from linear_ae.simulate import simulate
from linear_ae.sizes import Sizes
from numerics.autoencoder import correction
from numerics.autoencoder.checks import Experiment
from numerics.autoencoder.comparison import compare
from numerics.autoencoder.predict import first_correction
from numerics.autoencoder.spectrum import EmpiricalSpectrum
from numerics.errors import ConvergenceError
from theory.autoencoder.expansion import coefficient
from theory.errors import InputError

STEP = 2e-3


def derivatives(curve):
    """First and second derivative at 0 of a curve on 0, STEP, ..., 6 STEP: of degree 6, so errors are below 1e-7."""
    c = np.polynomial.polynomial.polyfit(np.arange(curve.size) * STEP, curve, 6)
    return [c[0], c[1], 2 * c[2]]


@pytest.fixture(autouse=True)
def empty_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("PRISM_CACHE_DIR", str(tmp_path))


def planar_terms(loss, s, keep):
    """The planar terms p alpha^m eta^h nu^d of Y_s with keep(m, h, d), as a function of the sizes."""
    terms = coefficient(loss, s, planar=True).terms
    chosen = {e: c for e, c in terms.items() if keep(e[3], e[1], -e[2])}
    return lambda z: sum(float(c) * z.p**i * z.H**h * z.N**k * z.sigma2**m for (i, h, k, m), c in chosen.items())


@pytest.mark.parametrize("loss", ["train", "population"])
@pytest.mark.parametrize("s", [0, 1, 2])
def test_mean_field_derivatives_are_the_terms_next_to_the_facet(loss, s):
    """h = m - 1: the terms of relative order p/H. The rounding of a second difference at step 2e-3 is 1e-6."""
    sizes = Sizes(100, 4000, 150, 1e-4)
    found = getattr(correction.mean_field(np.arange(7) * STEP, sizes), loss)
    assert derivatives(found)[s] == pytest.approx(planar_terms(loss, s, lambda m, h, _: h == m - 1)(sizes), rel=1e-4)


@pytest.mark.parametrize("loss", ["train", "population"])
@pytest.mark.parametrize(("s", "eta"), [(1, 0.5), (2, 0.5), (1, 2), (2, 2)])
def test_large_data_derivatives_are_the_terms_next_to_the_facet(loss, s, eta):
    """d = 1: the terms of relative order p/N."""
    sizes = Sizes(100, round(100 * eta), 4000, 5e-3)
    found = getattr(correction.large_data(np.arange(7) * STEP, sizes), loss)
    expected = planar_terms(loss, s, lambda _, __, d: d == 1)(sizes)
    assert derivatives(found)[s] == pytest.approx(expected, rel=1e-4, abs=1e-5)


@pytest.mark.parametrize(
    ("regime", "sizes", "t_max", "ratio"),
    [
        ("mean-field", Sizes(100, 2000, 200, 1e-4), 1.0, 5),
        ("large-data", Sizes(150, 75, 6000, 0.3 / 150), 0.75, 5),
    ],
)
def test_corrections_remove_the_deviation_of_simulations(regime, sizes, t_max, ratio):
    """At least fivefold at the worst time, train and population; 3 standard errors of 16 runs are granted."""
    experiment = Experiment(regime, sizes, np.linspace(0, t_max, 5))
    found = compare(experiment.theory(), simulate(sizes, experiment.t, 16, 1), experiment.initial())
    added = experiment.correction()
    row = found["train"]
    left = row.deviation - added.train / row.theory[0]
    assert np.abs(left).max() < np.abs(row.deviation).max() / ratio + 3 * row.deviation_stderr.max()
    assert np.abs(row.deviation).max() > 20 * row.deviation_stderr.max()


def test_a_given_spectrum_is_used_as_it_is():
    """Equal eigenvalues 1 are infinite data: the same correction as at nu -> 0."""
    t, sizes = np.array([0.0, 0.4]), Sizes(10, 200, 10**6, 1e-3)
    given = correction.mean_field(t, sizes, EmpiricalSpectrum(np.ones(10)))
    # nu = 1e-5 moves it by a relative 1e-5 times numbers of order ten
    assert given.train == pytest.approx(correction.mean_field(t, sizes).train, rel=1e-3)
    assert correction.mean_field(t, sizes, EmpiricalSpectrum(np.ones(10))).population is None


@pytest.mark.parametrize("name", ["free", "small-data", "narrow-latent", "large-data+free"])
def test_unknown_corrections_are_refused(name):
    with pytest.raises(InputError, match=f"no correction to {name.replace('+', '[+]')} is known"):
        first_correction(name, [0, 1], Sizes(10, 5, 20, 0.1))


def test_large_data_correction_needs_gaussian_data():
    with pytest.raises(InputError, match="Gaussian data only"):
        first_correction("large-data", [0, 1], Sizes(10, 5, 20, 0.1), EmpiricalSpectrum([1.0]))


def test_a_correction_that_does_not_settle_is_refused():
    """At H = p eigenvalues next to zero wake up one by one, and few nodes do not resolve them."""
    with pytest.raises(ConvergenceError, match="first correction still changes"):
        correction.large_data([0, 10.0], Sizes(100, 100, 10000, 0.01))
