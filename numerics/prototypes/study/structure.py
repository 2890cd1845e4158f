"""Structural energies of many data sets at once, in one dimension and closed form: gradients and Hessians by the
centres at fixed widths (derived in docs/study.md).

Axes: S data sets, i samples (N), j and k prototypes (M). ``landscape`` has the same for one data set and any energy.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from theory.errors import InputError

Slope = tuple[Array, Array]  # gradient (S, M) and Hessian (S, M, M)
Field = Callable[[Array, Array], Slope]  # of samples (S, N) and centres (S, M)
APART, ASIDE = 1000.0, 0.1  # ranges between the samples, and beside one, where an attractor's stiffness is measured


@dataclass(frozen=True)
class Structure:
    """``attraction A + sum_n coefficient_n R_n`` on samples (S, N); ``attraction`` is (S,).

    ``tau`` and ``cold`` are the temperatures of the repulsors and of the attractor; ``stiffness`` is the rate at which
    unit attraction alone returns a prototype to its sample.
    """

    samples: Array
    attraction: Array
    attractor: Field
    repulsors: tuple[tuple[float, Field], ...]
    tau: float
    cold: float
    stiffness: float

    def slope(self, centres: Array) -> Slope:
        """Gradient and Hessian of the energy of every data set at centres (S, M); ``ConvergenceError`` where they are
        not finite."""
        terms = [(self.attraction, self.attractor)]
        terms += [(np.full(len(centres), value), field) for value, field in self.repulsors]
        gradient, hessian = np.zeros(centres.shape), np.zeros((*centres.shape, centres.shape[1]))
        for coefficient, field in terms:
            first, second = field(self.samples, centres)
            gradient, hessian = gradient + coefficient[:, None] * first, hessian + coefficient[:, None, None] * second
        if not np.isfinite(hessian).all():
            raise ConvergenceError("the forces of the losses are not finite on the way of some prototype")
        return gradient, hessian

    def subset(self, chosen: NDArray[np.intp]) -> "Structure":
        """Of these data sets only."""
        return replace(self, samples=self.samples[chosen], attraction=self.attraction[chosen])


def structure(
    samples: Array, attractor: Field, repulsors: tuple[tuple[float, Field], ...], tau: float, cold: float
) -> Structure:
    """With unit attraction, on samples (S, N). ``InputError`` for an attractor that does not attract."""
    found = stiffness(attractor, samples.shape[1], np.sqrt(min(tau, cold)))
    return Structure(samples, np.ones(len(samples)), attractor, repulsors, tau, cold, found)


def built_in(
    samples: Array, separating: float, overlapping: float, tau: float, w: float, cold: float | None = None
) -> Structure:
    """Coverage against separation and overlap with these coefficients; responses are ``exp(-w^2 (x - c)^2)``."""
    temperature = tau if cold is None else cold
    terms = (separating, separation_field(tau)), (overlapping, overlap_field(w))
    return structure(samples, coverage_field(temperature), tuple(t for t in terms if t[0]), tau, temperature)


def stiffness(attractor: Field, count: int, reach: float) -> float:
    """Force per displacement on one of ``count`` prototypes on samples far from each other, moved a little aside::

        o          o    |x     o          o        o  sample and prototype      x  the prototype moved aside

    2 / count of coverage. A secant, so that a kink on the sample counts by its force.
    """
    lattice, middle = APART * reach * (np.arange(count) - count // 2), count // 2
    moved = lattice + ASIDE * reach * np.array([[1], [-1]]) * (np.arange(count) == middle)
    right, left = attractor(np.array([lattice, lattice]), moved)[0][:, middle]
    found = float((right - left) / (2 * ASIDE * reach))
    if not (np.isfinite(found) and found > 0):
        raise InputError(f"the attractor does not draw a prototype back to its sample (stiffness {found:.3g}): "
                         "give a loss that has a minimum there")  # fmt: skip
    return found


def coverage_field(tau: float) -> Field:
    """Coverage at this temperature."""
    return partial(coverage, tau=tau)


def separation_field(tau: float) -> Field:
    """Separation at this temperature."""
    return lambda _, centres: separation(centres, tau)


def overlap_field(w: float) -> Field:
    """Overlap of responses of this inverse width."""
    return partial(overlap, w=w)


def coverage(samples: Array, centres: Array, tau: float) -> Slope:
    """``(2/N) sum_i rho_ij u_ij`` with ``u_ij = c_j - x_i``, and its Hessian.

    That is ``(4 / (N tau)) sum_i rho_ij u_ij rho_ik u_ik``, with ``(2/N) sum_i rho_ij (1 - 2 u_ij^2 / tau)`` added on
    the diagonal.
    """
    step, count = centres[:, None] - samples[:, :, None], samples.shape[1]
    rho = softmax(-(step**2) / tau, axis=-1)
    pull = rho * step
    bend = (rho * (1 - 2 * step**2 / tau)).sum(axis=1)
    return 2 / count * pull.sum(axis=1), 2 / count * (_diagonal(bend) + 2 / tau * _products(pull))


def separation(centres: Array, tau: float) -> Slope:
    """``-(4 / (tau M (M-1))) sum_k K_jk u_jk`` with ``K = exp(-u^2 / tau)``; the Hessian is the graph Laplacian of
    ``(4 / (tau M (M-1))) (2 u^2 / tau - 1) K``."""
    step, count = centres[:, :, None] - centres[:, None], centres.shape[1]
    kernel = 4 / (tau * count * (count - 1)) * np.exp(-(step**2) / tau)
    bend = (2 * step**2 / tau - 1) * kernel
    return -(kernel * step).sum(axis=-1), _diagonal(bend.sum(axis=-1)) - bend


def overlap(samples: Array, centres: Array, w: float) -> Slope:
    """``n sum_i phi'_ij (s_i - phi_ij)`` with ``n = 2 / (M (M-1) N)``, ``s_i = sum_k phi_ik``; Hessian
    ``n sum_i phi'_ij phi'_ik`` off the diagonal, ``n sum_i phi''_ij (s_i - phi_ij)`` on it."""
    step, count = centres[:, None] - samples[:, :, None], centres.shape[1]
    phi = np.exp(-((w * step) ** 2))
    first, second = -2 * w**2 * step * phi, (4 * w**4 * step**2 - 2 * w**2) * phi
    others = phi.sum(axis=-1, keepdims=True) - phi
    scale = 2 / (count * (count - 1) * samples.shape[1])
    own = (second * others - first**2).sum(axis=1)
    return scale * (first * others).sum(axis=1), scale * (_diagonal(own) + _products(first))


def _products(rows: Array) -> Array:
    """``sum_i v_ij v_ik``."""
    return rows.transpose(0, 2, 1) @ rows


def _diagonal(values: Array) -> Array:
    return values[:, :, None] * np.eye(values.shape[1])
