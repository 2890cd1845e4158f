r"""The first correction to narrow-latent, in H/p and 1/p, for any spectrum (docs/regimes.md, First corrections).

On the eigenvectors of S a column is w_i(t) = b_i(t) w_i(0), b_i^2 = B_i = e^{k + 2 s l_i}, with s' = 2 - r, k' = -2 q
and the moments M_f = alpha int f B dmu, r = M_1, q = M_l. Three things move these means at first order: the other
columns, whose overlaps with this one are random of order p^{-1/2}, the column's own random length and direction, and
for Gaussian data the spectrum of S at finite p. Each enters as a source in

    M_f^(1) = M_f k1 + 2 M_{lf} s1 + source_f,      s1' = -r1,      k1' = -2 q1.
"""

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.sizes import Sizes
from numerics.autoencoder.limits.commuting_correction import NODES, as_losses, gauss, integrate, settled
from numerics.autoencoder.limits.finite_size_correction import edge_rule
from numerics.autoencoder.losses import Losses, checked_times
from numerics.autoencoder.spectrum import EmpiricalSpectrum, MarchenkoPastur, Rule, Spectrum
from numerics.methods.arrays import Array
from theory.errors import InputError


def losses(t: ArrayLike, sizes: Sizes, spectrum: Spectrum | None = None) -> Losses:
    """What H/p and 1/p add to both losses, shape (n,).

    Parameters and errors as for :func:`numerics.autoencoder.limits.narrow_latent.losses`; for a given spectrum its own
    1/p is not added, since it is no sample of anything.
    """
    times = checked_times(t)
    if isinstance(spectrum, EmpiricalSpectrum):
        return as_losses(times, sizes, on(times, sizes, spectrum.rule(0), None))
    law = spectrum or MarchenkoPastur(sizes.nu)
    if not isinstance(law, MarchenkoPastur):
        raise InputError(f"no correction for the spectrum {law}: give eigenvalues or a Marchenko-Pastur law")
    edges = edge_rule(law.nu)
    return as_losses(times, sizes, settled([on(times, sizes, gauss(law.nu, n), edges) for n in NODES]))


def on(t: Array, sizes: Sizes, rule: Rule, edges: Rule | None) -> Array:
    """Corrections over p, shape (n, 1 or 2), on one rule for the spectrum."""
    flow = Flow(sizes, rule, edges)
    states = integrate(flow.velocity, np.zeros(4 + 4 * rule.l.size), t)
    weights = [(rule.l, None if edges is None else edges.l)]
    if rule.c is not None:
        weights.append((rule.c, None if edges is None else edges.c))
    return np.array([[sizes.eta * flow.loss(state, f, g) for f, g in weights] for state in states])


class Flow:
    """The means s, k, their corrections s1, k1, and per node the overlaps' integrals U, V and the responses s_i, k_i.

    A pair's overlaps are u = w_a w_b = sum_i g_i u_i and v = w_a S w_b = sum_i g_i v_i with E g_i^2 = alpha^2 w_i / p,
    and U' = u, V' = v. The column's own g_i, of twice that variance, move its means by M_i = M k_i + 2 M_l s_i + B_i.
    """

    def __init__(self, sizes: Sizes, rule: Rule, edges: Rule | None) -> None:
        self.alpha, self.rule, self.edges = sizes.alpha, rule, edges
        self.pairs, self.single = (sizes.H - 1) / sizes.p, 1 / sizes.p

    def velocity(self, _: float, state: Array) -> Array:
        """Time derivative of (s, k, s1, k1, U, V, s_i, k_i)."""
        self.at(state)
        l, one = self.rule.l, np.ones_like(self.rule.l)
        ends = (None, None) if self.edges is None else (np.ones_like(self.edges.l), self.edges.l)
        r, q = self.moment(one), self.moment(l)
        r1, q1 = self.first(one, ends[0]), self.first(l, ends[1])
        scalars = [2 - r, -2 * q, -r1, -2 * q1]
        return np.concatenate([scalars, self.overlap(one), self.overlap(l), -self.own(one), -2 * self.own(l)])

    def loss(self, state: Array, f: Array, g: Array | None) -> float:
        """The correction to -M_f + r M_f / 2 + half of the sum over the other columns of u (w_a f(S) w_b)."""
        self.at(state)
        one = np.ones_like(f)
        r, mean = self.moment(one), self.moment(f)
        r1 = self.first(one, None if self.edges is None else np.ones_like(self.edges.l))
        squares = self.alpha**2 * self.rule.w
        pairs = self.pairs * squares @ (self.overlap(one) * self.overlap(f))
        own = self.single * 2 * squares @ (self.own(one) * self.own(f))
        return float((r / 2 - 1) * self.first(f, g) + r1 * mean / 2 + (pairs + own) / 2)

    def at(self, state: Array) -> None:
        """Take a state apart."""
        self.s, self.k, self.s1, self.k1 = state[:4]
        self.U, self.V, self.si, self.ki = state[4:].reshape(4, -1)
        self.B = np.exp(self.k + 2 * self.s * self.rule.l)

    def moment(self, f: Array) -> float:
        """M_f = alpha int f B dmu."""
        return float(self.alpha * (self.rule.w * self.B) @ f)

    def overlap(self, f: Array) -> Array:
        """The part of w_a f(S) w_b per unit of g_i: f_i B_i - 2 (U_i M_{lf} + V_i M_f)."""
        return f * self.B - 2 * (self.U * self.moment(self.rule.l * f) + self.V * self.moment(f))

    def own(self, f: Array) -> Array:
        """The response of M_f to the column's own g_i."""
        return self.moment(f) * self.ki + 2 * self.moment(self.rule.l * f) * self.si + f * self.B

    def first(self, f: Array, g: Array | None) -> float:
        """M_f^(1); ``g`` is f on the nodes of the finite-size rule."""
        l = self.rule.l
        moved = self.moment(f) * self.k1 + 2 * self.moment(l * f) * self.s1
        return moved + self.pairs * self.from_pairs(f) + self.single * (self.from_own(f) + self.from_spectrum(g))

    def from_pairs(self, f: Array) -> float:
        """Other columns change the share of node i by -2 alpha (U_i l_i + V_i) + 2 alpha^2 int (U l_i + V)^2 dmu."""
        l, w, a = self.rule.l, self.rule.w, self.alpha
        square = l**2 * (w @ self.U**2) + 2 * l * (w @ (self.U * self.V)) + w @ self.V**2
        return self.moment(f * (2 * a**2 * square - 2 * a * (self.U * l + self.V)))

    def from_own(self, f: Array) -> float:
        """Second order in the own g_i, of variance 2 alpha^2 w_i / p."""
        l, k, s = self.rule.l, self.ki, self.si
        moments = self.moment(f), self.moment(l * f), self.moment(l**2 * f)
        curved = moments[0] * k**2 / 2 + 2 * moments[1] * k * s + 2 * moments[2] * s**2
        return float(2 * self.alpha**2 * self.rule.w @ (curved + f * self.B * (k + 2 * l * s)))

    def from_spectrum(self, g: Array | None) -> float:
        """The law of S at finite p, over its planar limit."""
        if self.edges is None or g is None:
            return 0.0
        return float(self.alpha * (self.edges.w * np.exp(self.k + 2 * self.s * self.edges.l)) @ g)
