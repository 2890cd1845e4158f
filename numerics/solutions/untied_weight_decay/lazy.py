"""Lazy faces with weight decay in numbers (docs/theory/untied.md)."""

from functools import partial

from numerics.methods.arrays import Array
from numerics.methods.quadrature import Spectrum
from numerics.models.point import Point
from numerics.solutions.limit import Limit, ratios
from numerics.solutions.untied_autoencoder import lazy as undecayed_lazy
from numerics.solutions.untied_weight_decay.without import MODEL, undecayed
from theory.errors import InputError


def losses(limit: Limit, t: Array, point: Point, spectrum: Spectrum | None = None) -> dict[str, Array]:
    """The losses without decay and the first two terms of the penalty."""
    decay = point.values["lambda"]
    if t.size and 2 * decay * t.max() > 1:
        raise InputError(
            f"{limit.regime}: at lambda t = {decay * t.max():.3g} the limit of times of 1/(H sigma2) is far beyond its "
            f"domain: give an earlier --t-max, at most {1 / (2 * decay):.3g}"
        )
    found = limit.losses(t, undecayed(point), spectrum)
    alpha, eta, _ = ratios(point)
    penalty = point.sizes["p"] * decay * alpha * eta * (1 - 2 * decay * t)
    return {**found, "error": found["train"], "train": found["train"] + penalty}


LIMITS = tuple(Limit(MODEL, limit.regime, partial(losses, limit)) for limit in undecayed_lazy.LIMITS)
