"""Train and population loss at given times: the one type of curves, bare or with errors and where they come from."""

from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from linear_ae.arrays import shown
from linear_ae.brief import Tabulated
from linear_ae.sizes import Sizes
from linear_ae.times import IN_RANGE, listed_times
from numerics.methods.arrays import Array
from theory.autoencoder.regimes import regime
from theory.errors import InputError

LARGEST_EXPONENT = 700.0  # e^709 is the largest double
SHOWN = 20
"""Rows of a table in a notebook."""
Route = Literal["limit", "correction", "series", "sampling", "simulation", "copies", "integrate"]


@dataclass(frozen=True, eq=False, repr=False)
class Losses(Tabulated):
    """Raw losses (not divided by p) at times ``t`` of the flow dW/dt = -dL/dW; all arrays have shape (n,).

    ``population`` is None for given data of which nothing was held out. The errors are estimates of the largest
    distance from the true means, or None for a limit formula as it stands.
    """

    t: Array
    train: Array
    population: Array | None
    train_error: Array | None = None
    population_error: Array | None = None

    @classmethod
    def of_rows(cls, t: Array, rows: Array, errors: Array | None = None, **origin: Any) -> Self:
        """From curves of shape (1 or 2, n), train first, and errors of the same shape."""
        train, *population = rows
        train_error, *population_error = [None] * len(rows) if errors is None else errors
        both = (population[0], population_error[0]) if population else (None, None)
        return cls(t, train, both[0], train_error, both[1], **origin)

    @property
    def names(self) -> tuple[str, ...]:
        """The losses that are known, train first."""
        return ("train",) if self.population is None else ("train", "population")

    @property
    def rows(self) -> Array:
        """The curves by their names, shape (losses, n)."""
        return np.array([getattr(self, name) for name in self.names])

    @property
    def errors(self) -> Array:
        """Their errors, of the same shape; NaN where none is estimated."""
        found = [getattr(self, f"{name}_error") for name in self.names]
        return np.array([np.full(self.t.shape, np.nan) if error is None else error for error in found])

    @property
    def variables(self) -> dict[str, Array]:
        """The losses by name, and their errors where they are estimated."""
        known = [name for loss in self.names for name in (loss, f"{loss}_error")]
        return {name: values for name in known if (values := getattr(self, name)) is not None}

    def at_indices(self, place: NDArray[np.intp]) -> Self:
        """The same at some of the times, or at these in another order."""
        known = {each.name: getattr(self, each.name) for each in fields(Losses)}
        chosen: dict[str, Any] = {name: None if x is None else x[place] for name, x in known.items()}
        return replace(self, **chosen)

    def at_times(self, t: Array) -> Self:
        """The same at times t that are among the ascending ones of the curves."""
        return self.at_indices(np.searchsorted(self.t, t))

    def _repr_html_(self) -> str:
        return self.to_pandas().to_html(max_rows=SHOWN, float_format="{:.6g}".format)

    def plus(self, other: "Losses") -> "Losses":
        """The sum of two sets of curves at the same times, without errors."""
        count = min(len(self.names), len(other.names))
        return Losses.of_rows(self.t, self.rows[:count] + other.rows[:count])


@dataclass(frozen=True, eq=False, repr=False)
class Prediction(Losses):
    """Losses with what is known of where they come from.

    Attributes
    ----------
    regime : a regime's name, ``interior`` (the planar limit, or runs at the very sizes) or ``exact`` (the flow on given
        data)
    route : ``limit`` (that of the regime), ``correction`` (with its first correction), ``series`` or ``sampling`` (of
        the planar limit), ``simulation`` (runs at these sizes), ``copies`` (the planar limit and what finite sizes add,
        from small copies), ``integrate`` (``runs`` runs of the flow on given data)
    off : on given data, regimes with the largest distance of their limit from the true losses up to the last time, as a
        share of L(0): ``measured`` on integrated curves, or what the first neglected orders allow (inf: nothing is
        known)
    warnings : what is impossible about the curves of a limit that was asked for on given data
    added : what finite sizes add to the planar limit, by the losses' names, for the route ``copies``
    """

    regime: str = field(kw_only=True)
    route: Route = field(kw_only=True)
    off: dict[str, float] = field(default_factory=dict, kw_only=True)
    measured: bool = field(default=False, kw_only=True)
    runs: int = field(default=0, kw_only=True)
    warnings: list[str] = field(default_factory=list, kw_only=True)
    added: dict[str, Array] = field(default_factory=dict, kw_only=True)

    def _repr_html_(self) -> str:
        return f"<p>{self.regime}, route {self.route}</p>{super()._repr_html_()}"

    def cite(self) -> str:
        """The paper or the page of the docs that derives the losses of this route."""
        if self.route == "limit":
            return regime(self.regime).cite()
        if self.route == "correction":
            return f"{regime(self.regime).cite()}; docs/theory/corrections.md"
        page = "given-data.md" if self.route == "integrate" else "interior.md"
        return f"{self.regime} by {self.route}: docs/theory/{page}"

    @classmethod
    def of_limit(cls, regime: str, curves: Losses) -> "Prediction":
        """The losses of a regime's limit."""
        known = {each.name: getattr(curves, each.name) for each in fields(Losses)}
        return cls(**known, regime=regime, route="limit")


def checked_times(t: ArrayLike) -> Array:
    """``t`` as a float array of shape (n,), n >= 1, in any order.

    Raises :class:`theory.errors.InputError` if there is none, or one is no number from 0 to 1e100.
    """
    times = listed_times(t)
    if times is None:
        raise InputError(f"times must be a list of one or more {IN_RANGE}, got {shown(t)}")
    return times


def checked_sizes(sizes: object) -> Sizes:
    """``sizes``, or :class:`theory.errors.InputError` if they are something else."""
    if not isinstance(sizes, Sizes):
        raise InputError(f"sizes are Sizes(p, H, N, sigma2) of linear_ae, got {shown(sizes)}")
    return sizes


def finite_ratio(sizes: Sizes) -> float:
    """p / N, refused where N is infinite."""
    if np.isinf(sizes.N):
        raise InputError("small-data is the limit p/N -> inf: give a finite N")
    return sizes.nu


def exponential(x: ArrayLike) -> Array:
    """e^x, refusing what no double can hold."""
    exponent = np.asarray(x, dtype=float)
    if np.max(exponent, initial=0.0) > LARGEST_EXPONENT:
        raise InputError(
            f"the linear regime has grown by e^{np.max(exponent):.3g}, far beyond its domain: give an earlier --t-max"
        )
    return np.exp(exponent)


def residual(a: ArrayLike, x: ArrayLike) -> Array:
    """1 - a(x) for the logistic a' = a (1 - a), a(0) = a >= 0, at x >= 0: no overflow and no cancellation."""
    decay = np.exp(-np.asarray(x, dtype=float))
    a = np.asarray(a, dtype=float)
    return (1 - a) * decay / (decay - a * np.expm1(-np.asarray(x, dtype=float)))
