"""A model of the planar limit in closed form: A and S with their laws, but commuting instead of free.

Every pair of eigenvalues then moves on its own, and both losses are double integrals. They are the planar limit where
one of the two is a multiple of the identity, on large-data and mean-field, and near it between the two.
"""

from fractions import Fraction

import numpy as np

from numerics.autoencoder.enclosure import Model
from numerics.autoencoder.free_pair import Planar
from numerics.autoencoder.losses import residual
from numerics.autoencoder.spectrum import Array, MarchenkoPastur
from theory.autoencoder.taylor import commuting_values

LEVEL = 5  # 245 nodes for each law: the double integrals are then right to 1e-14 of L(0)
LATEST = 700.0  # of 4 l t: e^-700 still is a number, which an eigenvalue zero of A needs


def model(loss: str, order: int, t: Array, planar: Planar) -> Model:
    """The ``train`` or ``population`` loss over p at times t, shape (n,), with its Taylor coefficients."""
    ratios = Fraction(planar.eta), Fraction(planar.nu)
    series = commuting_values(loss, order, Fraction(planar.alpha), *ratios, planar.target)
    weights, samples = MarchenkoPastur(1 / planar.eta).rule(LEVEL), MarchenkoPastur(planar.nu).rule(LEVEL)
    a, l = planar.alpha * planar.eta * weights.l[:, None], samples.l
    mass = samples.w * l if loss == "train" else samples.w
    return Model(series, np.array([weights.w @ left(a, 4 * l * time, planar.target) @ mass for time in t]))


def left(a: Array, x: Array, target: bool) -> Array:
    """(1 - a)^2 / 2 for the logistic a after 4 l t = x, and a^2 / 2 for a' = -4 l a^2 without target."""
    return np.square(residual(a, np.minimum(x, LATEST)) if target else a / (1 + a * x)) / 2
