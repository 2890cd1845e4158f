r"""The band of one run of any model: the standard deviation of its losses over all its Gaussian matrices.

At fixed ratios of the sizes the variance V of a loss of order n is of order 1. The pairings that make it meet once,
straight or turned: complex letters have the straight ones only, half of V, and no correction of order 1/n. So 2 V_c of
complex runs takes the place that the mean of complex runs has for the mean losses (`numerics.models.planar`): on two
small copies of a point, of scales s1 < s2 and x = 1/s,

    complex letters     2 V_c(x) = V_0 + c x^2 + O(x^4)           ->  the planar variance, x = 0
    real less complex   V_r(x) - 2 V_c(x) = d1 x + d2 x^2 + ...   ->  the correction at the point, x = 1

Points that are hardly larger than copies, and given matrices, are simulated themselves. At t = 0 the result must be the
exact variance at the point. Derived in docs/theory/fluctuations.md.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.brief import Tabulated
from linear_ae.integration import ERROR, TOLERANCE
from linear_ae.times import checked_times
from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from numerics.methods.scatter import deviation, variance_of
from numerics.models.extrapolation import MOST, Estimate, Moment, extrapolate
from numerics.models.planar import corrected_rule, rounds, runs_itself
from numerics.models.point import Point
from numerics.models.sampled import Sampled
from numerics.models.simulation import Curves, simulate
from theory.errors import InputError
from theory.matrix.expansion import Expansion, expansion
from theory.matrix.model import Model
from theory.matrix.variance import variance

ACCURACY = 0.1
VARIANCE = Moment("variance of the loss", Sampled.variance, 400, 3.0)
"""Three standard errors, as the whole curves of all losses have to be inside; 400 runs tell the fourth moments."""
OFF = 4 / 3
"""Times its error by which a variance misses the exact one at t = 0 where it is not by chance: four standard errors."""

STARTS = 8
"""Runs that tell the size of the losses at t = 0 for given matrices."""


@dataclass(frozen=True, eq=False, repr=False)
class Bands(Tabulated):
    """Standard deviations at times ``t`` and bounds on their ``errors``, each of shape (n,), by the losses' names.

    ``route`` says how they were found.
    """

    t: Array
    values: Mapping[str, Array]
    errors: Mapping[str, Array]
    route: str

    @property
    def variables(self) -> dict[str, Array]:
        """The standard deviations, as ``NAME_deviation``, and their errors."""
        known = {f"{name}_deviation": values for name, values in self.values.items()}
        return known | {f"{name}_deviation_error": values for name, values in self.errors.items()}


def bands(
    point: Point,
    t: ArrayLike,
    runs: int = 1,
    *,
    matrices: Mapping[str, ArrayLike] | None = None,
    accuracy: float = ACCURACY,
    seed: int = 0,
    most: int = MOST,
    progress: Callable[[int], None] | None = None,
) -> Bands:
    """The standard deviation of the mean losses of ``runs`` runs, each of its own Gaussian matrices.

    Parameters
    ----------
    point : the model at its sizes and values
    t : times, shape (n,), finite, >= 0, in increasing order
    runs : how many are averaged
    matrices : given ones in the place of fixed letters: the scatter is then that over the others
    accuracy : bound on the errors where the band is widest, t = 0 included, as a share of it
    seed : root of the random numbers
    most : largest number of simulated runs
    progress : called with the number of runs simulated so far

    Raises
    ------
    theory.errors.InputError
        If the number of runs is no integer >= 1, or the accuracy not between 0 and 1.
    numerics.errors.ConvergenceError
        If that accuracy takes more runs or larger copies, or the variance misses the exact one at t = 0.

    Examples
    --------
    >>> from theory.models import load
    >>> point = Point(load("untied-autoencoder"), {"p": 8, "H": 4, "N": 16}, {"sigma2": 0.05})
    >>> found = bands(point, [0.0, 0.1])
    >>> exact = variance(point.model, "train", 0).evaluate(p=8, H=4, N=16, sigma2=Fraction(1, 20)) ** 0.5
    >>> bool(abs(found.values["train"][0] - exact) < found.errors["train"][0] < 0.1 * exact)
    True
    """
    if not isinstance(runs, int) or isinstance(runs, bool) or runs < 1:
        raise InputError(f"the number of runs is an integer >= 1, got {runs!r}")
    if not 0 < accuracy < 1:
        raise InputError(f"accuracy = {accuracy}: give a share of the band between 0 and 1")
    asked = checked_times(t)
    times, within = np.union1d(0.0, asked), 1 - (1 - accuracy) ** 2
    if matrices or runs_itself(point):
        found = simulated(point, times, within, seed, most, progress, matrices)
    else:
        common = (within, seed, most, progress, VARIANCE)
        found = extrapolate(point, times, [True, False], corrected_rule, *common)
    if not matrices:
        require_start(point, found)
    return of_means(found, integration(point, matrices), asked, runs)


def of_means(found: Estimate, step: Mapping[str, float], t: Array, runs: int) -> Bands:
    """Standard deviations of means of ``runs`` from the variances of one run, whose losses err by ``step`` each."""
    at, values, errors = np.searchsorted(found.t, t), {}, {}
    for name, error in found.errors.items():
        value, off = deviation(found.losses[name][at], error[at])
        values[name], errors[name] = value / runs**0.5, (off + step[name] * (t > 0)) / runs**0.5
    return Bands(t, values, errors, found.route)


def integration(point: Point, matrices: Mapping[str, ArrayLike] | None) -> dict[str, float]:
    """How much a loss may err by integration; those of copies err less."""
    if matrices:
        runs = simulate(point, [0.0], STARTS, matrices=matrices)
        starts = {name: float(mean[0]) for name, mean in runs.mean.items()}
    else:
        starts = at_start(point, expansion)
    return {name: ERROR * TOLERANCE * abs(start) for name, start in starts.items()}


def simulated(
    point: Point,
    times: Array,
    accuracy: float,
    seed: int,
    most: int,
    progress: Callable[[int], None] | None,
    matrices: Mapping[str, ArrayLike] | None,
) -> Estimate:
    """The variances from real runs at the point itself."""

    def run(first: int, runs: int) -> Curves:
        return simulate(point, times, runs - first, seed, matrices=matrices, first=first, progress=progress)

    return rounds(run, of_runs, VARIANCE.pilot, accuracy, most, VARIANCE.name)


def of_runs(curves: Curves) -> Estimate:
    """The variances of runs at the point itself."""
    both = {name: variance_of(losses) for name, losses in curves.losses.items()}
    return Estimate(
        curves.t,
        {name: value for name, (value, _) in both.items()},
        {name: stderr for name, (_, stderr) in both.items()},
        {name: np.zeros_like(value) for name, (value, _) in both.items()},
        f"{curves.runs} runs at the point itself",
        sigmas=VARIANCE.sigmas,
    )


def at_start(point: Point, moment: Callable[[Model, str, int], Expansion]) -> dict[str, float]:
    """The exact means or variances of the losses at t = 0."""
    numbers = dict(zip(point.model.names, map(Fraction, point.numbers), strict=True))
    return {name: float(moment(point.model, name, 0).evaluate(**numbers)) for name in point.model.losses}


def require_start(point: Point, found: Estimate) -> None:
    """Refuse variances that miss the exact ones at t = 0, or are negative by more than their error."""
    exact = at_start(point, variance)
    for name, values in found.losses.items():
        errors = found.errors[name]
        if np.any(values + OFF * errors < 0):
            raise ConvergenceError(f"the variance of the {name} loss comes out negative: ask for a smaller error")
        if abs(values[0] - exact[name]) > OFF * errors[0]:
            raise ConvergenceError(
                f"the variance of the {name} loss at t = 0 is {values[0]:.4g} +- {errors[0]:.2g} by runs and "
                f"{exact[name]:.4g} by its exact expansion: ask for a smaller error"
            )
