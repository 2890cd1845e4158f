"""Losses on given data, with their errors: the exact flow where it can be afforded, else a limit that is near."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.sizes import Sizes
from numerics.autoencoder.limits import limit
from numerics.autoencoder.losses import Losses, checked_times
from numerics.autoencoder.planar.interior import ACCURACY, checked_accuracy
from numerics.autoencoder.spectrum import EmpiricalSpectrum
from numerics.autoencoder.suitability.bounds import rank_bounds, violations
from numerics.autoencoder.suitability.first_orders import corrected, possible_error, time_grid
from numerics.autoencoder.suitability.integration import BUDGET, Integrated, integrate, start_losses
from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from theory.autoencoder.regimes import regime as named

CANDIDATES = ("mean-field", "narrow-latent")  # the facets that hold for any spectrum


@dataclass(frozen=True, eq=False)
class Prediction:
    """Losses with their errors, arrays of shape (n,) or None for a limit as it stands, and where they come from.

    On given data ``route`` is ``integrate`` (``runs`` runs of the exact flow) or ``limit`` (that of ``regime``), and
    ``off`` maps regimes to the largest distance of their limit from the true losses up to the last time, as a share of
    L(0): ``measured`` on integrated curves, or what the first neglected orders allow (inf: nothing is known).
    ``warnings`` name what is impossible about the curves of a limit that was asked for.
    """

    regime: str
    route: str
    losses: Losses
    train_error: Array | None = None
    population_error: Array | None = None
    off: dict[str, float] = field(default_factory=dict)
    measured: bool = False
    runs: int = 0
    warnings: list[str] = field(default_factory=list)


def losses_on_data(
    t: ArrayLike,
    sizes: Sizes,
    spectrum: EmpiricalSpectrum,
    regime: str = "auto",
    *,
    accuracy: float | None = None,
    correction: bool = False,
    budget: float = BUDGET,
) -> Prediction:
    """Train and population loss on given data, averaged over initializations.

    Parameters
    ----------
    t : times, shape (n,), finite and >= 0
    sizes : p, H and sigma2 enter
    spectrum : of the data
    regime : ``auto``: the exact flow, or a limit where the flow costs too much; or a regime that holds for any spectrum
    accuracy : with ``auto``, largest error at any time as a share of the same loss at t = 0; left out, 0.005 is aimed
        at and what is reached is said
    correction : add the regime's first neglected order
    budget : seconds that integration may take

    Raises
    ------
    InputError
        If the regime is unknown or holds for Gaussian data only, or the accuracy is out of range.
    ConvergenceError
        With ``auto``, if neither the flow nor a limit gives the losses to the accuracy.

    Source: docs/regimes.md, Given data.
    """
    times = checked_times(t)
    if regime == "auto":
        return exact_or_limit(times, sizes, spectrum, accuracy, budget)
    return limit_with_error(named(regime).name, times, sizes, spectrum, correction, budget)


def exact_or_limit(
    t: Array, sizes: Sizes, spectrum: EmpiricalSpectrum, accuracy: float | None, budget: float
) -> Prediction:
    """The exact flow; where it exceeds the budget, the limit that the first neglected orders allow."""
    wanted = checked_accuracy(ACCURACY if accuracy is None else accuracy)
    try:
        found = beside_grid(t, sizes, spectrum, wanted, budget)
    except ConvergenceError as dear:
        curves = {name: corrected(name, t, sizes, spectrum) for name in CANDIDATES}
        off = {name: error for name, (_, error) in curves.items()}
        best = min(off, key=off.__getitem__)
        if off[best] > wanted:
            raise ConvergenceError(f"{dear}; {allowed(off)}: allow more time, or give an earlier --t-max") from None
        return with_constant_error(best, curves[best][0], sizes, spectrum, off)
    asked = rows(found, t)
    reached = largest_share(asked, sizes, spectrum)
    if accuracy is not None and reached > accuracy:
        raise ConvergenceError(
            f"{found.runs} runs, all that {budget:g} s allow, leave an error of {reached:.2%} of L(0) ({accuracy:.2%} "
            "asked): ask for less or allow more time"
        )
    off = {name: distance(limit(name).losses(found.losses.t, sizes, spectrum), found) for name in CANDIDATES}
    return Prediction(
        "exact", "integrate", asked.losses, asked.train_error, asked.population_error, off, True, found.runs
    )


def limit_with_error(
    name: str, t: Array, sizes: Sizes, spectrum: EmpiricalSpectrum, correction: bool, budget: float
) -> Prediction:
    """A limit that was asked for, with its distance from the exact flow, or from what its first orders allow."""

    def curve(times: Array) -> Losses:
        plain = limit(name).losses(times, sizes, spectrum)
        return plain.plus(limit(name).correction(times, sizes, spectrum)) if correction else plain

    shown = curve(t)
    wrong = violations(curve(time_grid(float(t.max()), spectrum)), rank_bounds(spectrum, sizes.H))
    try:
        found = beside_grid(t, sizes, spectrum, ACCURACY, budget)
    except ConvergenceError:
        known = name in CANDIDATES and not wrong
        off = {name: possible_error(name, float(t.max()), sizes, spectrum) if known else np.inf}
        return with_constant_error(name, shown, sizes, spectrum, off, wrong)
    off = {name: distance(curve(found.losses.t), found)}
    off |= {
        other: distance(limit(other).losses(found.losses.t, sizes, spectrum), found)
        for other in CANDIDATES
        if other != name
    }
    asked = rows(found, t)
    errors = [
        None if own is None or true is None else np.abs(own - true) + error
        for own, true, error in zip(
            (shown.train, shown.population),
            (asked.losses.train, asked.losses.population),
            (asked.train_error, asked.population_error),
            strict=True,
        )
    ]
    assert errors[0] is not None
    return Prediction(name, "limit", shown, errors[0], errors[1], off, True, found.runs, wrong)


def beside_grid(t: Array, sizes: Sizes, spectrum: EmpiricalSpectrum, accuracy: float, budget: float) -> Integrated:
    """The exact flow at the times asked for and at every mode's own."""
    return integrate(t, sizes, spectrum, accuracy, budget, beside=time_grid(float(t.max()), spectrum))


