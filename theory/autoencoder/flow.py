r"""The gradient flow as a derivation on cyclic words.

With ``T = 1`` the flow ``dW/dt = -dL_train/dW`` of the train loss moves ``A = W W^T`` by

    dA/dt = 2 (S A + A S) - (S A A + 2 A S A + A A S),

and leaves S alone (docs/theory/words.md). The first bracket comes from the target; without it the
flow is *free*.
"""

from collections.abc import Iterator, Mapping
from itertools import islice

from theory.autoencoder.words import canonical, join, openings, parse
from theory.errors import InputError

LOSSES = ("train", "population")
TARGET_TERMS = {parse("SA"): 2, parse("AS"): 2}
FREE_TERMS = {parse("SAA"): -1, parse("ASA"): -2, parse("AAS"): -1}
TWICE_LOSS = {
    ("train", True): {"S": 1, "AS": -2, "AAS": 1},
    ("train", False): {"AAS": 1},
    ("population", True): {"": 1, "A": -2, "AA": 1},
    ("population", False): {"AA": 1},
}

Combination = dict[int, int]


def require_loss(loss: str) -> str:
    """``loss`` itself if it is ``train`` or ``population``; otherwise :class:`InputError`."""
    if loss not in LOSSES:
        raise InputError(f"the loss is train or population, got {loss!r}")
    return loss


def twice_loss(loss: str, *, target: bool = True) -> Combination:
    """``2 L`` as ``{canonical word: coefficient}``: ``Tr (I-A) S (I-A)`` (train) or ``Tr (I-A)^2`` (population).

    Without the target only ``Tr A S A`` or ``Tr A A`` remain.
    """
    terms = TWICE_LOSS[require_loss(loss), target]
    return {canonical(parse(text)): weight for text, weight in terms.items()}


def velocity(*, target: bool = True) -> Combination:
    """``dA/dt`` as ``{word: coefficient}`` in open words."""
    return TARGET_TERMS | FREE_TERMS if target else dict(FREE_TERMS)


def differentiate(traces: Mapping[int, int], *, target: bool = True) -> Combination:
    """Time derivative of ``sum coefficient * Tr word``: the product rule over the letters A."""
    result: Combination = {}
    for word, coefficient in traces.items():
        for rest in openings(word, 1):
            for moved, weight in velocity(target=target).items():
                key = canonical(join(moved, rest))
                result[key] = result.get(key, 0) + coefficient * weight
    return {word: coefficient for word, coefficient in result.items() if coefficient}


def derivatives(loss: str, *, target: bool = True) -> Iterator[Combination]:
    """``2 d^s L / dt^s`` at t = 0 for s = 0, 1, 2, ... as combinations of canonical words."""
    traces = twice_loss(loss, target=target)
    while True:
        yield traces
        traces = differentiate(traces, target=target)


def derivative(loss: str, order: int, *, target: bool = True) -> Combination:
    """``2 d^order L / dt^order`` at t = 0 as ``{canonical word: integer}``."""
    return next(islice(derivatives(loss, target=target), order, None))
