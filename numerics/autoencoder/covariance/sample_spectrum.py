"""The law of the sample covariance of Gaussian data with any population spectrum, p / N fixed: a spectrum."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from numerics.autoencoder.covariance.finite_size import finite_size_rule
from numerics.autoencoder.covariance.pieces import Piece, Points, pieces, points
from numerics.autoencoder.covariance.population import Population
from numerics.autoencoder.covariance.subordination import Subordination, bisected
from numerics.methods.arrays import Array
from numerics.methods.lanczos import gauss_rule
from numerics.methods.quadrature import Rule
from theory.errors import InputError

FINE = 6  # level of the rules behind Gauss rules and finite-size rules: both serve corrections


@dataclass(frozen=True, eq=False)
class SampleSpectrum:
    """Limit law of the eigenvalues l of S = X X^T / N, columns of X independent N(0, C), at p / N = ``nu`` > 0.

    C has the spectrum of ``population``. In a rule ``c`` is the mean variance v^T C v of new samples along eigenvectors
    v of S with eigenvalue l. One bulk or many, edges down to zero (nu = 1) and an atom at zero are all met; the cost of
    a rule grows with the number of distinct population eigenvalues.

    Sources: Silverstein and Choi (1995), Ledoit and Peche (2011); docs/theory/covariance.md.
    """

    population: Population
    nu: float
    exact = False

    def __post_init__(self) -> None:
        if not (np.isfinite(self.nu) and self.nu > 0):
            raise InputError(f"nu = {self.nu} is no ratio p/N of a finite sample: give a finite number > 0")

    @cached_property
    def curve(self) -> Subordination:
        """Where Silverstein's equation is solved."""
        carrying = self.population.l > 0
        return Subordination(self.population.l[carrying], self.nu * self.population.w[carrying])

    @cached_property
    def pieces(self) -> list[Piece]:
        """The curve over the support, from left to right."""
        return pieces(self.curve)

    @property
    def atom(self) -> float:
        """The weight at zero: of directions without variance, or without samples."""
        return 1 - min(self.curve.mass.sum(), 1.0) / self.nu

    @cached_property
    def unseen(self) -> float:
        """c at l = 0: the variance of new samples along a direction in which there are none."""
        mass, tau = self.curve.mass, self.curve.tau
        if mass.sum() <= 1:
            return 0.0
        balance = lambda k: k * (mass / (k[:, None] + tau)).sum(-1) - (mass.sum() - 1)  # noqa: E731
        kappa = bisected(balance, np.zeros(1), np.array([mass @ tau]))
        return float(kappa[0] / (self.nu * self.atom))

    @cached_property
    def edges(self) -> Array:
        """Ends of the bulks of positive eigenvalues, shape (bulks, 2)."""
        xi = [end for piece in self.pieces for end, edge in zip(piece[:2], piece[2:], strict=True) if edge]
        return (np.array(xi) ** 2 * self.curve.ratio(np.array(xi))).reshape(-1, 2)

    def rule(self, level: int) -> Rule:
        """Eigenvalues, weights and population variances at step 2^-level; the atom, if any, comes last."""
        if level not in self._rules:
            at = [points(self.curve, piece, level, trimmed=place > 0) for place, piece in enumerate(self.pieces)]
            parts = [self._positive(each) for each in at]  # only the lowest piece may have an edge at zero
            if self.atom:
                parts.append((np.zeros(1), np.array([self.atom]), np.array([self.unseen])))
            self._rules[level] = Rule(*(np.concatenate(column) for column in zip(*parts, strict=True)))
        return self._rules[level]

    def gauss_rule(self, nodes: int) -> Rule:
        """The Gauss rule of the positive eigenvalues, by Lanczos from a fine rule; the atom, if any, comes last."""
        l, w, c = self.rule(FINE)
        assert c is not None
        if not self.atom:
            return gauss_rule(Rule(l, w, c), nodes)
        found = gauss_rule(Rule(l[:-1], w[:-1], c[:-1]), nodes)
        assert found.c is not None
        return Rule(np.append(found.l, l[-1]), np.append(found.w, w[-1]), np.append(found.c, c[-1]))

    def finite_size_rule(self) -> Rule:
        """Nodes and signed weights of what finite p adds to p times the law, and to Tr C f(S)."""
        return finite_size_rule(self.curve, self.pieces, [points(self.curve, piece, FINE) for piece in self.pieces])

    def density(self, l: ArrayLike) -> Array:
        """Density of the continuous part at l, shape of l; zero outside of the bulks, infinite at zero for nu = 1."""
        x = np.atleast_1d(np.asarray(l, dtype=float))
        found = np.zeros_like(x)
        for (lower, upper), (start, stop) in zip(self.edges, self._stretches, strict=True):
            inside = (x > lower) & (x < upper)
            if inside.any():
                target, ends = x[inside], np.ones(inside.sum())
                xi = bisected(lambda xi, target=target: self._eigenvalue(xi) - target, start * ends, stop * ends)  # type: ignore[misc]
                s = self.curve.height(xi)
                found[inside] = np.sqrt(s) / (np.pi * self.nu * (xi**2 + s))
        return found.reshape(np.shape(l))

    @cached_property
    def _rules(self) -> dict[int, Rule]:
        return {}

    @property
    def _stretches(self) -> list[tuple[float, float]]:
        starts = [piece.start for piece in self.pieces if piece.starts_at_edge]
        return list(zip(starts, [piece.stop for piece in self.pieces if piece.stops_at_edge], strict=True))

    def _eigenvalue(self, xi: Array) -> Array:
        s = self.curve.height(xi)
        return (xi**2 + s) * self.curve.sums(xi, s).q

    def _positive(self, at: Points) -> tuple[Array, Array, Array]:
        """l, w and c at points of the curve: dx/dxi = 2 (s B + A^2 / B), times the density."""
        found, size = self.curve.sums(at.xi, at.s), at.xi**2 + at.s
        speed = 2 * (at.s * found.B + found.A**2 / found.B)
        w = np.sqrt(at.s) * speed * at.dxi / (np.pi * self.nu * size)
        return size * found.q, w, 1 / found.q


def sample_law(eigenvalues: ArrayLike, N: float) -> "SampleSpectrum | Population":
    """The law of S for p population eigenvalues and N samples; for N = inf that of C itself.

    Examples
    --------
    >>> law = sample_law([3.0, 3.0, 0.2, 0.2], 40)
    >>> law.edges.round(3)
    array([[0.112, 0.286],
           [1.819, 4.502]])
    """
    population = Population.of_eigenvalues(eigenvalues)
    return population if np.isinf(N) else SampleSpectrum(population, np.size(eigenvalues) / N)
