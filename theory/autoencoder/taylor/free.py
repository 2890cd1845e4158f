"""The free facet: the planar part of the expansion of the flow without its target."""

from math import factorial

import sympy as sp

from theory.autoencoder import fast
from theory.autoencoder.expansion import Coefficient, coefficient
from theory.autoencoder.memory import planar_bytes
from theory.autoencoder.symbols import alpha, eta, nu
from theory.autoencoder.taylor.ring import Series
from theory.memory import require


def free_series(order: int) -> Series:
    """Both losses up to t^order, from the non-crossing partitions of the words of the free flow.

    >>> free_series(0).train
    (alpha**2*eta**2/2 + alpha**2*eta/2,)
    """
    train, population = (
        tuple(in_ratios(coefficient(loss, s, planar=True, target=False)) for s in range(order + 1))
        for loss in ("train", "population")
    )
    return Series(train, population)


def require_order(order: int) -> None:
    """Raise :class:`theory.memory.OutOfReachError` where memory would not do for words of the highest order.

    Beyond the orders of the compiled engine the derivation itself, which is short until it finds that, decides.
    """
    if order > fast.MAX_ORDER:
        coefficient("train", order, planar=True, target=False)
    else:
        require(planar_bytes(order + 2, order + 1), f"order {order} of the planar train expansion")


def in_ratios(found: Coefficient) -> sp.Expr:
    """A planar coefficient over p and over order!, where p^i H^h N^-d sigma^2m is p alpha^m eta^h nu^d."""
    return sp.Add(
        *(
            sp.Rational(c) / factorial(found.order) * alpha**m * eta**h * nu**-k
            for (_, h, k, m), c in found.terms.items()
        )
    )
