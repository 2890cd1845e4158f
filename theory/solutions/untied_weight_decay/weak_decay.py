"""Weak decay: the untied autoencoder's own regimes, in which the penalty is negligible.

Left out are those with small data in which the start has a map, |V U|^2 of order p: samples move the population loss by
a share 1 / nu only, which even a weak decay of that map exceeds.
"""

from dataclasses import replace

from theory.solutions.solution import Series, Solution
from theory.solutions.untied_autoencoder import SOLUTIONS as UNDECAYED


def as_weak_decay(found: Solution) -> Solution:
    """The same losses without penalty, which is the error, and with it."""

    def expansion(order: int) -> Series:
        series = found.series(order)
        return {**series, "error": series["train"]}

    return replace(
        found,
        model="untied-weight-decay",
        name=f"{found.name}+weak-decay",
        losses={**found.losses, "error": found.losses["train"]},
        expansion=expansion,
    )


def keeps(facets: set[str]) -> bool:
    """Whether the population loss, too, is that without decay."""
    return "small-data" not in facets or bool(facets & {"mean-field", "lazy"})


SOLUTIONS = tuple(as_weak_decay(found) for found in UNDECAYED if keeps(set(found.name.split("+"))))
