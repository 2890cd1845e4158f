"""The numbers of each kind of face."""

from collections.abc import Callable
from functools import partial
from typing import Any

from numerics.solutions.denoising import column, commuting, pair, riccati
from numerics.solutions.limit import Limit
from theory.solutions.denoising.column import Column
from theory.solutions.denoising.commuting import Commuting
from theory.solutions.denoising.pair import Pair
from theory.solutions.denoising.riccati import Riccati

Face = Commuting | Column | Riccati | Pair
CURVES: dict[type, Callable[..., Any]] = {
    Commuting: commuting.curves,
    Column: column.curves,
    Riccati: riccati.curves,
    Pair: pair.curves,
}


def limit(model: str, face: Face, first_order: Callable[..., Any] | None = None) -> Limit:
    """The face as a solved regime of the model in numbers, with what the first neglected orders add where known."""
    return Limit(model, face.name, partial(CURVES[type(face)], face), first_order)
