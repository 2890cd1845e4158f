"""Models that are the tied autoencoder in other names: their expansion is that of the compiled engine for it.

Recognized by the terms of the losses, not by a name: two letters W (p x H) and X (p x N) of which W moves, at unit
rate, along ``Tr (I - W W^T) X X^T (I - W W^T) / (2 N)`` or that without its target.
"""

from fractions import Fraction

from theory.autoencoder import fast
from theory.autoencoder.expansion import twice_expectation
from theory.autoencoder.flow import LOSSES, TWICE_LOSS
from theory.autoencoder.request import Request
from theory.matrix.algebra import TracePolynomial
from theory.matrix.model import Monomial
from theory.matrix.monomials import Polynomial, variable
from theory.matrix.system import System

BLOCKS = {"A": b"\x00\x01", "S": b"\x02\x03"}


def expectation(system: System, loss: str, order: int) -> Polynomial | None:
    """``E d^order loss / dt^order``, or None where the compiled engine does not apply."""
    found = recognized(system, loss)
    if found is None or not (fast.available() and fast.MIN_ORDER <= order <= fast.MAX_ORDER):
        return None
    name, target = found
    p, H, N = _sizes(system)
    ((variance, coefficient),) = system.covariance[0, 0].items()
    terms = twice_expectation(Request(name, order, target=target))
    return {i * p + j * H + k * N + m * variance: Fraction(c, 2) * coefficient**m for (i, j, k, m), c in terms.items()}


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
            for name in LOSSES:
                if system.losses[loss] == _written(system, name, target):
                    return name, target
    return None


def _sizes(system: System) -> tuple[int, int, int]:
    alphabet = system.alphabet
    return variable(alphabet.rows(0)), variable(alphabet.columns(0)), variable(alphabet.columns(2))


def _written(system: System, loss: str, target: bool) -> TracePolynomial:
    """A loss of the autoencoder in the letters of the system."""
    p, _, N = _sizes(system)
    return {
        system.alphabet.product([b"".join(BLOCKS[block] for block in word)] if word else []): {
            (0 if word else p) - N * word.count("S"): Fraction(weight, 2)
        }
        for word, weight in TWICE_LOSS[loss, target].items()
    }
