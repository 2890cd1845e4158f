r"""The untied autoencoder with few samples in numbers: one sample in the time tau = nu t (docs/theory/untied.md).

Along the sample e, b = U e and w = V^T e; on the eigenvalue x of the rest of V(0)^T V(0), of the law alpha MP(eta),
w = A w(0) + B b(0) and b = C w(0) + E b(0):

    A' = (1 - s) C,   B' = (1 - s) E,   C' = A - (x + |b|^2) C - w(0) b,   E' = B - (x + |b|^2) E + b(0) b,

with the scalar products s = w b and so on as means. The functions are entire in x, so Gauss rules converge faster than
exponentially; they are the bidiagonal Toeplitz matrices of the tied model's lattice.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from numerics.autoencoder.spectrum import MarchenkoPastur
from numerics.methods.arrays import Array
from numerics.methods.quadrature import Rule
from numerics.models.point import Point
from numerics.solutions.limit import Limit, ratios
from numerics.solutions.untied_autoencoder.integration import refined, states
from numerics.solutions.untied_autoencoder.named import MODEL, named


@dataclass(frozen=True, eq=False)
class Sample:
    """The flow of one sample on a rule for the law of x / alpha."""

    alpha: float
    eta: float
    law: Rule

    @property
    def rule(self) -> tuple[Array, Array]:
        """x and alpha eta times its weights: squares of w(0) and b(0)."""
        return self.alpha * self.law.l, self.alpha * self.eta * self.law.w

    def losses(self, tau: Array) -> Array:
        """|(I - V U) e|^2 / 2 and what the sample adds to the population loss, shape (2, n)."""
        x, w = self.rule
        ones, none = np.ones_like(x), np.zeros_like(x)
        flow = states(self.velocity(x, w), np.concatenate([ones, none, none, ones, [0.0]]), tau, 1.0)
        A, B, C, E = np.moveaxis(flow[:, :-1].reshape(tau.size, 4, -1), 1, 0)
        s, b2 = (A * C + B * E) @ w, (C**2 + E**2) @ w
        along = 1 - s
        across = (C**2 + E**2) @ (x * w) + (C @ w) ** 2 - (E @ w) ** 2 + b2**2 - s**2
        return np.stack([(along**2 + np.maximum(across, 0)) / 2, flow[:, -1]])

    def velocity(self, x: Array, w: Array) -> Callable[[float, Array], Array]:
        """The rates of A, B, C, E on the nodes, and of what is added to the population loss."""

        def rates(_: float, state: Array) -> Array:
            A, B, C, E = state[:-1].reshape(4, -1)
            s, b2 = (A * C + B * E) @ w, (C**2 + E**2) @ w
            turned = A - (x + b2) * C - C @ w
            shrunk = B - (x + b2) * E + E @ w
            held = 1 - s
            dragged = (self.alpha + b2) * ((C * turned + E * shrunk) @ w)
            added = dragged - (turned**2 + shrunk**2) @ w - b2 * held
            return np.concatenate([held * C, held * E, turned, shrunk, [added]])

        return rates


def losses(t: Array, point: Point) -> dict[str, Array]:
    """Train loss of a sample, times p; population loss at the start, and what N samples add."""
    alpha, eta, nu = ratios(point)
    law, size = MarchenkoPastur(eta), (1 + alpha**2 * eta) / 2
    train, added = refined(lambda rule: Sample(alpha, eta, rule).losses(nu * t), law, size)
    return named(point, [train, size + added / nu])


LIMITS = (Limit(MODEL, "small-data", losses),)
