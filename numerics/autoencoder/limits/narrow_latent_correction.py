r"""The first correction to narrow-latent, in H/p and 1/p, for any spectrum (docs/theory/corrections.md).

On the eigenvectors of S a column is w_i(t) = b_i(t) w_i(0), b_i^2 = B_i = e^{k + 2 s l_i}, with s' = 2 - r, k' = -2 q
and the moments M_f = alpha int f B dmu, r = M_1, q = M_l. Three things move these means at first order: the other
columns, whose overlaps with this one are random of order p^{-1/2}, the column's own random length and direction, and
for Gaussian data the spectrum of S at finite p. Each enters as a source in

    M_f^(1) = M_f k1 + 2 M_{lf} s1 + source_f,      s1' = -r1,      k1' = -2 q1.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.sizes import Sizes
from numerics.autoencoder.limits.perturbation import SampleLaw, agreed, integrated, raw_losses, rules
from numerics.autoencoder.losses import Losses, checked_times
from numerics.autoencoder.spectrum import MarchenkoPastur
from numerics.methods.arrays import Array
from numerics.methods.quadrature import Rule, Spectrum


def losses(t: ArrayLike, sizes: Sizes, spectrum: Spectrum | None = None) -> Losses:
    """What H/p and 1/p add to both losses, shape (n,).

    Parameters and errors as for :func:`numerics.autoencoder.limits.narrow_latent.losses`; for a given spectrum its own
    1/p is not added, since it is no sample of anything.
    """
    times, law = checked_times(t), spectrum or MarchenkoPastur(sizes.nu)
    edges = law.finite_size_rule() if isinstance(law, SampleLaw) else None
    return raw_losses(times, sizes, agreed([first_order_on(rule, times, sizes, edges) for rule in rules(law)]))


def first_order_on(rule: Rule, t: Array, sizes: Sizes, edges: Rule | None = None) -> Array:
    """Corrections over p, shape (n, 1 or 2), on one rule for the spectrum, and with ``edges`` its own 1/p."""
    fixed = Fixed(sizes.alpha, (sizes.H - 1) / sizes.p, 1 / sizes.p, rule, edges)
    vectors = integrated(lambda _, y: State.of_vector(y, fixed).velocity(), np.zeros(4 + 4 * rule.l.size), t)
    variances = [(rule.l, None if edges is None else edges.l)]
    if rule.c is not None:
        variances.append((rule.c, None if edges is None else edges.c))
    states = [State.of_vector(y, fixed) for y in vectors]
    return np.array([[sizes.eta * state.loss(f, g) for f, g in variances] for state in states])


@dataclass(frozen=True, eq=False)
class Fixed:
    """What does not move: alpha, the weights of other columns and of the column itself, and the spectrum's rules."""

    alpha: float
    pairs: float
    single: float
    rule: Rule
    edges: Rule | None


