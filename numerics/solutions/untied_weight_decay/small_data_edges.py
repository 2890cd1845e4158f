r"""Where small-data meets mean-field and narrow-latent under weight decay, and weak decay, in numbers."""

import numpy as np

from numerics.methods.arrays import Array
from numerics.methods.quadrature import Rule
from numerics.models.point import Point
from numerics.solutions.limit import Limit, ratios
from numerics.solutions.untied_autoencoder.integration import states
from numerics.solutions.untied_weight_decay import free, small_data
from numerics.solutions.untied_weight_decay.commuting import curves
from numerics.solutions.untied_weight_decay.without import MODEL, named
from theory.solutions.untied_weight_decay.small_data_edges import WEAK


def start(t: Array, point: Point) -> Array:
    """Half the square of the map at the start, as it dies, over p."""
    alpha, eta, _ = ratios(point)
    return np.asarray(alpha**2 * eta / 2 * np.exp(-4 * point.values["lambda"] * t))


def mean_field(t: Array, point: Point) -> dict[str, Array]:
    """S = nu along the samples, and zero else."""
    alpha, eta, nu = ratios(point)
    rule = Rule(np.array([nu, 0.0]), np.array([1 / nu, 1 - 1 / nu]), np.ones(2))
    train, error, population = curves(t, alpha * eta, point.values["lambda"], rule)
    return named(point, np.stack([train, error, population + start(t, point)]))


def column(t: Array, point: Point) -> dict[str, Array]:
    """The second moments of v and u along a sample, over those of the other directions, and y_1, y_2, y_3."""
    (alpha, eta, nu), decay = ratios(point), point.values["lambda"]
    rate = decay / nu

    def rates(time: float, state: Array) -> Array:
        a, b, c, *_ = state
        shrunk = alpha * np.exp(-2 * rate * time)
        held = c - shrunk * b
        grown = [2 * c, 2 * held, a + b - shrunk * c, a + b - shrunk * c, 2 * shrunk * held, 2 * held]
        return np.array(grown) - rate * np.array([2, 2, 2, 2, 4, 2]) * state

    flow = states(rates, np.array([alpha, alpha, 0.0, 0.0, 0.0, 0.0]), nu * t, alpha)
    _, b, c, first, second, third = flow.T
    left = np.exp(-2 * decay * t)
    error = 0.5 + eta * (alpha * left * b / 2 - c)
    penalty = decay * eta * (alpha * left + third / nu)
    return named(point, np.stack([error + penalty, error, 0.5 + start(t, point) + eta * (second - first) / nu]))


EDGES = (
    Limit(MODEL, "small-data+mean-field", mean_field),
    Limit(MODEL, "small-data+narrow-latent", column),
)
FORMULAS = {limit.regime: limit.formula for limit in (*small_data.LIMITS, *free.LIMITS, *EDGES)}
LIMITS = (*EDGES, *(Limit(MODEL, face.name, FORMULAS[face.name.removesuffix("+weak-decay")]) for face in WEAK))
