r"""The untied autoencoder with weight decay and few latent units in numbers (docs/theory/untied.md)."""

import numpy as np

from numerics.autoencoder.spectrum import MarchenkoPastur
from numerics.methods.arrays import Array
from numerics.methods.quadrature import Spectrum, converge
from numerics.models.point import Point
from numerics.solutions.limit import Limit, ratios
from numerics.solutions.untied_autoencoder.integration import refined
from numerics.solutions.untied_autoencoder.narrow_latent import moved, variances
from numerics.solutions.untied_weight_decay.without import MODEL


def losses(t: Array, point: Point, spectrum: Spectrum | None = None) -> dict[str, Array]:
    """Tr C / 2 with C = S and C = I, what the columns add, and the penalty H lambda r."""
    alpha, eta, nu = ratios(point)
    decay, law = point.values["lambda"], spectrum or MarchenkoPastur(nu)
    r, *added = refined(lambda rule: moved(t, alpha, rule, decay), law, alpha)
    start = converge(lambda rule: variances(rule).sum(axis=1), law)
    error, *population = start[:, None] / 2 + eta * np.array(added)
    found = point.sizes["p"] * np.array([error + eta * decay * r, error, *population])
    return dict(zip(("train", "error", "population"), found, strict=False))


LIMITS = (Limit(MODEL, "narrow-latent", losses),)
