"""Data for the experiment: the user's own matrix or the digits of scikit-learn, checked, standardized and split."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from linear_ae.errors import ExperimentError

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Data:
    """Training samples ``train`` of shape (N, p) and, if held out, ``test`` samples of shape (n, p)."""

    train: Array
    test: Array | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """(N, p) of the training part."""
        n, p = self.train.shape
        return n, p

    def eigenbasis(self) -> tuple[Array, Array | None]:
        """Eigenvalues of X^T X / N, ascending, shape (p,); held-out covariance in its eigenbasis, shape (p, p)."""
        l, v = np.linalg.eigh(self.train.T @ self.train / len(self.train))
        if self.test is None:
            return l.clip(min=0.0), None
        rotated = self.test @ v
        return l.clip(min=0.0), rotated.T @ rotated / len(rotated)


def load(source: str) -> Array:
    """The raw matrix of samples in rows named by ``source``: ``digits``, a ``.npy`` file or a ``.csv`` file.

    Raises
    ------
    ExperimentError
        If the file cannot be read, is of another kind, or does not hold a finite numeric matrix of two samples or more.
    """
    if source == "digits":
        from sklearn.datasets import load_digits

        return checked_matrix(load_digits().data, source)
    path = Path(source)
    if path.suffix not in (".npy", ".csv"):
        raise ExperimentError(f"{source} is not data: give a .npy or .csv file, or the name digits")
    try:
        matrix = np.load(path) if path.suffix == ".npy" else _read_csv(path)
    except OSError as error:
        raise ExperimentError(f"cannot read {source}: {error.strerror or error}") from error
    except (ValueError, EOFError) as error:
        raise ExperimentError(f"{source} holds something else than numbers: {error}") from error
    return checked_matrix(matrix, source)


def _read_csv(path: Path) -> Array:
    """A comma-separated matrix; a first line that is no numbers is taken as the names of the columns."""
    with path.open() as file:
        first = file.readline()
    if not first.strip():
        raise ValueError("it is empty or starts with an empty line")
    return np.loadtxt(path, delimiter=",", ndmin=2, skiprows=0 if _numeric(first) else 1)


def _numeric(line: str) -> bool:
    try:
        return bool([float(cell) for cell in line.split(",")])
    except ValueError:
        return False


def checked_matrix(matrix: ArrayLike, name: str = "the data") -> Array:
    """``matrix`` as float64 of shape (N, p), N >= 2, without NaN or infinity."""
    array = np.asarray(matrix)
    if array.dtype.kind not in "fiub":
        raise ExperimentError(f"{name} has entries of type {array.dtype}: give real numbers")
    if array.ndim != 2 or array.shape[0] < 2 or array.shape[1] < 1:
        raise ExperimentError(f"{name} has shape {array.shape}: give a matrix with two or more samples in rows")
    bad = int(np.sum(~np.isfinite(array)))
    if bad:
        raise ExperimentError(f"{name} has {bad} entries that are NaN or infinite: remove or impute them")
    return array.astype(np.float64)


def prepare(
    matrix: ArrayLike,
    *,
    center: bool = True,
    scale: bool = True,
    holdout: float = 0.0,
    rng: np.random.Generator | None = None,
) -> Data:
    """Hold out a share of the samples, centre each feature and scale to mean variance 1 (Tr S = p).

    Parameters
    ----------
    matrix : samples in rows, shape (n, p)
    center, scale : statistics of the training part are applied to both parts
    holdout : share of the samples kept for the population loss, 0 <= holdout < 1, drawn with ``rng``

    Examples
    --------
    >>> prepare([[1, 2], [3, 4], [5, 9]]).train.round(3)
    array([[-0.84, -1.26],
           [ 0.  , -0.42],
           [ 0.84,  1.68]])
    """
    x = checked_matrix(matrix)
    if not 0 <= holdout < 1:
        raise ExperimentError(f"holdout = {holdout} is no share of the samples: give 0 <= holdout < 1")
    kept_out = round(holdout * len(x))
    if len(x) - kept_out < 2:
        raise ExperimentError(f"holdout = {holdout} leaves fewer than two of the {len(x)} samples for training")
    order = (rng or np.random.default_rng(0)).permutation(len(x)) if kept_out else np.arange(len(x))
    train, test = x[order[kept_out:]], x[order[:kept_out]]
    mean = train.mean(axis=0) if center else np.zeros(x.shape[1])
    variance = float(np.mean((train - mean) ** 2))
    if variance == 0:
        raise ExperimentError("the data do not vary: there is nothing to learn")
    unit = np.sqrt(variance) if scale else 1.0
    return Data((train - mean) / unit, (test - mean) / unit if kept_out else None)
