"""One colour for each structural loss and each mask of them, in every figure of prototypes.

Masks of several losses have the colour of mixed lamps: blue coverage, red separation and green overlap give purple,
sky blue, orange and grey. Symbols and dashes tell them apart without colours.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from numerics.prototypes.loss_texts import label
from numerics.prototypes.study.settings import BASELINE, mask_name

COLOURS = {
    BASELINE: "#000000", "coverage": "#0072B2", "separation": "#D55E00", "coverage+separation": "#CC79A7",
    "overlap": "#009E73", "coverage+overlap": "#56B4E9", "separation+overlap": "#E69F00",
    "coverage+separation+overlap": "#8C8C8C",
}  # fmt: skip
KINDS = {
    "hard-coverage": "coverage", "hard-attachment": "coverage", "uniform-overlap": "overlap",
    "normalized-overlap": "overlap",
}  # fmt: skip
"""Forms of a loss that share its colour."""
OTHER = "#8B5A2B"
"""The colour of a loss of your own and of all masks with one."""
SYMBOLS = {BASELINE: "o", "coverage": "s", "separation": "^", "coverage+separation": "D"}
BROKEN = (0, (3, 1.5))
HULL = "0.92"
"""The grey of the samples' hull."""
READ, RANDOM, INPUTS = "0.35", "0.7", "0.0"
"""Of one reading, which no loss colours: estimates, estimates no better than random points, and the inputs' marks."""


def colour(losses: Iterable[str]) -> str:
    """The colour of losses that act together, given by name."""
    kinds = {KINDS.get(name, name) for name in losses}
    return COLOURS[mask_name(list(kinds))] if all(kind in COLOURS for kind in kinds) else OTHER


def look(mask: str) -> dict[str, Any]:
    """Colour, symbol and dash of a mask; with overlap, symbols are open and lines broken."""
    terms = [] if mask == BASELINE else mask.split("+")
    found, open_too = COLOURS[mask], "overlap" in terms
    symbol = SYMBOLS[mask_name([term for term in terms if term != "overlap"])]
    return {"color": found, "marker": symbol, "mfc": "w" if open_too else found, "ls": BROKEN if open_too else "-"}


def shortened(text: str, characters: int) -> str:
    """Names of losses as a label without markup."""
    return (text if len(text) <= characters else text[: characters - 3] + "...").replace("$", r"\$")


def noted(title: str, note: str) -> str:
    """A title, and on a line of its own what else there is to say, if anything."""
    return f"{title}\n{note}" if note else title


def replaced(losses: Sequence[tuple[str, str]], characters: int = 80) -> str:
    """Losses of one's own by their places, for a title; empty without any.

    >>> replaced([("separation", "exp(-d/tau)"), ("overlap", "exp(-abs(d)/tau)/tau")], 32)
    'separation is exp(-d/tau); overlap is exp(-abs(d)/t...'
    """
    each = characters // max(len(losses), 1)
    return "; ".join(f"{place} is {shortened(label(text), each)}" for place, text in losses)


def counted(count: int, name: str) -> str:
    """How many, in words.

    >>> counted(1, "seed"), counted(3, "seed")
    ('1 seed', '3 seeds')
    """
    return f"{count} {name}{'s' * (count != 1)}"


def in_math(value: float, digits: int = 6) -> str:
    r"""A number between dollars.

    >>> print(in_math(0.0013888, 2), in_math(1.2e-9))
    0.0014 1.2\times10^{-9}
    """
    digits_shown, e, exponent = f"{value:.{digits}g}".partition("e")
    return rf"{digits_shown}\times10^{{{int(exponent)}}}" if e else digits_shown
