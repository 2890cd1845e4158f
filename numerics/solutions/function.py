"""The limit losses of a regime as a function of time and of the dimensionless numbers, on arrays of any shape."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.errors import ExperimentError
from linear_ae.sizes import Sizes
from numerics.autoencoder import limits
from numerics.autoencoder.predict import warn_of_negative
from numerics.methods.arrays import Array
from numerics.models.point import Point
from numerics.solutions import limit
from theory.autoencoder.regimes import regime as named
from theory.errors import InputError
from theory.models import load
from theory.names import meant
from theory.solutions import solution

TIED = "tied-autoencoder"
RATIOS = ("alpha", "eta", "nu")


class Ratios(Sizes):
    """Sizes per input dimension: p = 1, H = eta, N = 1/nu and sigma2 = alpha, no integers."""

    def __post_init__(self) -> None:
        """The ratios are checked before."""


class RatiosPoint(Point):
    """The same for a model with more scalars."""

    def __post_init__(self) -> None:
        """The ratios are checked before."""


@dataclass(frozen=True)
class LimitFunction:
    """The limit losses over p of one ``regime`` of a ``model``; called with times and numbers, it returns them by name.

    Examples
    --------
    >>> function("large-data+mean-field")([0.0, 0.5], alpha=0.02, eta=10, nu=[[0], [0.5]])["train"].round(4)
    array([[0.32  , 0.0617],
           [0.32  , 0.0617]])
    """

    regime: str
    model: str = TIED

    def __call__(
        self, t: ArrayLike, *, alpha: ArrayLike, eta: ArrayLike, nu: ArrayLike, **scalars: ArrayLike
    ) -> dict[str, Array]:
        """The losses over p, by name, in the shape to which the arguments broadcast.

        Parameters
        ----------
        t : times of the flow dW/dt = -dL/dW, finite and >= 0
        alpha, eta : sigma2 p > 0 and H/p > 0
        nu : p/N >= 0, zero for infinite data
        scalars : the model's numbers beside sigma2 > 0; ``lambda_`` is ``lambda``

        Raises
        ------
        InputError
            If a number is out of its range, missing or unknown, or the shapes do not broadcast.
        ConvergenceError
            If a quadrature or an integration does not settle.

        Warns
        -----
        UserWarning
            If a loss is negative: the numbers are far from the limit.

        Source: the regime's, ``theory.autoencoder.regimes`` or ``theory.solutions``.
        """
        given = self.checked({"alpha": alpha, "eta": eta, "nu": nu, **scalars})
        try:
            times, *numbers = np.broadcast_arrays(np.asarray(t, dtype=float), *given.values())
        except (TypeError, ValueError) as error:
            raise InputError(f"times and numbers must be numbers that broadcast: {error}") from None
        if not times.size:
            raise InputError("there are no times: give at least one")
        points, place = np.unique(np.array([x.ravel() for x in numbers]), axis=1, return_inverse=True)
        found: dict[str, Array] = {}
        for k, point in enumerate(points.T):
            chosen = np.flatnonzero(place.ravel() == k)
            for name, values in self.at(
                times.ravel()[chosen], dict(zip(given, map(float, point), strict=True))
            ).items():
                found.setdefault(name, np.empty(times.size))[chosen] = values
        warn_of_negative(self.regime, found)
        return {name: values.reshape(times.shape) for name, values in found.items()}

    @property
    def scalars(self) -> tuple[str, ...]:
        """The model's numbers beside sigma2."""
        return tuple(name for name in load(self.model).scalars if name != "sigma2")

    def checked(self, given: Mapping[str, ArrayLike]) -> dict[str, Array]:
        """The numbers by name as arrays."""
        known = (*RATIOS, *self.scalars)
        try:
            spelt = {name.rstrip("_"): np.asarray(value, dtype=float) for name, value in given.items()}
        except (TypeError, ValueError) as error:
            raise InputError(f"{self.model}: give numbers or arrays of them ({error})") from None
        if unknown := [name for name in spelt if name not in known]:
            listed = ", ".join(known)
            raise InputError(f"{self.model}: unknown number {unknown[0]!r}{meant(unknown[0], known)}; it has {listed}")
        if missing := [name for name in known if name not in spelt]:
            raise InputError(f"{self.model}: a number is missing for {', '.join(missing)}")
        for name, values in spelt.items():
            if not np.all(np.isfinite(values) & ((values > 0) | ((name == "nu") & (values == 0)))):
                allowed = "finite and >= 0" if name == "nu" else "finite and positive"
                raise InputError(f"{self.model}: {name} is {allowed}, got {values}")
        return {name: spelt[name] for name in known}

    def at(self, t: Array, numbers: Mapping[str, float]) -> dict[str, Array]:
        """The losses at one set of numbers."""
        alpha, eta, nu = (numbers[name] for name in RATIOS)
        samples = 1 / nu if nu else math.inf
        if self.model == TIED:
            found = limits.limit(self.regime).losses(t, Ratios(1, eta, samples, alpha))  # type: ignore[arg-type]
            return {name: getattr(found, name) for name in found.names}
        sizes, values = {"p": 1, "H": eta, "N": samples}, {"sigma2": alpha}
        others = {name: numbers[name] for name in self.scalars}
        point = RatiosPoint(load(self.model), sizes, values | others)  # type: ignore[arg-type]
        try:
            return limit(self.model, self.regime).losses(t, point)
        except ExperimentError:  # of limits that take whole sizes only
            raise InputError(
                f"{self.regime} of {self.model} is no function of ratios here: `numerics.solutions.limit` takes sizes"
            ) from None


def function(regime: str, model: str = TIED) -> LimitFunction:
    """The limit losses of a regime as a function of times, alpha, eta, nu and the model's scalars.

    Raises :class:`theory.errors.InputError` if there is no such regime, or it is not solved.

    >>> function("mean-field")(0.5, alpha=0.02, eta=10, nu=0.5)["population"].round(4)
    np.float64(0.1139)
    """
    name = named(regime).name if model == TIED else solution(model, regime).name
    return LimitFunction(name, model)
