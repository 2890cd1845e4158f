"""Data for the experiment: the user's own matrix or the digits of scikit-learn, checked, standardized and split."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.arrays import Array
from linear_ae.errors import ExperimentError
from linear_ae.memory import require
from linear_ae.reading import read
from linear_ae.reading.remarks import constant


@dataclass(frozen=True, eq=False)
class Data:
    """Training samples ``train`` of shape (N, p) and, if held out, ``test`` samples of shape (n, p).

    ``description`` is what was read, where that is known.
    """

    train: Array
    test: Array | None = None
    description: Mapping[str, object] | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """(N, p) of the training part."""
        n, p = self.train.shape
        return n, p

    def eigenbasis(self) -> tuple[Array, Array | None]:
        """Eigenvalues of X^T X / N, ascending, shape (p,); held-out covariance in its eigenbasis, shape (p, p).

        Without a held-out part those of the smaller of X^T X and X X^T are found; the others are zero.
        """
        samples, features = self.shape
        if self.test is None and samples < features:
            require(3.0 * samples**2, f"the spectrum of {samples} samples", "take fewer of them")
            small = np.linalg.eigvalsh(self.train @ self.train.T / samples)
            return np.concatenate([np.zeros(features - samples), small.clip(min=0.0)]), None
        require(4.0 * features**2, f"the covariance of {features} features", "take fewer of them (--columns, --drop)")
        l, v = np.linalg.eigh(self.train.T @ self.train / samples)
        if self.test is None:
            return l.clip(min=0.0), None
        rotated = self.test @ v
        return l.clip(min=0.0), rotated.T @ rotated / len(rotated)


def load(source: str, **options: Any) -> Array:
    """The raw matrix of samples in rows named by ``source``; ``options`` are those of ``read``, which tells more.

    What could only be guessed, such as a column that looks like labels, is a ``UserWarning``.

    Raises
    ------
    ExperimentError
        If the source cannot be read, is of another kind, or does not hold a finite numeric matrix of two samples or
        more.
    """
    table = read(source, **options)
    for doubt in table.doubts:
        warnings.warn(f"{table.source}: {doubt}", UserWarning, stacklevel=2)
    return table.matrix


def checked_matrix(matrix: ArrayLike) -> Array:
    """``matrix``, an array, lists, a data frame or a torch tensor, as float64 of shape (N, p), N >= 2, all finite."""
    return read(matrix).matrix


def prepare(
    matrix: ArrayLike,
    *,
    center: bool = True,
    scale: bool = True,
    standardize: bool = False,
    holdout: float = 0.0,
    rng: np.random.Generator | None = None,
) -> Data:
    """Hold out a share of the samples, centre each feature and scale to mean variance 1 (Tr S = p).

    Features that vary by rounding only, in the training part, are constant: centred, they are exactly zero there.

    Parameters
    ----------
    matrix : samples in rows, shape (n, p): an array, lists, a pandas data frame or a torch tensor
    center, scale : statistics of the training part are applied to both parts
    standardize : scale each feature to variance 1 by itself; constant features stay as they are
    holdout : share of the samples kept for the population loss, 0 <= holdout < 1, drawn with ``rng``

    Examples
    --------
    >>> prepare([[1, 2], [3, 4], [5, 9]]).train.round(3)
    array([[-0.84, -1.26],
           [ 0.  , -0.42],
           [ 0.84,  1.68]])
    """
    x = checked_matrix(matrix)
    if standardize and not scale:
        raise ExperimentError("standardize scales each feature and --no-scale none: leave one out")
    kept_out = _kept_out(holdout, len(x))
    order = (rng or np.random.default_rng(0)).permutation(len(x)) if kept_out else np.arange(len(x))
    train, test = x[order[kept_out:]], x[order[:kept_out]]
    if center:
        train, test = _centred(train, test, _epsilon(matrix))
    with np.errstate(over="ignore"):
        variance = np.mean(train**2, axis=0)
    if not np.isfinite(variance).all():
        raise ExperimentError(f"entries up to {np.abs(x).max():.2g} have squares that overflow: rescale the data")
    if not variance.any():
        raise ExperimentError("the data do not vary: there is nothing to learn")
    unit = _unit(variance, scale, standardize)
    return Data(train / unit, test / unit if kept_out else None)


def _kept_out(holdout: float, samples: int) -> int:
    """How many samples a share holds out: some but not all, or none if the share is zero."""
    if not 0 <= holdout < 1:
        raise ExperimentError(f"holdout = {holdout} is no share of the samples: give 0 <= holdout < 1")
    count = round(holdout * samples)
    if holdout and not count:
        raise ExperimentError(
            f"holdout = {holdout} holds out none of {samples} samples: give {1 / samples:.2g} or more"
        )
    if samples - count < 2:
        raise ExperimentError(f"holdout = {holdout} leaves fewer than two of the {samples} samples for training")
    return count


def _centred(train: Array, test: Array, epsilon: float) -> tuple[Array, Array]:
    """Both parts less the mean of the first; where the first is constant, what is left of it is rounding, so zero."""
    fixed = constant(train, epsilon)
    mean = np.where(fixed, train[0], train.mean(axis=0))
    return np.where(fixed, 0.0, train - mean), test - mean


def _epsilon(matrix: Any) -> float:
    """The unit of rounding of the given numbers: of float32 for arrays and tensors of that type, else of float64."""
    single = str(getattr(matrix, "dtype", "")).endswith("float32")
    return float(np.finfo(np.float32 if single else np.float64).eps)


def _unit(variance: Array, scale: bool, standardize: bool) -> Array | float:
    if standardize:
        return np.sqrt(np.where(variance > 0, variance, 1.0))
    return float(np.sqrt(variance.mean())) if scale else 1.0
