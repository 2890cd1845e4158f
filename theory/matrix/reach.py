"""Refusals in place of a computation that memory does not allow, as early as growth from order to order shows it."""

from theory.memory import available, require

PRODUCT = 6000
"""Bytes a product of traces takes at the peak, with the words remembered along the way: 3100 (untied autoencoder with
weight decay, order 7) to 5600 (three layers, order 5; noisy inputs, order 5) were measured on CPython 3.11.
"""


def require_order(sizes: list[int], order: int, what: str) -> None:
    """Raise :class:`theory.memory.OutOfReachError` if ``order`` is out of reach.

    ``sizes`` are the numbers of products at the orders from 0 on; they keep growing at least by their last ratio.
    """
    if len(sizes) > 2 and sizes[-1] > sizes[-2]:
        ratio = sizes[-1] / sizes[-2]
        expected = int(sizes[-1] * ratio ** min(order + 1 - len(sizes), 200))
        require(PRODUCT * expected, f"order {order} of {what}", bound="at least")


def largest_level() -> int:
    """How many products memory holds."""
    return available() // PRODUCT


def refuse_level(products: int) -> None:
    """Raise :class:`theory.memory.OutOfReachError` for a level that grows beyond :func:`largest_level`."""
    require(PRODUCT * products, "the expectation of these traces", bound="at least")
