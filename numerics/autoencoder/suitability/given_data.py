"""Losses on given data, with their errors: the exact flow where it can be afforded, else a limit that is near."""

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.sizes import Sizes
from numerics.autoencoder.bounds import Bounds, violations
from numerics.autoencoder.limits import limit
from numerics.autoencoder.losses import Losses, Prediction, checked_times
from numerics.autoencoder.planar.interior import ACCURACY, checked_accuracy
from numerics.autoencoder.spectrum import EmpiricalSpectrum
from numerics.autoencoder.suitability.first_orders import corrected, possible_error
from numerics.autoencoder.suitability.integration import BUDGET, integrate, start_losses
from numerics.autoencoder.suitability.own_times import mode_times
from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from theory.autoencoder.regimes import regime as named

CANDIDATES = ("mean-field", "narrow-latent")  # the facets that hold for any spectrum


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
    asked = found.at_times(t)
    reached = largest_share(asked, sizes, spectrum)
    if accuracy is not None and reached > accuracy:
        raise ConvergenceError(
            f"{found.runs} runs, all that {budget:g} s allow, leave an error of {reached:.2%} of L(0) ({accuracy:.2%} "
            "asked): ask for less or allow more time"
        )
    off = {name: distance(limit(name).losses(found.t, sizes, spectrum), found) for name in CANDIDATES}
    return replace(asked, off=off)


def limit_with_error(
    name: str, t: Array, sizes: Sizes, spectrum: EmpiricalSpectrum, correction: bool, budget: float
) -> Prediction:
    """A limit that was asked for, with its distance from the exact flow, or from what its first orders allow."""

    def curve(times: Array) -> Losses:
        plain = limit(name).losses(times, sizes, spectrum)
        return plain.plus(limit(name).correction(times, sizes, spectrum)) if correction else plain

    shown = curve(t)
    wrong = violations(curve(mode_times(float(t.max()), spectrum)), Bounds.of_spectrum(spectrum, sizes.H))
    try:
        found = beside_grid(t, sizes, spectrum, ACCURACY, budget)
    except ConvergenceError:
        known = name in CANDIDATES and not wrong
        off = {name: possible_error(name, float(t.max()), sizes, spectrum) if known else np.inf}
        return with_constant_error(name, shown, sizes, spectrum, off, wrong)
    off = {name: distance(curve(found.t), found)}
    others = [other for other in CANDIDATES if other != name]
    off |= {other: distance(limit(other).losses(found.t, sizes, spectrum), found) for other in others}
    asked = found.at_times(t)
    errors = np.abs(shown.rows - asked.rows) + asked.errors
    origin = {"off": off, "measured": True, "runs": found.runs, "warnings": wrong}
    return Prediction.of_rows(t, shown.rows, errors, regime=name, route="limit", **origin)


def beside_grid(t: Array, sizes: Sizes, spectrum: EmpiricalSpectrum, accuracy: float, budget: float) -> Prediction:
    """The exact flow at the times asked for and at every mode's own."""
    return integrate(t, sizes, spectrum, accuracy, budget, beside=mode_times(float(t.max()), spectrum))


def largest_share(found: Prediction, sizes: Sizes, spectrum: EmpiricalSpectrum) -> float:
    """The largest error of both curves, as a share of the same loss at t = 0."""
    return float((found.errors.max(axis=1) / start_losses(sizes, spectrum)).max())


def distance(limit: Losses, found: Prediction) -> float:
    """How far limit curves are from integrated ones at most, their error included, as a share of L(0)."""
    gaps = np.abs(limit.rows - found.rows) + found.errors
    return float((gaps.max(axis=1) / found.rows[:, 0]).max())


def with_constant_error(
    name: str,
    shown: Losses,
    sizes: Sizes,
    spectrum: EmpiricalSpectrum,
    off: dict[str, float],
    wrong: list[str] | None = None,
) -> Prediction:
    """A limit with the same error at all times."""
    errors = np.outer(start_losses(sizes, spectrum), np.full(shown.t.shape, off[name]))
    origin = {"off": off, "warnings": wrong or []}
    return Prediction.of_rows(shown.t, shown.rows, errors, regime=name, route="limit", **origin)


def allowed(off: dict[str, float]) -> str:
    """What the first neglected orders say of the limits, in words."""
    return "and " + ", ".join(
        f"corrected {name} may be off by {share:.2%} of L(0)" if np.isfinite(share) else f"{name} is not near"
        for name, share in off.items()
    )