def rows(found: Integrated, t: Array) -> Integrated:
    """The curves at the times asked for."""
    at = np.searchsorted(found.losses.t, t)
    train, population = found.losses.train[at], found.losses.population
    shown = Losses(t, train, None if population is None else population[at])
    error = found.population_error
    return Integrated(shown, found.train_error[at], None if error is None else error[at], found.runs, found.end)


def largest_share(found: Integrated, sizes: Sizes, spectrum: EmpiricalSpectrum) -> float:
    """The largest error of both curves, as a share of the same loss at t = 0."""
    errors = [found.train_error] + ([] if found.population_error is None else [found.population_error])
    return max(float(e.max()) / s for e, s in zip(errors, start_losses(sizes, spectrum), strict=True))


def distance(limit: Losses, found: Integrated) -> float:
    """How far limit curves are from integrated ones at most, their error included, as a share of L(0)."""
    gaps = [np.abs(limit.train - found.losses.train) + found.train_error]
    starts = [found.losses.train[0]]
    if limit.population is not None and found.losses.population is not None and found.population_error is not None:
        gaps.append(np.abs(limit.population - found.losses.population) + found.population_error)
        starts.append(found.losses.population[0])
    return max(float(gap.max() / start) for gap, start in zip(gaps, starts, strict=True))


def with_constant_error(
    name: str,
    shown: Losses,
    sizes: Sizes,
    spectrum: EmpiricalSpectrum,
    off: dict[str, float],
    wrong: list[str] | None = None,
) -> Prediction:
    """A limit with the same error at all times."""
    errors = [np.full(shown.t.shape, off[name] * start) for start in start_losses(sizes, spectrum)]
    population_error = errors[1] if shown.population is not None else None
    return Prediction(name, "limit", shown, errors[0], population_error, off, False, 0, wrong or [])


def allowed(off: dict[str, float]) -> str:
    """What the first neglected orders say of the limits, in words."""
    return "and " + ", ".join(
        f"corrected {name} may be off by {share:.2%} of L(0)" if np.isfinite(share) else f"{name} is not near"
        for name, share in off.items()
    )
