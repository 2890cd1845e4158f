"""The finite-volume solver against Barenblatt's profile and the separable profile between absorbing ends."""

import numpy as np
import pytest
from scipy.special import beta

from numerics.prototypes.porous import porous_flow
from theory.errors import InputError

START, END = 1 / 36, 1 / 6  # D t at which Barenblatt's profile fills [-1/2, 1/2], and six times that
RESIDUAL = 3 / beta(2 / 3, 1 / 2) ** 3


def _averages(cells: int, time: float) -> np.ndarray:
    """Cell averages of Barenblatt's profile on [-1.5, 1.5] at D = 1, from its mass function."""
    radius = (9 * time / 2) ** (1 / 3)
    z = np.clip(np.linspace(-1.5, 1.5, cells + 1) / radius, -1, 1)
    return np.diff(z - z**3 / 3) * 0.75 * cells / 3


def _error(cells: int) -> float:
    found = porous_flow(_averages(cells, START), (-1.5, 1.5), 1.0, [START, END])
    return float(np.abs(found.density[-1] - _averages(cells, END)).sum() * found.width)


def test_second_order_against_barenblatt():
    """Least-squares slope over five doublings; single doublings scatter with the place of the front in its
    cell."""
    cells = np.array([40, 80, 160, 320, 640])
    errors = np.array([_error(n) for n in cells])
    slope = np.polyfit(np.log(cells), np.log(errors), 1)[0]
    assert slope == pytest.approx(-2, abs=0.15)
    assert errors[-1] < 2e-5


def test_mass_is_conserved_on_the_line():
    found = porous_flow(_averages(100, START), (-1.5, 1.5), 1.0, np.linspace(START, END, 5))
    assert found.mass() == pytest.approx(np.ones(5), abs=1e-12)
    assert found.mass((-1.5, 0)) == pytest.approx(np.full(5, 0.5), abs=1e-12)


def test_absorbed_mass_tends_to_the_residual_law():
    """From a uniform density the mass tends to ``mu / (t + t_0)``; it is ahead of the separable profile,
    so t_0 > mu."""
    times = np.array([0.0, 1.0, 2.0, 4.0])
    mass = porous_flow(np.ones(400), (0, 1), 1.0, times, boundary="absorbing").mass()
    delay = RESIDUAL / mass[1:] - times[1:]
    # mu is met to the solver's error, 2e-5 at 400 cells, which the delay multiplies by t / mass
    assert delay == pytest.approx(np.full(3, delay[0]), abs=2e-3)
    assert delay[0] > RESIDUAL


def test_absorbing_ends_converge_faster_than_first_order():
    """The separable profile ends like a square root; rho^2 is linear there, which the flux takes exactly."""
    times = np.array([0.0, 5.0, 10.0])
    errors = []
    for cells in (50, 100, 200):
        mass = porous_flow(np.ones(cells), (0, 1), 1.0, times, boundary="absorbing").mass()
        reference = porous_flow(np.ones(800), (0, 1), 1.0, times, boundary="absorbing").mass()
        errors.append(abs(mass[1] - reference[1]))
    assert errors[0] / errors[1] > 2.3
    assert errors[1] / errors[2] > 2.3


def test_a_domain_that_is_too_narrow():
    with pytest.raises(InputError, match="reaches the ends"):
        porous_flow(_averages(100, START), (-1.5, 1.5), 1.0, [START, 2.0])


@pytest.mark.parametrize("density", [[1.0, 1.0], [-1.0, 1.0, 1.0], [np.nan, 1.0, 1.0]])
def test_bad_density(density):
    with pytest.raises(InputError, match="at least 3 cell averages"):
        porous_flow(density, (0, 1), 1.0, [0.0, 1.0])


def test_bad_domain():
    with pytest.raises(InputError, match="positive diffusivity"):
        porous_flow(np.ones(5), (1, 0), 1.0, [0.0, 1.0])
