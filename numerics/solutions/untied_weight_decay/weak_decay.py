"""Weak decay in numbers: the untied autoencoder's own limits (docs/theory/untied.md)."""

from functools import partial

from numerics.methods.arrays import Array
from numerics.methods.quadrature import Spectrum
from numerics.models.point import Point
from numerics.solutions.limit import Limit
from numerics.solutions.untied_autoencoder import LIMITS as UNDECAYED
from numerics.solutions.untied_weight_decay.without import MODEL, undecayed
from theory.solutions.untied_weight_decay.weak_decay import SOLUTIONS

END = "+weak-decay"


def losses(limit: Limit, t: Array, point: Point, spectrum: Spectrum | None = None) -> dict[str, Array]:
    """Those of the model without decay; the error is the train loss."""
    found = limit.losses(t, undecayed(point), spectrum)
    return {**found, "error": found["train"]}


LIMITS = tuple(
    Limit(MODEL, solution.name, partial(losses, UNDECAYED[solution.name.removesuffix(END)])) for solution in SOLUTIONS
)
