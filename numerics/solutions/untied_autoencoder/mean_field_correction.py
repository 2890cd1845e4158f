r"""The first corrections to mean-field of the untied autoencoder, in p/H and 1/p (docs/theory/untied.md).

Perturbation around the commuting solution: in the eigenbasis of S, V U = f + Phi, V V^T = m + Pi and U^T U = m + Theta
with elements off the diagonal of first order in sqrt(p/H) and diagonal means C of second order. The four elements of a
pair of eigenvectors obey linear equations of their own,

    y_ij' = K_ij(t) y_ij,   y_ij = (Phi_ij, Phi_ji, Pi_ij, Theta_ij),   E y_ij y_ij^T = (a0^2 / H) Y_ij Y_ij^T,

Y_ij(0) = 1; their squares drive the means. Weight decay takes 2 lambda times itself from each. For Gaussian data the
spectrum of S at finite p adds 1/p.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from numerics.autoencoder.limits.perturbation import SampleLaw, integrated
from numerics.methods.arrays import Array
from numerics.methods.quadrature import Rule, Spectrum
from numerics.models.point import Point
from numerics.solutions.first_order import first_order as mean_field_correction
from numerics.solutions.limit import ratios
from numerics.solutions.untied_autoencoder.named import named
from numerics.solutions.untied_autoencoder.residual import residual
from theory.memory import require

STAGES = 16  # arrays of the size of the state that DOP853 holds
Commuting = Callable[[float], tuple[Array, Array]]
"""1 - f and m on the nodes of a rule at a time."""


def first_order(t: Array, point: Point, spectrum: Spectrum | None = None) -> dict[str, Array]:
    """What p/H adds for any spectrum and, for Gaussian data, 1/p."""
    return named(point, mean_field_correction(t, point, spectrum, ratio_correction, finite_size))


def finite_size(law: SampleLaw, t: Array, point: Point) -> Array:
    """What finite p adds to the curves over p, whose S is that of real Gaussian samples; of order 1/p."""
    alpha, eta, _ = ratios(point)
    l, w, c = law.finite_size_rule()
    assert c is not None
    squares = residual(alpha * eta, l[:, None], t) ** 2 / 2
    return w * np.stack([l, c]) @ squares / point.sizes["p"]


def ratio_correction(rule: Rule, t: Array, point: Point) -> Array:
    """What p/H adds to the curves over p, shape (1 or 2, n), on one rule."""
    a0 = point.values["sigma2"] * point.sizes["H"]

    def commuting(time: float) -> tuple[Array, Array]:
        rest = residual(a0, rule.l, np.array(time))
        return rest, np.hypot(a0, 1 - rest)

    return followed(rule, t, point, commuting)[1:]


def followed(rule: Rule, t: Array, point: Point, commuting: Commuting, decay: float = 0.0) -> Array:
    """What p/H adds over p to Tr (V V^T + U^T U) / 2 and to the losses without penalty, shape (2 or 3, n)."""
    alpha, eta, _ = ratios(point)
    pairs = Pairs(rule, commuting, alpha**2 * eta, decay)
    n = rule.l.size
    require(8 * (STAGES + t.size) * pairs.start.size, f"the first correction on {n} eigenvalues at {t.size} times")
    flow = integrated(pairs.velocity, pairs.start, t)
    return np.array([pairs.added(time, state) for time, state in zip(t, flow, strict=True)]).T


@dataclass(frozen=True, eq=False)
class Pairs:
    """The linear flow of all pairs of eigenvectors from unit starts, and of the means; ``unit`` is p times the variance
    of an element at the start, a0^2 p/H.
    """

    rule: Rule
    commuting: Commuting
    unit: float
    decay: float

    @property
    def start(self) -> Array:
        """Y = 1 for every pair, of shape (4, 4, n, n), then the means of Phi_ii, Pi_ii and Theta_ii."""
        n = self.rule.l.size
        return np.concatenate([np.tile(np.eye(4)[:, :, None, None], (1, 1, n, n)).ravel(), np.zeros(3 * n)])

    def split(self, state: Array) -> tuple[Array, Array]:
        """Y and the means."""
        n = self.rule.l.size
        return state[: -3 * n].reshape(4, 4, n, n), state[-3 * n :].reshape(3, n)

    def velocity(self, time: float, state: Array) -> Array:
        """The rates of Y and of the means."""
        (phi, turned, pi, theta), means = self.split(state)
        l, (rest, m) = self.rule.l, self.commuting(time)
        f, g = 1 - rest, l * rest
        h = g - l * f
        li, gi, hi, fi = (each[:, None] for each in (l, g, h, f))
        both = m[:, None] + m
        rates = np.stack(
            [
                gi * theta + g * pi - both * l * phi,
                g * theta + gi * pi - both * li * turned,
                h * phi + hi * turned,
                (gi - fi * l) * phi + (g - f * li) * turned,
            ]
        )
        driven = self.driven(phi, turned, pi, theta, means, m, g, h)
        return np.concatenate([rates.ravel(), driven.ravel()]) - 2 * self.decay * state

    def driven(
        self, phi: Array, turned: Array, pi: Array, theta: Array, means: Array, m: Array, g: Array, h: Array
    ) -> Array:
        """The rates of the means of Phi_ii, Pi_ii and Theta_ii."""
        l = self.rule.l
        met = self.over(l * phi * theta + l[:, None] * turned * pi)
        long, wide = self.over(l * phi**2), l * self.over(turned**2)
        of_phi, of_pi, of_theta = means
        pushed = 2 * h * of_phi
        return np.stack([g * (of_pi + of_theta) - 2 * m * l * of_phi - met, pushed - 2 * long, pushed - 2 * wide])

    def over(self, products: Array) -> Array:
        """The mean of a product of two elements, summed over j: shape (n,) from (4, n, n)."""
        return np.asarray(self.unit * products.sum(axis=0) @ self.rule.w)

    def added(self, time: float, state: Array) -> Array:
        """Corrections over p, shape (2 or 3,)."""
        (phi, *_), (of_phi, of_pi, of_theta) = self.split(state)
        l, w, c = self.rule
        rest, _ = self.commuting(time)
        squares = self.unit * (w @ (phi**2).sum(axis=0))  # over the rows i, on the columns j
        along = squares - 2 * rest * of_phi
        return np.stack([of_pi + of_theta, l * along, *([] if c is None else [c * along])]) @ w / 2