@dataclass(frozen=True, eq=False)
class State:
    """The means s, k, their corrections s1, k1, and per node the overlaps' integrals U, V and the responses s_i, k_i.

    A pair's overlaps are u = w_a w_b = sum_i g_i u_i and v = w_a S w_b = sum_i g_i v_i with E g_i^2 = alpha^2 w_i / p,
    and U' = u, V' = v. The column's own g_i, of twice that variance, move its means by M_i = M k_i + 2 M_l s_i + B_i.
    ``B`` follows from s and k.
    """

    fixed: Fixed
    s: float
    k: float
    s1: float
    k1: float
    U: Array
    V: Array
    si: Array
    ki: Array
    B: Array

    @classmethod
    def of_vector(cls, y: Array, fixed: Fixed) -> "State":
        """From the vector (s, k, s1, k1, U, V, s_i, k_i) that is integrated."""
        s, k, s1, k1 = y[:4]
        U, V, si, ki = y[4:].reshape(4, -1)
        return cls(fixed, s, k, s1, k1, U, V, si, ki, np.exp(k + 2 * s * fixed.rule.l))

    def velocity(self) -> Array:
        """Time derivative of that vector."""
        l, ones, edges = self.fixed.rule.l, np.ones_like(self.fixed.rule.l), self.fixed.edges
        ends = (None, None) if edges is None else (np.ones_like(edges.l), edges.l)
        r, q = self.moment(ones), self.moment(l)
        r1, q1 = self.moment_correction(ones, ends[0]), self.moment_correction(l, ends[1])
        scalars = [2 - r, -2 * q, -r1, -2 * q1]
        overlaps = self.overlap(ones), self.overlap(l)
        return np.concatenate([scalars, *overlaps, -self.response(ones), -2 * self.response(l)])

    def loss(self, f: Array, g: Array | None) -> float:
        """The correction to -M_f + r M_f / 2 + half of the sum over the other columns of u (w_a f(S) w_b)."""
        ones, edges = np.ones_like(f), self.fixed.edges
        r, mean = self.moment(ones), self.moment(f)
        r1 = self.moment_correction(ones, None if edges is None else np.ones_like(edges.l))
        squares = self.fixed.alpha**2 * self.fixed.rule.w
        pairs = self.fixed.pairs * squares @ (self.overlap(ones) * self.overlap(f))
        single = self.fixed.single * 2 * squares @ (self.response(ones) * self.response(f))
        return float((r / 2 - 1) * self.moment_correction(f, g) + r1 * mean / 2 + (pairs + single) / 2)

    def moment(self, f: Array) -> float:
        """M_f = alpha int f B dmu."""
        return float(self.fixed.alpha * (self.fixed.rule.w * self.B) @ f)

    def overlap(self, f: Array) -> Array:
        """What w_a f(S) w_b is per unit of g_i: f_i B_i - 2 (U_i M_{lf} + V_i M_f)."""
        return f * self.B - 2 * (self.U * self.moment(self.fixed.rule.l * f) + self.V * self.moment(f))

    def response(self, f: Array) -> Array:
        """The response of M_f to the column's own g_i."""
        return self.moment(f) * self.ki + 2 * self.moment(self.fixed.rule.l * f) * self.si + f * self.B

    def moment_correction(self, f: Array, g: Array | None) -> float:
        """M_f^(1); ``g`` is f on the nodes of the finite-size rule."""
        moved = self.moment(f) * self.k1 + 2 * self.moment(self.fixed.rule.l * f) * self.s1
        single = self.from_single(f) + self.from_spectrum(g)
        return float(moved + self.fixed.pairs * self.from_pairs(f) + self.fixed.single * single)

    def from_pairs(self, f: Array) -> float:
        """Other columns change the share of node i by -2 alpha (U_i l_i + V_i) + 2 alpha^2 int (U l_i + V)^2 dmu."""
        l, w, a = self.fixed.rule.l, self.fixed.rule.w, self.fixed.alpha
        square = l**2 * (w @ self.U**2) + 2 * l * (w @ (self.U * self.V)) + w @ self.V**2
        return self.moment(f * (2 * a**2 * square - 2 * a * (self.U * l + self.V)))

    def from_single(self, f: Array) -> float:
        """Second order in the column's own g_i, of variance 2 alpha^2 w_i / p."""
        l, k, s = self.fixed.rule.l, self.ki, self.si
        moments = self.moment(f), self.moment(l * f), self.moment(l**2 * f)
        curved = moments[0] * k**2 / 2 + 2 * moments[1] * k * s + 2 * moments[2] * s**2
        return float(2 * self.fixed.alpha**2 * self.fixed.rule.w @ (curved + f * self.B * (k + 2 * l * s)))

    def from_spectrum(self, g: Array | None) -> float:
        """The law of S at finite p, over its planar limit."""
        edges = self.fixed.edges
        if edges is None or g is None:
            return 0.0
        return float(self.fixed.alpha * (edges.w * np.exp(self.k + 2 * self.s * edges.l)) @ g)
