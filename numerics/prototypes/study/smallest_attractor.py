"""The smallest attractor that holds every prototype of a data set: bisection on the structural flow from its samples.

No equal spacings are assumed, and nothing is tuned: at each coefficient of the attractor the flow is followed to rest.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from numerics.prototypes.study.structure import Structure

MOVE = 0.1  # of the range sqrt(tau): the longest move of a prototype in one step of the flow
STEPS = 2000
RECOIL = 0.5  # of the force at a step's start, against which it may end: past a kink it turns round
REST = 1e-6  # of the range, in units of the rate at which a lone prototype returns to its sample


def follow_to_rest(structure: Structure, start: Array, far: float) -> tuple[Array, NDArray[np.bool_]]:
    """Where ``dc/dt = -dE/dc / (attraction stiffness)`` comes to rest, (S, M), and whether it is stable there, (S,).

    A prototype that gets ``far`` outside the hull ends its data set's flow as unstable. Steps by the exponential
    Rosenbrock-Euler method, exact for linear forces, each as long as its longest move allows, and as it does not run
    past a kink; along slow directions they grow without bound. ``ConvergenceError`` if some flow needs more than
    ``STEPS``.
    """
    c, stable = start.copy(), np.zeros(len(start), bool)
    length, reach, active = np.full(len(start), 0.1), np.sqrt(min(structure.tau, structure.cold)), np.arange(len(start))
    rates, modes, force = _modes(structure, c)
    for _ in range(STEPS):
        resting = np.abs(force).max(axis=1) < REST * reach
        stable[active[resting]] = rates[resting].min(axis=1) > 0
        going = ~resting & (displacement(structure.samples[active], c[active]) < far)
        active, rates, modes, force = active[going], rates[going], modes[going], force[going]
        if not active.size:
            return c, stable
        move = _move(rates, modes, force, length[active])
        accepted = np.abs(move).max(axis=1) < MOVE * reach
        tried = np.flatnonzero(accepted)
        there = _modes(structure.subset(active[tried]), c[active[tried]] + move[tried])
        forwards = (there[2] * np.sign(move[tried])).min(axis=1) >= -RECOIL * np.abs(force[tried]).max(axis=1)
        accepted[tried] = forwards
        c[active[accepted]] += move[accepted]
        for old, new in zip((rates, modes, force), there, strict=True):
            old[accepted] = new[forwards]
        length[active] *= np.where(accepted, 1.5, 0.4)
    raise ConvergenceError(f"{active.size} structural flow(s) are not at rest after {STEPS} steps")


def displacement(samples: Array, centres: Array) -> Array:
    """How far the outermost prototype is outside the hull, (S,); negative inside."""
    return np.maximum(centres.max(axis=1) - samples.max(axis=1), samples.min(axis=1) - centres.min(axis=1))


def _modes(structure: Structure, c: Array) -> tuple[Array, Array, Array]:
    """Rates (S, M) at which displacements along the modes (S, M, M) decay, and the force (S, M)."""
    gradient, hessian = structure.slope(c)
    scale = 1 / (structure.stiffness * structure.attraction)
    rates, modes = np.linalg.eigh(scale[:, None, None] * hessian)
    return rates, modes, -scale[:, None] * gradient


def _move(rates: Array, modes: Array, force: Array, length: Array) -> Array:
    """``(1 - exp(-r h)) / r`` times the force, mode by mode; a growing mode is cut where it leaves the bound anyway."""
    exponent = np.maximum(rates * length[:, None], -20.0)
    small = np.abs(exponent) < 1e-8
    gain = length[:, None] * np.where(small, 1.0, -np.expm1(-exponent) / np.where(small, 1.0, exponent))
    along = np.einsum("sji,sj->si", modes, force)
    return np.einsum("sij,sj->si", modes, gain * along)


def critical_attractors(structure: Structure, out: float, precision: float = 0.01) -> Array:
    """Per data set (S,) the smallest attraction that leaves no prototype more than ``out`` outside the
    hull: bisection to the relative precision, its upper end, so that the result itself holds.

    ``structure.attraction`` is ignored. ``ConvergenceError`` if no coefficient in twelve orders of magnitude holds.
    """
    start = np.full(len(structure.samples), sum(value for value, _ in structure.repulsors))
    low, high = _until(structure, start, out, 0.25, wanted=False), _until(structure, start, out, 4.0, wanted=True)
    while (high / low).max() > 1 + precision:
        middle = np.sqrt(low * high)
        held = holds(replace(structure, attraction=middle), out)
        low, high = np.where(held, low, middle), np.where(held, middle, high)
    return high


def holds(structure: Structure, out: float) -> NDArray[np.bool_]:
    """Whether the flow from the samples comes to a stable rest with nothing more than ``out`` outside, (S,)."""
    far = out + 3 * np.sqrt(structure.tau)
    c, stable = follow_to_rest(structure, structure.samples, far)
    return stable & (displacement(structure.samples, c) <= out)


def _until(structure: Structure, value: Array, out: float, factor: float, *, wanted: bool) -> Array:
    """Multiply by the factor, data set by data set, until it holds (or does not, as wanted)."""
    value = value.copy()
    for _ in range(20):
        missing = np.flatnonzero(holds(replace(structure, attraction=value), out) != wanted)
        if not missing.size:
            return value
        value[missing] *= factor
    why = "the repulsor is too strong" if wanted else "nothing repels them"
    raise ConvergenceError(f"{missing.size} data set(s) {'never' if wanted else 'always'} hold their prototypes: {why}")
