"""Covariances by their spectra alone: all that the expected losses over Gaussian starts depend on."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.arrays import Array
from linear_ae.errors import ExperimentError


@dataclass(frozen=True, eq=False)
class Covariance:
    """Eigenvalues ``l`` of X^T X / N, shape (p,), and the variances ``c`` of held-out samples along its eigenvectors.

    ``c`` is None where nothing was held out. Covariances between eigenvectors are left out: a Gaussian start is as
    likely as the same with the sign of one row changed, so that E (I - A)^2 is diagonal in the eigenbasis of S, and the
    mean of the held-out loss feels the diagonal of the held-out covariance only.
    """

    l: Array
    samples: int
    c: Array | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """(N, p)."""
        return self.samples, self.l.size

    def eigenbasis(self) -> tuple[Array, Array | None]:
        """Eigenvalues, ascending, shape (p,); held-out covariance in the eigenbasis, shape (p, p)."""
        order = np.argsort(self.l)
        return self.l[order], None if self.c is None else np.diag(self.c[order])


def checked_variances(covariance: ArrayLike, p: int) -> Array:
    """Population eigenvalues as an array of shape (p,), finite, >= 0 and not all zero."""
    variances = np.asarray(covariance, dtype=float)
    if variances.shape != (p,):
        raise ExperimentError(f"a covariance of {variances.size} eigenvalues, the sizes say p = {p}: give as many")
    if not (np.isfinite(variances).all() and variances.min() >= 0 and variances.max() > 0):
        raise ExperimentError("the eigenvalues of a covariance are finite and >= 0, and one at least is > 0")
    return variances
