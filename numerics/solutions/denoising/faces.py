"""The numbers of each kind of face."""

from collections.abc import Callable
from functools import partial
from typing import Any

from numerics.solutions.denoising import chance, column, commuting, pair, riccati, tied
from numerics.solutions.limit import Limit
from theory.solutions.denoising.chance import Growing
from theory.solutions.denoising.column import Column
from theory.solutions.denoising.commuting import Commuting
from theory.solutions.denoising.pair import Pair
from theory.solutions.denoising.riccati import Riccati
from theory.solutions.denoising.tied import Tied, Weak

Face = Commuting | Column | Riccati | Pair | Growing | Tied | Weak
CURVES: dict[type, Callable[..., Any]] = {
    Commuting: commuting.curves,
    Column: column.curves,
    Riccati: riccati.curves,
    Pair: pair.curves,
    Growing: chance.curves,
    Tied: tied.curves,
    Weak: tied.planar,
}


def limit(model: str, face: Face, first_order: Callable[..., Any] | None = None) -> Limit:
    """The face as a solved regime of the model in numbers, with what the first neglected orders add where known."""
    return Limit(model, face.name, partial(CURVES[type(face)], face), first_order)
