r"""The untied autoencoder with few latent units, for any spectrum, in numbers (docs/theory/untied.md).

One column v of V with its row u of U: on each eigenvalue l of S, a = v_l^2, b = u_l^2 and c = u_l v_l in the mean obey

    a' = 2 l c - 2 q a,   b' = 2 l c - 2 r l b,   c' = l (a + b) - (q + r l) c,     r = <a>, q = <l b>,

an ODE on the nodes of a rule, which is refined until nothing changes.
"""

import numpy as np

from numerics.autoencoder.spectrum import MarchenkoPastur
from numerics.methods.arrays import Array
from numerics.methods.quadrature import Rule, Spectrum, converge
from numerics.models.point import Point
from numerics.solutions.limit import Limit, ratios
from numerics.solutions.untied_autoencoder.integration import refined, states
from numerics.solutions.untied_autoencoder.named import MODEL, named


def narrow_latent(t: Array, point: Point, spectrum: Spectrum | None = None) -> dict[str, Array]:
    """Tr C / 2 + H (r <c b> / 2 - <c c>) with C = S and C = I, c = l and c = 1."""
    alpha, eta, nu = ratios(point)
    law = spectrum or MarchenkoPastur(nu)
    added = refined(lambda rule: column(t, alpha, rule), law)
    start = converge(lambda rule: variances(rule).sum(axis=1), law)
    return named(point, start[:, None] / 2 + eta * added)


def narrow_latent_free(t: Array, point: Point, spectrum: Spectrum | None = None) -> dict[str, Array]:
    """H r <c b> / 2."""
    alpha, eta, nu = ratios(point)
    return named(point, eta * refined(lambda rule: free_column(t, alpha, rule), spectrum or MarchenkoPastur(nu)))


def variances(rule: Rule) -> Array:
    """Those of the train and, where known, of the population loss along the eigenvectors, times the weights."""
    return np.stack([rule.l] if rule.c is None else [rule.l, rule.c]) * rule.w


def column(t: Array, alpha: float, rule: Rule) -> Array:
    """What a column adds to each loss, shape (1 or 2, n)."""
    return moved(t, alpha, rule, 0.0)[1:]


def moved(t: Array, alpha: float, rule: Rule, decay: float) -> Array:
    """r, and what a column adds to each loss under weight decay, shape (2 or 3, n)."""
    l, w = rule.l, rule.w

    def velocity(_: float, state: Array) -> Array:
        a, b, c = state.reshape(3, -1)
        r, q = a @ w, b @ (l * w)
        pulled = 2 * l * c
        rates = [pulled - 2 * q * a, pulled - 2 * r * l * b, l * (a + b) - (q + r * l) * c]
        return np.concatenate(rates) - 2 * decay * state

    start = np.concatenate([np.full(2 * l.size, alpha), np.zeros_like(l)])
    a, b, c = np.moveaxis(states(velocity, start, t, alpha).reshape(t.size, 3, -1), 1, 0)
    met = variances(rule)
    r = a @ w
    return np.vstack([r, r * (met @ b.T) / 2 - met @ c.T])


def free_column(t: Array, alpha: float, rule: Rule) -> Array:
    """The same without target: s' = alpha phi(-s) with phi(-s) = <e^{-2 l s}>, r = alpha phi(-s)."""

    def shrunk(s: Array) -> Array:
        return np.exp(-2 * np.multiply.outer(s, rule.l))

    s = states(lambda _, s: shrunk(s) @ rule.w, np.zeros(1), alpha * t, 1.0)[:, 0]
    return np.asarray(alpha**2 * (shrunk(s) @ rule.w) * (variances(rule) @ shrunk(s).T) / 2)


LIMITS = (
    Limit(MODEL, "narrow-latent", narrow_latent),
    Limit(MODEL, "narrow-latent+free", narrow_latent_free),
)
