"""Structural energies of many data sets at once, in one dimension and closed form: gradients and Hessians by the
centres at fixed widths (derived in docs/study.md).

Axes: S data sets, i samples (N), j and k prototypes (M). ``landscape`` has the same for one data set and any energy.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from numerics.methods.arrays import Array

Slope = tuple[Array, Array]  # gradient (S, M) and Hessian (S, M, M)


@dataclass(frozen=True)
class Structure:
    """``coverage C + separation Sep + overlap O`` on samples (S, N); ``coverage`` is (S,), the rest are numbers.

    ``tau`` is the temperature of separation and, if it has none of its own, of coverage; responses are
    ``exp(-w^2 (x - c)^2)``.
    """

    samples: Array
    coverage: Array
    separation: float
    overlap: float
    tau: float
    w: float
    coverage_tau: float | None = None

    @property
    def cold(self) -> float:
        """The temperature of coverage."""
        return self.tau if self.coverage_tau is None else self.coverage_tau

    def slope(self, centres: Array) -> Slope:
        """Gradient and Hessian of the energy of every data set at centres (S, M)."""
        parts = [(self.coverage, coverage(self.samples, centres, self.cold))]
        if self.separation:
            parts.append((np.full(len(centres), self.separation), separation(centres, self.tau)))
        if self.overlap:
            parts.append((np.full(len(centres), self.overlap), overlap(self.samples, centres, self.w)))
        return (
            sum((a[:, None] * gradient for a, (gradient, _) in parts), np.zeros(())),
            sum((a[:, None, None] * hessian for a, (_, hessian) in parts), np.zeros(())),
        )

    def subset(self, chosen: NDArray[np.intp]) -> "Structure":
        """Of these data sets only."""
        return replace(self, samples=self.samples[chosen], coverage=self.coverage[chosen])


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
