"""Particle flows of many prototypes against the continuum's expelled fractions, and the order in M."""

from functools import cache

import numpy as np
import pytest
from scipy.integrate import quad

from numerics.prototypes.data_measure import lattice, uniform
from numerics.prototypes.energy_landscape import landscape
from numerics.prototypes.flow import centre_flow
from numerics.prototypes.particles import (
    absorbed_positions,
    barenblatt_positions,
    mass_outside,
    overlap_diffusivity,
    overlap_expelled,
    separation_diffusivity,
    separation_expelled,
)
from numerics.prototypes.porous import porous_flow
from theory.errors import InputError


@cache
def _separation_errors(count: int) -> np.ndarray:
    """Range sqrt(tau) = 0.03 sqrt(200 / M): many prototypes within the range, and the range vanishes with
    M."""
    tau = 0.03**2 * 200 / count
    diffusivity = separation_diffusivity(tau)
    times = np.linspace(0, 1.0, 5) / diffusivity
    field = landscape({"separation": 1.0}, lattice(2), tau)
    path = centre_flow(field, barenblatt_positions(count), np.ones(count), times, mobility=count, rtol=1e-7)
    return mass_outside(path.centres) - separation_expelled(times, diffusivity)


def _overlap_errors(count: int) -> np.ndarray:
    """Response width 1/w = 0.02 sqrt(200 / M); the last time leaves a third of the prototypes, still
    within range."""
    width = 50 * np.sqrt(count / 200)
    diffusivity = overlap_diffusivity(width)
    times = np.linspace(0, 0.35, 5) / diffusivity
    field = landscape({"uniform-overlap": 1.0}, uniform())
    path = centre_flow(field, absorbed_positions(count), np.full(count, width), times, mobility=count, rtol=1e-6)
    return mass_outside(path.centres) - overlap_expelled(times, diffusivity)


def _order(errors, counts) -> float:
    largest = [np.abs(errors(count)).max() for count in counts]
    return float(np.polyfit(np.log(counts), np.log(largest), 1)[0])


def test_separation_closes_at_first_order():
    """Range and pair weight M/(M-1) both enter at order tau ~ 1/M; quick version."""
    assert _order(_separation_errors, [50, 100, 200]) == pytest.approx(-1.1, abs=0.15)
    assert np.abs(_separation_errors(200)).max() < 0.002


@pytest.mark.slow
def test_separation_at_more_prototypes():
    assert _order(_separation_errors, [100, 200, 400, 800]) == pytest.approx(-1, abs=0.15)


def test_overlap_closes_at_half_order():
    """The ends absorb within a layer of width 1/w ~ M^(-1/2), which is the error; quick version.

    A correction of order 1/w^2 of the same sign makes the slope steeper at finite M: error * sqrt(M) still
    falls from 0.29 to 0.25 between M = 50 and 200.
    """
    assert _order(_overlap_errors, [25, 50, 75]) == pytest.approx(-0.55, abs=0.08)


@pytest.mark.slow
def test_overlap_at_two_hundred():
    assert np.abs(_overlap_errors(200)).max() < 0.02
    assert _order(_overlap_errors, [50, 100, 200]) == pytest.approx(-0.55, abs=0.08)


def test_uniform_start_follows_the_finite_volumes():
    """A density without closed form: prototypes uniform on the hull, separation, against the porous-medium
    solver."""
    count, tau = 200, 0.03**2
    diffusivity = separation_diffusivity(tau)
    times = np.linspace(0, 0.5, 5) / diffusivity
    field = landscape({"separation": 1.0}, lattice(2), tau)
    start = (np.arange(count) + 0.5) / count
    path = centre_flow(field, start, np.ones(count), times, mobility=count, rtol=1e-7)
    edges = np.linspace(-1, 2, 601)
    density = np.diff(np.clip(edges, 0, 1)) / np.diff(edges)
    inside = porous_flow(density, (-1, 2), diffusivity, times).mass((0, 1))
    # The range sqrt(tau) smooths the jumps of the uniform density at the ends: an error of order sqrt(tau)
    # rho early on.
    assert mass_outside(path.centres) == pytest.approx(1 - inside, abs=0.02)
    assert mass_outside(path.centres)[-1] == pytest.approx(1 - inside[-1], abs=0.005)


def test_positions_have_equal_mass():
    """Mass of the profiles below each position, by quadrature."""
    for q, place in zip((np.arange(8) + 0.5) / 8, barenblatt_positions(8), strict=True):
        mass, _ = quad(lambda x: 1.5 * (1 - 4 * (x - 0.5) ** 2), 0, place)
        assert mass == pytest.approx(q, abs=1e-12)
    places = absorbed_positions(9)
    assert places[4] == pytest.approx(0.5, abs=1e-12)
    assert places + places[::-1] == pytest.approx(np.ones(9), abs=1e-12)


def test_plain_count_and_interpolated_mass_agree_to_one_prototype():
    centres = np.sort(np.random.default_rng(3).uniform(-1, 2, 50))
    plain = np.mean((centres < 0) | (centres > 1))
    assert mass_outside(centres) == pytest.approx(plain, abs=1 / 50)
    assert mass_outside(np.array([2.0, 3.0])) == 1
    with pytest.raises(InputError, match="at least 1"):
        barenblatt_positions(0)
