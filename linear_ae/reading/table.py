"""A table of samples as read."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linear_ae.reading.columns import Feature


@dataclass(frozen=True, eq=False)
class Table:
    """Samples in the rows of ``matrix``, shape (n, p), and what was decided on the way.

    ``decisions`` and ``doubts`` are in words, and a doubt is what the reader could only guess: a column that looks like
    labels, a header of numbers.
    """

    matrix: NDArray[np.float64]
    features: tuple[Feature, ...]
    source: str
    header: bool | None = None
    dropped: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()

    def __str__(self) -> str:
        """One line: ``178 samples x 13 features from wine.csv, header skipped``."""
        n, p = self.matrix.shape
        counts = f"{n} samples x {p} feature{'s' * (p != 1)} from {self.source}"
        return ", ".join([counts, *self.decisions, *self.doubts])

    def as_dict(self) -> dict[str, object]:
        """The same for machines."""
        n, p = self.matrix.shape
        return {
            "source": self.source,
            "samples": n,
            "features": p,
            "header": self.header,
            "columns": [feature.name or str(feature.index) for feature in self.features],
            "dropped": list(self.dropped),
            "remarks": [*self.decisions, *self.doubts],
        }
