r"""What noise on the inputs and weight decay do alike, and what not (docs/theory/noisy-inputs.md).

Where A and S commute, fresh noise moves an eigenvalue by a' = 4 a (l - (l + delta2) a), decay by
4 a (l - lambda / 2 - l a). On one mode l they have the same end if lambda is ``equivalent_decay(l)``, and then noise is
faster by ``acceleration(l)``: a_noise(t) = a_decay(acceleration t). Both depend on l: one lambda serves all modes only
if S is a multiple of the identity, as with infinite data, where it is exact for the matrix A from any start.

>>> sp.simplify(noise_capacity(l) - (1 - equivalent_decay(l) / (2 * l)))
0
>>> from theory.solutions.tied_weight_decay.thresholds import capacity
>>> sp.limit(noise_capacity(l), l, 0), capacity(sp.Rational(1, 4)).subs(sp.Symbol("lambda", positive=True), 1)
(0, 0)
"""

import sympy as sp

from theory.solutions.symbols import noise, p

l = sp.Symbol("l", positive=True)
"""An eigenvalue of S."""


def noise_capacity(l: sp.Expr) -> sp.Expr:
    """Where a mode ends under noise: the Wiener filter of its variance, never 0."""
    return l / (l + noise)


def equivalent_decay(l: sp.Expr) -> sp.Expr:
    """The lambda under which the mode ends where it does under noise: 2 delta2 / (1 + delta2) for S = I."""
    return 2 * l * noise / (l + noise)


def acceleration(l: sp.Expr) -> sp.Expr:
    """How much faster the mode then moves under noise."""
    return (l + noise) / l


def noisy_loss(noiseless: sp.Expr) -> sp.Expr:
    """The losses with infinite data, train and population, from those of the tied autoencoder without noise.

    Those are to be taken at the same time and sizes, from weights of variance (1 + delta2) sigma2: A is the fraction
    1 / (1 + delta2) of what is learned without noise from there.
    """
    return (noiseless + p * noise / 2) / (1 + noise)
