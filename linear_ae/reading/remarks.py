"""What looks odd in a table of numbers: labels, row numbers, constant features, one feature above all others, rows
that stand more than once.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from linear_ae.arrays import Array
from linear_ae.reading.columns import Feature

LABELS = frozenset(("class", "classes", "target", "targets", "label", "labels", "y", "species", "variety")) | frozenset(
    ("category", "diagnosis", "outcome", "cluster", "group", "type")
)
MOST_CLASSES = 30
FEWEST_ROWS = 5  # in shorter tables anything looks like labels
DOMINANT = 0.9
SHOWN = 3
REPEATED = 0.01
"""Share of rows that repeat others from which on it is said: fewer move the losses by less than such a share."""


def doubts(matrix: Array, features: Sequence[Feature]) -> list[str]:
    """Columns that look like labels or row numbers, in words with the option that drops them."""
    if len(matrix) < FEWEST_ROWS:
        return []
    whole = np.all(matrix == np.rint(matrix), axis=0)
    said = [
        f"{features[k]} looks like {what}: --drop {features[k].option}" for k, what in _odd(matrix, features, whole)
    ]
    twice = [name for name, count in Counter(feature.name for feature in features if feature.name).items() if count > 1]
    return said + [f"{len(twice)} names stand more than once ({', '.join(twice[:SHOWN])})"] * bool(twice)


def _odd(matrix: Array, features: Sequence[Feature], whole: NDArray[np.bool_]) -> list[tuple[int, str]]:
    rows, width = matrix.shape
    if width > 1 and whole[0] and matrix[0, 0] in (0, 1) and np.all(np.diff(matrix[:, 0]) == 1):
        return [(0, "row numbers")]
    named = [
        k
        for k in np.flatnonzero(whole).tolist()
        if _words(features[k].name) & LABELS and _classes(matrix[:, k]) <= rows / 2
    ]
    if named or width < 3:
        return [(k, "labels") for k in named]
    ends = [k for k in (0, width - 1) if whole[k] and _numbered(matrix[:, k])]
    others = (k for k in np.flatnonzero(whole).tolist() if k not in (0, width - 1))
    alike = len(ends) != 1 or any(_numbered(matrix[:, k]) for k in others)
    return [] if alike else [(ends[0], "labels")]


def _words(name: str) -> set[str]:
    return {name.lower(), *name.lower().replace("-", "_").split("_")}


def _classes(column: Array) -> int:
    return len(np.unique(column))


def _numbered(column: Array) -> bool:
    """Whether the values are 0, ..., c - 1 or 1, ..., c, all taken, for 2 to 30 classes of three samples or more."""
    values, counts = np.unique(column, return_counts=True)
    count = len(values)
    return (
        2 <= count <= MOST_CLASSES and values[0] in (0, 1) and values[-1] - values[0] == count - 1 and counts.min() > 2
    )


def constant(matrix: Array, epsilon: float = float(np.finfo(np.float64).eps)) -> NDArray[np.bool_]:
    """Columns that vary by rounding only: by 32 units of rounding of their largest entry, what a few sums leave."""
    return np.ptp(matrix, axis=0) <= 32 * epsilon * np.abs(matrix).max(axis=0)


def still(matrix: Array, features: Sequence[Feature]) -> list[str]:
    """The constant columns, in words."""
    found = np.flatnonzero(constant(matrix)).tolist()
    if not found:
        return []
    shown = ", ".join(str(features[k]).removeprefix("column ") for k in found[:SHOWN]) + ", ..." * (len(found) > SHOWN)
    if len(found) == 1:
        return [f"column {shown} is constant: --drop {features[found[0]].option}"]
    return [f"{len(found)} columns are constant ({shown}) and count in p: --drop leaves one out"]


def repeated(matrix: Array) -> list[str]:
    """Rows that stand more than once, in words: they count in N, and may be trained on and held out at once.

    >>> repeated(np.array([[1.0, 2.0], [3.0, 4.0], [1.0, 2.0]]))
    ['1 row of 3 repeats another and counts in N: with --holdout leave one out']
    """
    rows = len(matrix)
    count = rows - len(np.unique(_as_one(matrix)))
    if count < max(1, REPEATED * rows):
        return []
    one = f"1 row of {rows} repeats another and counts in N: with --holdout leave one out"
    return [
        one if count == 1 else f"{count} rows of {rows} repeat others and count in N: with --holdout leave them out"
    ]


def _as_one(matrix: Array) -> NDArray[np.void]:
    """Each row as one item of bytes, zeros of one sign; what is sorted is then no row by row comparison of floats."""
    return np.ascontiguousarray(matrix + 0.0).view(np.dtype((np.void, matrix.dtype.itemsize * matrix.shape[1]))).ravel()


def dominant(matrix: Array, features: Sequence[Feature]) -> list[str]:
    """The feature that carries more than nine tenths of the variance, in words."""
    with np.errstate(over="ignore", invalid="ignore"):
        variance = matrix.var(axis=0)
        share = variance / variance.sum() if variance.sum() > 0 else variance
    k = int(np.argmax(share))
    if matrix.shape[1] < 2 or not share[k] > DOMINANT:
        return []
    return [f"{features[k]} carries {share[k]:.1%} of the variance: --standardize gives each feature variance 1"]
