r"""The untied autoencoder with weight decay where its matrices commute with S, in numbers (docs/theory/untied.md).

With f = a0 e^{-2 lambda t} sinh u on the eigenvalue l of S, u' = 2 l (1 - f) is smooth for all times: u grows at most
like 2 lambda t, so f and m = a0 e^{-2 lambda t} cosh u come from exponents that have the decay in them. At late times f
falls to zero within 1/t of l = lambda: tanh-sinh rules.
"""

import numpy as np

from numerics.autoencoder.spectrum import EmpiricalSpectrum, MarchenkoPastur
from numerics.methods.arrays import Array
from numerics.methods.quadrature import Rule, Spectrum
from numerics.models.point import Point
from numerics.solutions.limit import Limit, ratios
from numerics.solutions.untied_autoencoder.integration import refined, states
from numerics.solutions.untied_weight_decay.without import MODEL


def learned(u: Array, fallen: Array | float, a0: float) -> tuple[Array, Array]:
    """f and m from u and 2 lambda t."""
    up, down = a0 / 2 * np.exp(u - fallen), a0 / 2 * np.exp(-u - fallen)
    return up - down, up + down


def curves(t: Array, a0: float, decay: float, rule: Rule) -> Array:
    """Train loss, error and, where c is known, population loss over p, shape (2 or 3, n)."""
    l = rule.l

    def velocity(time: float, u: Array) -> Array:
        return 2 * l * (1 - learned(u, 2 * decay * time, a0)[0])

    f, m = learned(states(velocity, np.zeros_like(l), t, 1.0), 2 * decay * t[:, None], a0)
    square = (1 - f) ** 2 / 2
    error = square @ (rule.w * l)
    rest = [] if rule.c is None else [square @ (rule.w * rule.c)]
    return np.stack([error + decay * m @ rule.w, error, *rest])


def losses(t: Array, point: Point, spectrum: Spectrum) -> dict[str, Array]:
    """Means over the law of l."""
    alpha, eta, _ = ratios(point)
    found = refined(lambda rule: curves(t, alpha * eta, point.values["lambda"], rule), spectrum, entire=False)
    return dict(zip(("train", "error", "population"), point.sizes["p"] * found, strict=False))


def mean_field(t: Array, point: Point, spectrum: Spectrum | None = None) -> dict[str, Array]:
    """Any spectrum, by default that of Gaussian samples."""
    return losses(t, point, spectrum or MarchenkoPastur(ratios(point)[2]))


def large_data(t: Array, point: Point) -> dict[str, Array]:
    """S = 1."""
    return losses(t, point, EmpiricalSpectrum([1.0], [1.0]))


LIMITS = (Limit(MODEL, "mean-field", mean_field), Limit(MODEL, "large-data+mean-field", large_data))
