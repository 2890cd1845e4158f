"""Stabilized steps on given data: the same losses as the solver of order 8 within their error, and honest where not."""

import numpy as np
import pytest
import torch

from linear_ae.flows import WeightFlow
from linear_ae.integration import integrate
from linear_ae.sizes import Sizes
from numerics.autoencoder.spectrum import EmpiricalSpectrum
from numerics.autoencoder.suitability.cost import ORDER_8, STABILIZED, cheapest
from numerics.autoencoder.suitability.integration import integrate as averaged
from numerics.autoencoder.suitability.stabilized_runs import ERROR, row_error, stabilized_runs, start
from numerics.errors import ConvergenceError
from tests.numerics.autoencoder.suitability.spectra import SYNTHETIC, synthetic


@pytest.mark.parametrize("name", SYNTHETIC)
@pytest.mark.parametrize(
    ("h", "alpha"),
    [
        pytest.param(1, 1e-3, marks=pytest.mark.slow),
        (4, 1e-8),
        pytest.param(12, 1.0, marks=pytest.mark.slow),
        pytest.param(40, 1e-3, marks=pytest.mark.slow),
    ],
)
def test_losses_are_those_of_order_8(name, h, alpha, rng):
    """A row of W that is tiny when the others have settled is learned at the right time."""
    spectrum = synthetic(name, 15, rng)
    l = np.sort(spectrum.eigenvalues)[::-1].copy()
    t = np.r_[0, np.geomspace(1, 300, 8)] / l[0]
    sizes = Sizes(15, h, 100, alpha / 15)
    found = stabilized_runs(t, sizes, EmpiricalSpectrum(l, np.ones(15)), range(2), seed=0)
    starts = torch.as_tensor(np.array([start(sizes, np.random.default_rng([0, k])) for k in range(2)]))
    train, population = integrate(WeightFlow(torch.as_tensor(l).expand(2, -1)), starts, t)
    np.testing.assert_allclose(found.train, train, atol=ERROR * train[0, 0])
    np.testing.assert_allclose(found.population, population, atol=ERROR * population[0, 0])


def test_rows_without_data_are_compressed():
    """30 rows without data stand in 3: the losses are those of all rows."""
    l = np.r_[np.linspace(2, 1, 4), np.zeros(30)]
    sizes, t = Sizes(34, 3, 10, 0.01), np.array([0.0, 0.5, 2.0, 20.0])
    found = stabilized_runs(t, sizes, EmpiricalSpectrum(l, np.ones(34)), range(1), seed=0)
    first = torch.as_tensor(start(sizes, np.random.default_rng([0, 0])))[None]
    train, population = integrate(WeightFlow(torch.as_tensor(l)[None]), first, t)
    np.testing.assert_allclose(found.train, train, atol=ERROR * train[0, 0])
    np.testing.assert_allclose(found.population, population, atol=ERROR * population[0, 0])


def test_a_row_that_comes_back_is_refused():
    first = np.ones((2, 3))
    size = row_error(first)
    faint, back = np.array([[1.0] * 3, [1e-5] * 3]), np.array([[1.0] * 3, [1e-2] * 3])
    assert size(np.zeros((2, 3)), first, faint) == 0
    with pytest.raises(ConvergenceError, match="grows again"):
        size(np.zeros((2, 3)), faint, back)


def test_long_times_take_stabilized_steps_and_short_ones_do_not():
    spectrum = EmpiricalSpectrum(np.linspace(0.1, 1.9, 20))
    assert cheapest(16, 1.0, Sizes(20, 5, 50, 0.01), spectrum) is ORDER_8
    assert cheapest(16, 2000.0, Sizes(20, 5, 50, 0.01), spectrum) is STABILIZED


@pytest.mark.slow
def test_both_routes_agree_within_their_errors(monkeypatch):
    """An accuracy below three times the error of stabilized steps asks for order 8, which is dearer here."""
    stabilized = []

    def counted(t, sizes, spectrum, runs, seed):
        stabilized.append(len(runs))
        return stabilized_runs(t, sizes, spectrum, runs, seed)

    monkeypatch.setattr("numerics.autoencoder.suitability.stabilized_runs.stabilized_runs", counted)
    spectrum = EmpiricalSpectrum(np.r_[6.0, np.linspace(0.5, 1.0, 149)])
    sizes, t = Sizes(150, 3, 50, 0.5 / 150), [0.0, 1.0, 45.0]
    coarse, fine = (averaged(t, sizes, spectrum, accuracy) for accuracy in (0.005, 0.0025))
    assert stabilized == [coarse.runs]
    assert (np.abs(coarse.train - fine.train) <= coarse.train_error + fine.train_error).all()
