"""What every solved regime is in numbers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from numerics.autoencoder.losses import checked_times
from numerics.methods.arrays import Array
from numerics.methods.quadrature import Spectrum
from numerics.models.point import Point
from theory.errors import InputError
from theory.solutions import Solution, solution

NEGATIVE = 1e-9
"""What rounding and quadrature may take from a loss that is zero, as a share of its largest value."""


@dataclass(frozen=True, eq=False)
class Limit:
    """The losses of a solved ``regime`` of the library's ``model``.

    ``formula`` maps times and a point, and the spectrum of given data where any will do, to curves by name;
    ``first_order`` the same to what the first neglected orders add, or it is None where that is unknown.
    """

    model: str
    regime: str
    formula: Callable[..., Mapping[str, Array]]
    first_order: Callable[..., Mapping[str, Array]] | None = None

    @property
    def solution(self) -> Solution:
        """The same regime as symbols."""
        return solution(self.model, self.regime)

    def losses(self, t: ArrayLike, point: Point, spectrum: Spectrum | None = None) -> dict[str, Array]:
        """The raw losses (not divided by p), by name, at times t, finite and >= 0, arrays of shape (n,).

        ``spectrum`` is the law of the eigenvalues of S = X X^T / N for given data, by default that of Gaussian samples.
        A rule without population variances leaves the population loss out.

        Raises
        ------
        InputError
            If the point is of another model, if the regime needs Gaussian data and a spectrum was given, or if a loss
            is negative: the limit then leaves out what matters at these sizes and times.
        ConvergenceError
            If a quadrature or an integration does not settle.
        """
        return self.lawful(t, self.evaluated(self.formula, t, point, spectrum))

    def correction(self, t: ArrayLike, point: Point, spectrum: Spectrum | None = None) -> dict[str, Array]:
        """What the first neglected orders add to the losses; parameters and errors as for :meth:`losses`.

        Raises :class:`theory.errors.InputError` where it is unknown.
        """
        if self.first_order is None:
            raise InputError(f"no correction to {self.regime} of {self.model} is known: leave it out")
        return self.evaluated(self.first_order, t, point, spectrum)

    def corrected(self, t: ArrayLike, point: Point, spectrum: Spectrum | None = None) -> dict[str, Array]:
        """The losses with the first neglected orders."""
        added = self.correction(t, point, spectrum)
        losses = self.losses(t, point, spectrum)
        return self.lawful(t, {name: curve + added[name] for name, curve in losses.items()})

    def lawful(self, t: ArrayLike, losses: dict[str, Array]) -> dict[str, Array]:
        """The losses, refused where one is negative or no number."""
        for name, curve in losses.items():
            broken = ~(curve >= -NEGATIVE * np.abs(curve).max())
            if broken.any():
                first = checked_times(t)[broken].min()
                where = f"its {name} loss is {curve[broken][0]:.3g} at t = {first:.3g}"
                raise InputError(f"{self.regime} is far beyond its domain, {where}: give earlier times or other sizes")
        return losses

    def evaluated(
        self, formula: Callable[..., Mapping[str, Array]], t: ArrayLike, point: Point, spectrum: Spectrum | None
    ) -> dict[str, Array]:
        """A formula of this model at times and a point that it takes."""
        if point.model != self.solution.definition:
            raise InputError(
                f"{self.regime} of {self.model} takes a point of that model, got one of {point.model.name}"
            )
        if spectrum is None:
            return dict(formula(checked_times(t), point))
        if not self.solution.any_spectrum:
            raise InputError(f"{self.regime} of {self.model} holds for Gaussian data only")
        return dict(formula(checked_times(t), point, spectrum))


def ratios(point: Point) -> tuple[float, float, float]:
    """alpha = sigma2 p, eta = H / p and nu = p / N of an autoencoder."""
    p, h, n = (point.sizes[name] for name in ("p", "H", "N"))
    return point.values["sigma2"] * p, h / p, p / n
