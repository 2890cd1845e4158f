"""Small-data with weight decay in numbers: one sample, and pure decay of all other directions.

Time runs as tau = t p / N, and decay in it as lambda N / p.
"""

import numpy as np
from scipy.special import exprel

from numerics.autoencoder.limits.small_data import sample
from numerics.autoencoder.losses import exponential
from numerics.methods.arrays import Array
from numerics.models.point import Point
from numerics.solutions.homogeneous import SETTLED, integral
from numerics.solutions.limit import Limit, ratios
from numerics.solutions.tied_weight_decay.commuting import MODEL
from numerics.solutions.tied_weight_decay.logistic import eigenvalue


def losses(t: Array, point: Point) -> dict[str, Array]:
    """The facet, from the lattice."""
    alpha, eta, nu = ratios(point)
    found = sample(t * nu, alpha, eta, decay=point.values["lambda"] / nu)
    a0 = alpha * eta
    return summed(t, point, found.train, a0**2 + alpha * a0, found.trace, found.delta)


def summed(t: Array, point: Point, error: Array, second: float, trace: Array, delta: Array) -> dict[str, Array]:
    """The losses from the error over p and one sample's additions, beside pure decay from a0 and the second moment."""
    alpha, eta, nu = ratios(point)
    p, decay, first = point.sizes["p"], point.values["lambda"], alpha * eta
    left = np.exp(-2 * decay * t)
    train = error + decay / 2 * (first * left + trace / nu)
    population = 0.5 - first * left + second * left**2 / 2 + delta / nu
    return {"train": p * train, "error": p * error, "population": p * population}


def scalar(t: Array, point: Point) -> dict[str, Array]:
    """small-data+mean-field: the sample's direction has an eigenvalue a of its own."""
    alpha, eta, nu = ratios(point)
    a0, rate = alpha * eta, point.values["lambda"] / nu
    a, left = eigenvalue(a0, 1.0, rate, t * nu), np.exp(-2 * rate * t * nu)
    trace, square = a - a0 * left, a**2 - (a0 * left) ** 2
    return summed(t, point, (1 - a) ** 2 / 2, a0**2, trace, square / 2 - trace)


def columns(t: Array, point: Point) -> dict[str, Array]:
    """small-data+narrow-latent: r decays, and the sample's energy g_0 grows until the sample is learned."""
    alpha, eta, nu = ratios(point)
    a0, rate, tau = alpha * eta, point.values["lambda"] / nu, t * nu

    def length(x: Array) -> Array:
        return np.asarray(alpha * np.exp(-2 * rate * x))

    def energy(x: Array, power: float) -> Array:
        """g_0 e^{power rate tau}."""
        return a0 * exponential((4 - 2 * rate + power * rate) * x - 2 * alpha * x * exprel(-2 * rate * x))

    scale = 4 + 2 * alpha + 2 * rate
    left = np.exp(-2 * rate * tau)
    r, g0 = length(tau), energy(tau, 0.0)
    trace = left * integral(lambda x: 4 * (1 - length(x)) * energy(x, 2.0), tau, scale, SETTLED)
    square = left**2 * integral(lambda x: 8 * length(x) * (1 - length(x)) * energy(x, 4.0), tau, scale, SETTLED)
    return summed(t, point, 0.5 - (1 - r / 2) * g0, alpha * a0, trace, square / 2 - trace)


def linear(t: Array, point: Point) -> dict[str, Array]:
    """small-data+mean-field+narrow-latent: exponential growth along the sample."""
    alpha, eta, nu = ratios(point)
    a0, rate, tau = alpha * eta, point.values["lambda"] / nu, t * nu
    a = a0 * exponential((4 - 2 * rate) * tau)
    trace = a - a0 * np.exp(-2 * rate * tau)
    return summed(t, point, 0.5 - a, 0.0, trace, -trace)


FORMULAS = {
    "small-data": losses,
    "small-data+mean-field": scalar,
    "small-data+narrow-latent": columns,
    "small-data+mean-field+narrow-latent": linear,
}
LIMITS = {name: Limit(MODEL, name, formula) for name, formula in FORMULAS.items()}
