"""Solved regimes of the library's models: limit formulas, their series and where they hold."""

from importlib import import_module

from theory.errors import InputError
from theory.matrix.model import Model
from theory.matrix.regimes import regimes
from theory.models import load
from theory.names import meant
from theory.solutions.solution import Solution

MODELS = (
    "tied-weight-decay",
    "tied-noisy-inputs",
    "tied-fresh-noise",
    "untied-autoencoder",
    "untied-weight-decay",
)
"""Models with solved regimes: ``a-b`` has them in ``theory/solutions/a_b.py``. Those of the tied autoencoder without
decay are in `theory.autoencoder.regimes`.
"""


def solutions(model: str | Model) -> dict[str, Solution]:
    """The solved regimes of a model by name; empty if none is solved.

    A model of one's own that goes by a library model's name has none, unless it is the same.
    """
    name = model if isinstance(model, str) else model.name
    if name not in MODELS or (isinstance(model, Model) and model != load(name)):
        return {}
    found: tuple[Solution, ...] = import_module(f"{__name__}.{name.replace('-', '_')}").SOLUTIONS
    return {each.name: each for each in found}


def solution(model: str | Model, regime: str) -> Solution:
    """The solved regime of that name; the facets of an edge or vertex may be joined in any order.

    Raises :class:`theory.errors.InputError` if it is not solved; the message names those that are, or says that the
    regime is open.
    """
    known = solutions(model)
    for name, found in known.items():
        if sorted(name.split("+")) == sorted(regime.split("+")):
            return found
    own = model if isinstance(model, str) else model.name
    if known and any(sorted(each.name.split("+")) == sorted(regime.split("+")) for each in regimes(load(own)).regimes):
        raise InputError(
            f"{own}: the limit of {regime} is an open problem; `prism predict --model {own}` without --regime gives "
            "numbers, with --series at early times"
        )
    listed = f"solved are {', '.join(known)}" if known else "none of its regimes is solved"
    raise InputError(f"{own}: no limit formula of {regime!r}{meant(regime, list(known))}; {listed}")


__all__ = ["MODELS", "Solution", "solution", "solutions"]
