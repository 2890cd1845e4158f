"""What integrating the flow on given data takes: against its forecast, and stabilized steps against order 8."""

import time

import numpy as np
import pytest

from linear_ae.covariance import Covariance
from linear_ae.simulation import simulate
from linear_ae.sizes import Sizes
from numerics.autoencoder.spectrum import EmpiricalSpectrum
from numerics.autoencoder.suitability.cost import ORDER_8, STABILIZED
from numerics.autoencoder.suitability.stabilized_runs import stabilized_runs

pytestmark = pytest.mark.slow
CASES = [(13, 2, 20), (13, 2, 2000), (64, 64, 50), (64, 64, 2000), (300, 30, 300), (784, 50, 100)]


@pytest.mark.parametrize(("p", "h", "reach"), CASES)
def test_seconds_and_their_forecast(p, h, reach):
    """p, H and l_max t; a power-law spectrum, eight runs."""
    l = np.arange(1, p + 1.0) ** -1
    l *= p / l.sum()
    spectrum, sizes, t = EmpiricalSpectrum(l), Sizes(p, h, 2 * p, 0.01 / p), np.linspace(0, reach / l[0], 5)
    begun = time.perf_counter()
    stabilized_runs(t, sizes, spectrum, range(8), seed=0)
    middle = time.perf_counter()
    simulate(sizes, t, 8, data=Covariance(l, 2 * p))
    taken = {STABILIZED: middle - begun, ORDER_8: time.perf_counter() - middle}
    for name, solver in (("order 8", ORDER_8), ("stabilized", STABILIZED)):
        forecast = solver.seconds(8, float(t[-1]), sizes, spectrum)
        print(f"\n({p}, {h}), l_max t = {reach}: {name} {taken[solver]:.2f} s, forecast {forecast:.2f} s", end="")
    print(f"; ratio {taken[ORDER_8] / taken[STABILIZED]:.1f}")
