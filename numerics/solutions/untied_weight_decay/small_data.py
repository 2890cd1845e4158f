r"""The untied autoencoder with weight decay and few samples in numbers: one sample in the time tau = nu t.

As without decay (`numerics.solutions.untied_autoencoder.small_data`), on the nodes of a rule for the law of x; with
k = e^{-2 lambda' tau}, lambda' = lambda / nu, and c = V^T (1 - V U) e of the components

    A - (k x + |b|^2) C - k w(0) b,   B - (k x + |b|^2) E + k b(0) b       along w(0) and b(0).
"""

from dataclasses import dataclass

import numpy as np

from numerics.autoencoder.spectrum import MarchenkoPastur
from numerics.methods.arrays import Array
from numerics.models.point import Point
from numerics.solutions.limit import Limit, ratios
from numerics.solutions.untied_autoencoder.integration import refined, states
from numerics.solutions.untied_autoencoder.small_data import Sample
from numerics.solutions.untied_weight_decay.without import MODEL, named


@dataclass(frozen=True, eq=False)
class Decayed(Sample):
    """The flow of one sample on a rule for the law of x / alpha, and of y_1, y_2 and y_3, what it adds to traces."""

    rate: float

    def curves(self, tau: Array) -> Array:
        """|(I - V U) e|^2 / 2, y_2 - y_1 and y_3, shape (3, n)."""
        ones, none = np.ones_like(self.law.l), np.zeros_like(self.law.l)
        flow = states(self.rates, np.concatenate([ones, none, none, ones, np.zeros(3)]), tau, 1.0)
        missed = [self.products(time, state)[0] for time, state in zip(tau, flow, strict=True)]
        first, second, third = flow[:, -3:].T
        return np.stack([np.maximum(missed, 0) / 2, second - first, third])

    def products(self, time: float, state: Array) -> tuple[Array, Array, Array, Array]:
        """|(I - V U) e|^2, c along w(0) and b(0), and |b|^2."""
        (x, w), left = self.rule, np.exp(-2 * self.rate * time)
        A, B, C, E = state[:-3].reshape(4, -1)
        b2: Array = (C**2 + E**2) @ w
        shrink = left * x + b2
        turned = A - shrink * C - left * (C @ w)
        shrunk = B - shrink * E + left * (E @ w)
        missed: Array = 1 - (A * C + B * E + C * turned + E * shrunk) @ w
        return missed, turned, shrunk, b2

    def rates(self, time: float, state: Array) -> Array:
        """The rates of A, B, C, E on the nodes, and of y_1, y_2, y_3."""
        _, w = self.rule
        A, B, C, E = state[:-3].reshape(4, -1)
        _, turned, shrunk, b2 = self.products(time, state)
        held = 1 - (A * C + B * E) @ w
        wc, bc, c2 = (A * turned + B * shrunk) @ w, (C * turned + E * shrunk) @ w, (turned**2 + shrunk**2) @ w
        dragged = self.alpha * np.exp(-2 * self.rate * time) + b2
        died = self.rate * np.concatenate([state[:-3], state[-3:] * [2, 4, 2]])
        traces = np.array([b2 * held + wc, wc - c2 + dragged * bc, 2 * bc])
        return np.concatenate([held * C, held * E, turned, shrunk, traces]) - died


def losses(t: Array, point: Point) -> dict[str, Array]:
    """The error of a sample, times p; beside it pure decay from a0 and the square of the map at the start."""
    alpha, eta, nu = ratios(point)
    decay = point.values["lambda"]
    law = MarchenkoPastur(eta)
    error, moved, length = refined(lambda rule: Decayed(alpha, eta, rule, decay / nu).curves(nu * t), law, alpha * eta)
    left = np.exp(-2 * decay * t)
    penalty = decay * (alpha * eta * left + length / nu)
    return named(point, np.stack([error + penalty, error, (1 + alpha**2 * eta * left**2) / 2 + moved / nu]))


LIMITS = (Limit(MODEL, "small-data", losses),)
