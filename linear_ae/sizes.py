"""The four sizes of an experiment and their dimensionless combinations."""

import math
from dataclasses import dataclass

import numpy as np

from linear_ae.arrays import shown
from linear_ae.errors import ExperimentError

NUMBER = (int, float, np.integer, np.floating)
LEAST, MOST = 1e-100, 1e100
"""Sizes, sigma2, alpha and a0 lie between: their squares and products are then finite in double precision."""


def within(value: float) -> bool:
    """Whether a number is in the range that is taken, whatever its type."""
    return bool(LEAST <= (float(value) if isinstance(value, np.floating) else value) <= MOST)


@dataclass(frozen=True)
class Sizes:
    """Input dimension ``p``, latent dimension ``H``, number of samples ``N`` (may be ``inf``), variance ``sigma2``.

    The entries of the p x H weight matrix start as independent N(0, sigma2).

    Raises
    ------
    ExperimentError
        If p or H is not a positive integer, N neither that nor ``inf``, or sigma2 not finite and positive; if they or
        sigma2 p, sigma2 H are beyond 1e-100 to 1e100.

    Examples
    --------
    >>> sizes = Sizes(p=200, H=50, N=400, sigma2=0.01)
    >>> sizes.alpha, sizes.eta, sizes.nu, sizes.a0
    (2.0, 0.25, 0.5, 0.5)
    """

    p: int
    H: int
    N: float
    sigma2: float

    def __post_init__(self) -> None:
        for name in ("p", "H", "N"):
            value = getattr(self, name)
            if name == "N" and isinstance(value, NUMBER) and value == math.inf:
                continue
            if not (isinstance(value, NUMBER) and 1 <= value < math.inf and value == int(value) <= MOST):
                kind = "a positive integer or inf" if name == "N" else "a positive integer"
                raise ExperimentError(f"{name} = {shown(value)} is not a valid size: give {kind}, at most {MOST:g}")
            object.__setattr__(self, name, int(value))
        if not (isinstance(self.sigma2, NUMBER) and 0 < self.sigma2 < math.inf):
            raise ExperimentError(f"sigma2 = {shown(self.sigma2)} is not a variance: give a finite positive number")
        for name, value in (("sigma2", self.sigma2), ("sigma2 p", self.alpha), ("sigma2 H", self.a0)):
            if not within(value):
                raise ExperimentError(
                    f"{name} = {shown(value)} is beyond {LEAST:g} to {MOST:g}: choose less extreme sizes"
                )

    @property
    def alpha(self) -> float:
        """sigma2 p, the squared length of a column of W at the start."""
        return self.sigma2 * self.p

    @property
    def eta(self) -> float:
        """H / p."""
        return self.H / self.p

    @property
    def nu(self) -> float:
        """p / N, zero for infinite data."""
        return self.p / self.N

    @property
    def a0(self) -> float:
        """sigma2 H, the mean eigenvalue of A = W W^T at the start."""
        return self.sigma2 * self.H
