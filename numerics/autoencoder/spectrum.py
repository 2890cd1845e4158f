"""Spectral laws of the sample covariance as families of quadrature rules."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from numerics.methods.arrays import Array
from numerics.methods.quadrature import Rule, pieces
from theory.errors import InputError

CHEBYSHEV = 128  # nodes of a Gauss-Chebyshev rule, exact to twice that degree


@dataclass(frozen=True)
class MarchenkoPastur:
    r"""Limit law of the eigenvalues of S = X X^T / N at p / N = nu; nu = 0 is the point mass at 1.

    With l = (1 - sqrt nu)^2 + 4 sqrt(nu) sin^2(phi/2) the continuous part is (2/pi) sin^2(phi) / l dphi on (0, pi); a
    tanh-sinh rule in phi stays accurate for nu -> 1 (hard edge) and for integrands concentrated at either edge.
    For nu > 1 an atom 1 - 1/nu sits at zero. Inside of the spectrum integrands may be sharp at the ``breaks``, values
    of l in any order, where the rules are split.
    """

    nu: float
    breaks: tuple[float, ...] = ()
    exact = False

    def __post_init__(self) -> None:
        if not (np.isfinite(self.nu) and self.nu >= 0):
            raise InputError(f"nu = {self.nu} is no ratio p/N: give a finite number >= 0")

    @property
    def atom(self) -> float:
        """The weight at zero."""
        return 1 - 1 / max(1.0, self.nu)

    def continuous(self, level: int) -> tuple[Array, Array]:
        """Positive eigenvalues in ascending order and their weights, of sum 1 - ``atom``, at step 2^-level."""
        root = np.sqrt(self.nu)
        half, sine, weight = pieces(level, self.angles_of_breaks())
        l = (1 - root) ** 2 + 4 * root * half
        w = weight * sine**2 / l
        return l, w * ((1 - self.atom) / w.sum())

    def angles_of_breaks(self) -> list[float]:
        """phi at the breaks inside of the spectrum, ascending."""
        if self.nu == 0:
            return []
        root = np.sqrt(self.nu)
        places = sorted({(l - (1 - root) ** 2) / (4 * root) for l in self.breaks})
        return [float(2 * np.arcsin(np.sqrt(x))) for x in places if 0 < x < 1]

    def distribution(self, level: int) -> tuple[Array, Array]:
        """Positive eigenvalues in ascending order and the law's mass up to each, at step 2^-level."""
        l, w = self.continuous(level)
        return l, self.atom + np.cumsum(w) - w / 2

    def gauss_rule(self, nodes: int) -> Rule:
        """The Gauss rule from the law's Jacobi matrix: 1, then 1 + nu, beside sqrt(nu)."""
        if self.nu == 0:
            return Rule(np.ones(1), np.ones(1), np.ones(1))
        diagonal = np.r_[1.0, np.full(nodes - 1, 1 + self.nu)]
        matrix = np.diag(diagonal) + np.sqrt(self.nu) * (np.eye(nodes, k=1) + np.eye(nodes, k=-1))
        l, v = np.linalg.eigh(matrix)
        return Rule(l.clip(min=0), v[0] ** 2, np.ones(nodes))

    def finite_size_rule(self) -> Rule:
        """Nodes and signed weights of what finite p adds to p times the law, for real Wishart matrices.

        The mean of Tr f over S = X X^T / N with Gaussian p x N X is, up to terms of order 1/p,

            p int f dMP + (f(l+) + f(l-)) / 4 - (1/2) int f d(arcsine on [l-, l+]),    l+- = (1 +- sqrt nu)^2

        (Jonsson 1982; Bai and Silverstein 2004, eq. 1.6). As a signed measure of mass zero its first moment vanishes
        too. The arcsine's is a Gauss-Chebyshev rule.
        """
        root = np.sqrt(self.nu)
        x = np.cos((np.arange(CHEBYSHEV) + 0.5) * np.pi / CHEBYSHEV)
        l = np.r_[(1 - root) ** 2, (1 + root) ** 2, 1 + self.nu + 2 * root * x]
        return Rule(l, np.r_[0.25, 0.25, np.full(CHEBYSHEV, -0.5 / CHEBYSHEV)], np.ones(CHEBYSHEV + 2))

    def smallest_mean(self, share: float) -> float:
        """The mean of the eigenvalue over the smallest ``share`` of the law, zero elsewhere."""
        if share <= 0 or self.nu == 0:
            return max(0.0, share)
        l, w = self.continuous(10)
        _, below = self.distribution(10)
        return float(np.interp(share, below, np.cumsum(w * l) - w * l / 2, left=0.0))

    def rule(self, level: int) -> Rule:
        """Eigenvalues and weights at step 2^-level; the atom, if any, comes last."""
        l, w = self.continuous(level)
        if self.atom:
            l, w = np.append(l, 0.0), np.append(w, self.atom)
        return Rule(l, w, np.ones_like(l))


@dataclass(frozen=True)
class Arcsine:
    """The law of density 1 / (pi sqrt((upper - l)(l - lower))) on [lower, upper]."""

    lower: float
    upper: float
    exact = False

    def rule(self, level: int) -> Rule:
        """Values and weights at step 2^-level."""
        half, _, weight = pieces(level, ())
        return Rule(self.lower + (self.upper - self.lower) * half, weight, None)


@dataclass(frozen=True, eq=False)
class EmpiricalSpectrum:
    """The eigenvalues of one given covariance matrix, each of weight 1/p.

    ``held_out`` are the variances of held-out samples along the eigenvectors, shape (p,), or None without such samples.
    """

    eigenvalues: Array
    held_out: Array | None = None
    exact = True

    def __init__(self, eigenvalues: ArrayLike, held_out: ArrayLike | None = None) -> None:
        object.__setattr__(self, "eigenvalues", _variances(eigenvalues))
        object.__setattr__(self, "held_out", None if held_out is None else _variances(held_out))
        if self.held_out is not None and self.held_out.shape != self.eigenvalues.shape:
            raise InputError(
                f"{self.held_out.size} held-out variances for {self.eigenvalues.size} eigenvalues: give as many"
            )

    def rule(self, level: int) -> Rule:  # noqa: ARG002 - exact at every level
        """The eigenvalues with equal weights."""
        return Rule(self.eigenvalues, np.full_like(self.eigenvalues, 1 / self.eigenvalues.size), self.held_out)


def _variances(values: ArrayLike) -> Array:
    array = np.asarray(values, dtype=float)
    if array.ndim != 1 or not array.size or not np.all(np.isfinite(array)) or array.min() < 0:
        raise InputError("a spectrum needs at least one eigenvalue, all of them finite and >= 0")
    return array
