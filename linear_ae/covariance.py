"""A sample covariance by its spectrum alone: all that the expected losses over Gaussian starts depend on."""

from dataclasses import dataclass

import numpy as np

from linear_ae.arrays import Array


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
