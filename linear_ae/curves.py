"""Losses of independent runs at shared times, and their average."""

import math
from dataclasses import dataclass

import numpy as np

from linear_ae.arrays import Array
from linear_ae.brief import Tabulated


@dataclass(frozen=True, eq=False, repr=False)
class Curves(Tabulated):
    """Raw losses of independent runs: ``t`` of shape (n,), ``train`` and ``population`` of shape (runs, n).

    ``population`` is None for given data of which nothing was held out. ``controls``, if asked for, holds quantities of
    the runs' starts less their exact means (`linear_ae.controls`), shape (runs, 8).
    """

    t: Array
    train: Array
    population: Array | None
    controls: Array | None = None

    @property
    def variables(self) -> dict[str, Array]:
        """The losses that are known, by name."""
        known = {"train": self.train, "population": self.population}
        return {name: runs for name, runs in known.items() if runs is not None}


def mean_and_stderr(runs: Array) -> tuple[Array, Array]:
    """Average over the first axis and its standard error (NaN for a single run)."""
    count = len(runs)
    spread = runs.std(axis=0, ddof=1) if count > 1 else np.full(runs.shape[1:], np.nan)
    return runs.mean(axis=0), spread / math.sqrt(count)
