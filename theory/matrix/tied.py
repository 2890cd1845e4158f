"""Models that are the tied autoencoder in other names: their expansion is that of the compiled engine for it.

Recognized by the terms of the losses, not by a name: two letters W (p x H) and X (p x N) of which W moves, at unit
rate, along ``Tr (I - W W^T) X X^T (I - W W^T) / (2 N)`` or that without its target.
"""

from fractions import Fraction

from theory.autoencoder import fast, memory
from theory.autoencoder.fast.words import TWICE_LOSS
from theory.matrix import compiled
from theory.matrix.algebra import TracePolynomial
from theory.matrix.model import Monomial
from theory.matrix.monomials import Polynomial, add_into, variable
from theory.matrix.system import System
from theory.matrix.wick import Wick
from theory.memory import require

LETTERS = [0, 1]
"""W and X, whose blocks are A and S."""


def expectation(system: System, loss: str, order: int, *, planar: bool = False) -> Polynomial | None:
    """``E d^order loss / dt^order``, or its planar part; None where the compiled engine does not apply."""
    found = recognized(system, loss)
    if found is None or not (fast.available() and fast.MIN_ORDER <= order <= fast.MAX_ORDER):
        return None
    return (planar_part if planar else whole)(system, *found, order)


def whole(system: System, name: str, target: bool, order: int) -> Polynomial:
    """The exact expectation, 1 <= order <= 14; ``name`` and ``target`` as :func:`recognized` gives them."""
    from theory.autoencoder.fast.flow import traces

    require(memory.full_bytes(order + 2, order + 1), f"order {order} of the {name} expansion")
    (variance, coefficient), samples = _variance(system), _sizes(system)[2]
    wick, total = Wick(system), Polynomial()
    for (a, s), words in traces(name, order, target=target).items():
        group = {(a * variance - s * samples, a, s): words}
        left = wick.push_all(compiled.without_the_rarer(system.alphabet, LETTERS, group, {}))
        add_into(total, left[()], coefficient**a / 2)  # type: ignore[arg-type]
    return total


def planar_part(system: System, name: str, target: bool, order: int) -> Polynomial:
    """The terms of highest degree in the sizes at each power of the variance, 1 <= order <= 14."""
    from theory.autoencoder.fast import planar

    require(memory.planar_bytes(order + 2, order + 1), f"order {order} of the planar {name} expansion")
    (variance, coefficient), (p, H, N) = _variance(system), _sizes(system)
    terms = planar.expectation(name, order, target=target)
    return {i * p + j * H + k * N + m * variance: c * coefficient**m / 2 for (i, j, k, m), c in terms.items()}


def recognized(system: System, loss: str) -> tuple[str, bool] | None:
    """Which loss of the autoencoder ``loss`` is, and whether the flow has its target."""
    alphabet = system.alphabet
    if (
        len(alphabet.names) != 2
        or any(alphabet.symmetric)
        or alphabet.rows(0) != alphabet.rows(2)
        or system.rates != {0: Monomial()}
        or system.covariance.keys() != {(0, 0), (1, 1)}
        or system.covariance[1, 1] != {0: 1}
    ):
        return None
    for target in (True, False):
        if system.losses[system.flow] == _written(system, "train", target):
            for name in ("train", "population"):
                if system.losses[loss] == _written(system, name, target):
                    return name, target
    return None


def _variance(system: System) -> tuple[int, Fraction]:
    ((monomial, coefficient),) = system.covariance[0, 0].items()
    return monomial, coefficient


def _sizes(system: System) -> tuple[int, int, int]:
    alphabet = system.alphabet
    return variable(alphabet.rows(0)), variable(alphabet.columns(0)), variable(alphabet.columns(2))


def _written(system: System, loss: str, target: bool) -> TracePolynomial:
    """A loss of the autoencoder in the letters of the system."""
    p, _, N = _sizes(system)
    return {
        system.alphabet.product([compiled.written(word, LETTERS)] if word else []): {
            (0 if word else p) - N * word.count("S"): Fraction(weight, 2)
        }
        for word, weight in TWICE_LOSS[loss, target].items()
    }
