"""What every regime is in numbers: one object with the same few answers."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from threadpoolctl import threadpool_limits

from linear_ae.sizes import Sizes
from numerics.autoencoder.losses import Losses, checked_sizes, checked_times, finite_ratio
from numerics.methods.arrays import Array
from numerics.methods.in_range import in_range, refuse_infinite
from numerics.methods.quadrature import Spectrum
from theory.autoencoder.regimes import FACETS, REGIMES
from theory.errors import InputError


@dataclass(frozen=True, eq=False)
class Family:
    """Sizes that approach a limit along one number, for comparison with simulated training.

    ``sizes`` maps that number to sizes and ``horizon`` the sizes to the last time; the largest deviation of ``runs``
    runs shrinks with the power ``order`` of the number.
    """

    sizes: Callable[[int], Sizes]
    horizon: Callable[[Sizes], float]
    runs: int
    order: int


@dataclass(frozen=True, eq=False)
class DataFamily:
    """The same for given data of N samples and p features, along ``steps(p)`` values of H; ``horizon`` maps the
    eigenvalues of S to the last time.
    """

    sizes: Callable[[int, int, int], Sizes]
    steps: Callable[[int], tuple[int, ...]]
    horizon: Callable[[Array], float]
    runs: int
    order: int


@dataclass(frozen=True, eq=False)
class Limit:
    """A regime's limit losses, and what is known beside them.

    ``formula`` takes times and sizes, and the spectrum of given data if the limit ``takes_spectrum``; ``first_order``
    is what the first neglected orders add, the regime's small ratio and 1/p together, or None where none is known.
    ``ladder`` and ``data_ladder`` are the sizes of `prism check`.
    """

    name: str
    formula: Callable[..., Losses]
    first_order: Callable[[Array, Sizes, Spectrum | None], Losses] | None = None
    ladder: Family | None = None
    data_ladder: DataFamily | None = None

    def losses(self, t: ArrayLike, sizes: Sizes, spectrum: Spectrum | None = None) -> Losses:
        """Train and population loss at times t, shape (n,), in the limit, evaluated at these sizes.

        Raises :class:`theory.errors.InputError` outside of the ``domain``, or if the limit needs Gaussian data and a
        spectrum was given, and :class:`numerics.errors.ConvergenceError` where numbers leave double precision.
        """
        if spectrum is not None:
            self.check_spectrum("")
        self.check_domain(t, sizes)
        with in_range(self.name):
            found = self.formula(t, sizes) if spectrum is None else self.formula(t, sizes, spectrum)
        refuse_infinite(self.name, found.rows)
        return found

    def correction(self, t: ArrayLike, sizes: Sizes, spectrum: Spectrum | None = None) -> Losses:
        """What the first neglected orders add.

        Raises :class:`theory.errors.InputError` where none is known, for these data or so late.
        """
        if self.first_order is None:
            raise InputError(f"no correction to {self.name} is known: choose {' or '.join(FACETS)}, or leave it out")
        if spectrum is not None:
            self.check_spectrum("the correction to ")
        self.check_domain(t, sizes)
        what = f"the correction to {self.name}"
        with in_range(what), threadpool_limits(limits=1, user_api="blas"):  # many products of small matrices
            found = self.first_order(np.asarray(t, dtype=float), sizes, spectrum)
        refuse_infinite(what, found.rows)
        return found

    @property
    def needs_samples(self) -> bool:
        """Whether the limit is about a finite number of samples: p/N -> inf."""
        return "small-data" in self.name

    @property
    def domain(self) -> str:
        """Where the limit has losses, in words; how near they are to the truth there is another question
        (`numerics.autoencoder.suitability.guard`).
        """
        return f"finite times t >= 0, {'finite N' if self.needs_samples else 'all sizes'}"

    def check_domain(self, t: ArrayLike, sizes: Sizes) -> None:
        """Refuse times and sizes outside of the ``domain``."""
        checked_times(t)
        checked_sizes(sizes)
        if self.needs_samples:
            finite_ratio(sizes)

    @property
    def takes_spectrum(self) -> bool:
        """Whether the limit holds for any spectrum of S."""
        return for_any_spectrum(self.name)

    def check_spectrum(self, what: str) -> None:
        """Refuse given data where the limit is about Gaussian ones."""
        if not self.takes_spectrum:
            known = [name for name in REGIMES if for_any_spectrum(name) and (not what or name in FACETS)]
            advice = "choose" if what else "with given data choose"
            raise InputError(f"{what}{self.name} holds for Gaussian data only: {advice} {' or '.join(known)}")


def for_any_spectrum(name: str) -> bool:
    """Whether a regime holds for any spectrum: mean-field, narrow-latent and the edges between these and free.

    Large and small data fix the spectrum, and in the free facet A and S must be free of each other.
    """
    return name != "free" and "-data" not in name
