r"""The exact flow on given data, averaged over initializations: right for any spectrum, any H and any time.

For a given S the losses are expectations over the Gaussian W(0) alone, and a run of the flow is cheap (linear_ae): a
batch of runs gives the mean to a standard error that shrinks with their number. What their scatter may not show is
bounded beside it: with H columns the H-th direction is learned late with a probability that falls only linearly with
the delay, so that a few runs may all have missed it.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import t as student

from linear_ae.controls import controlled, initial_loss
from linear_ae.covariance import Covariance
from linear_ae.curves import Curves
from linear_ae.simulation import simulate
from linear_ae.sizes import Sizes
from numerics.autoencoder.bounds import Bounds
from numerics.autoencoder.losses import Prediction, checked_times
from numerics.autoencoder.spectrum import EmpiricalSpectrum
from numerics.autoencoder.suitability import stabilized_runs
from numerics.autoencoder.suitability.cost import (
    ORDER_8,
    SOLVERS,
    STABILIZED,
    Solver,
    affordable_runs,
    affordable_time,
    cheapest,
    seconds,
)
from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array

BUDGET = 30.0  # seconds that may be spent without being asked for more
FEWEST, MOST = 16, 20_000  # runs
SELF_AVERAGING, FEWER = 150, 4  # from this dimension on runs scatter so little that this many may do
BATCHES, GROWTH = 6, 8  # at most so many batches, each of them up to so many times what was there before
STAGES = 1 / 16, 1 / 4, 1.0  # parts of the budget tried in turn where the last time is out of reach
DOUBT = 0.002  # probability with which the mean at one time may lie outside its error
UNSEEN = 4.0  # over the runs: the largest probability of what none of them shows, at a doubt of 2 %
SOLVER = 2e-6  # share of L(0): the own error of the integration of order 8
COARSE = 3.0  # times the error of stabilized steps: the accuracy from which they may serve


def start_losses(sizes: Sizes, spectrum: EmpiricalSpectrum) -> list[float]:
    """Exact mean train and, if it is known, population loss at t = 0."""
    return [initial_loss(float(c.sum()), sizes) for c in variances(spectrum)]


def variances(spectrum: EmpiricalSpectrum) -> list[Array]:
    """Those that the train loss weighs the eigenvectors of S with and, if it is known, the population loss."""
    return [spectrum.eigenvalues] + ([] if spectrum.held_out is None else [spectrum.held_out])


def integrate(
    t: ArrayLike,
    sizes: Sizes,
    spectrum: EmpiricalSpectrum,
    accuracy: float,
    budget: float = BUDGET,
    seed: int = 0,
    beside: ArrayLike = (),
) -> Prediction:
    """Mean train and population loss over initializations, for the given spectrum.

    Parameters
    ----------
    t : times, shape (n,), finite and >= 0
    sizes : p, H and sigma2 enter
    spectrum : eigenvalues of S, and variances of held-out samples along its eigenvectors
    accuracy : error to stop at, as a share of the same loss at t = 0; it is not reached where the budget ends before
    budget : seconds that may be spent, as `suitability.cost` estimates them
    beside : other times up to the last of t, at which the curves are wanted to whatever accuracy comes of it

    Returns
    -------
    The curves at all these times in ascending order.

    Raises
    ------
    ConvergenceError
        If the budget does not allow the fewest runs; for the train loss alone it need not reach the last time, since a
        loss that only falls stays between its last value and the rank bound.

    Source: docs/regimes.md, Given data.
    """
    asked, spectrum = checked_times(t), without_rounding(spectrum)
    times = np.union1d(asked, checked_times(beside) if np.size(beside) else ())
    starts, last, least = start_losses(sizes, spectrum), float(times.max()), Bounds.of_spectrum(spectrum, sizes.H)
    solvers = SOLVERS if accuracy >= COARSE * stabilized_runs.ERROR else (ORDER_8,)
    for end, part in ends(last, sizes, spectrum, budget, solvers):
        grid, place = np.unique(np.minimum(times, end), return_inverse=True)
        matters = np.isin(grid, np.minimum(asked, end))
        values, errors, runs = averaged(grid, matters, sizes, spectrum, accuracy, part, seed, solvers)
        values, errors = possible(values, errors, least)[:, place], errors[:, place]
        if end < last:
            bracket(values, errors, times > end, least.train)
        if errors[0, np.isin(times, asked)].max() <= accuracy * starts[0]:
            break
    return Prediction.of_rows(times, values, errors, regime="exact", route="integrate", measured=True, runs=runs)


def without_rounding(spectrum: EmpiricalSpectrum) -> EmpiricalSpectrum:
    """The spectrum with eigenvalues that are rounding errors of the largest put to zero: those beyond the rank."""
    l = spectrum.eigenvalues
    return EmpiricalSpectrum(np.where(l < 4 * l.size * np.finfo(float).eps * l.max(), 0.0, l), spectrum.held_out)


def ends(
    t_max: float, sizes: Sizes, spectrum: EmpiricalSpectrum, budget: float, solvers: tuple[Solver, ...]
) -> list[tuple[float, float]]:
    """Times up to which to integrate, with their budgets: the last; or, for the train loss alone, what is reached."""
    count = fewest(sizes)
    needed = seconds(count, t_max, sizes, spectrum, solvers)
    if needed <= budget:
        return [(t_max, budget)]
    reach = affordable_time(budget, count, sizes, spectrum, solvers)
    if reach > 0 and spectrum.held_out is None:
        parts = [part * budget for part in STAGES]
        return [(end, part) for part in parts if (end := affordable_time(part, count, sizes, spectrum, solvers)) > 0]
    raise ConvergenceError(
        f"integrating the flow to t = {t_max:g} would take about {needed:.2g} s, more "
        f"than the {budget:g} s allowed" + (f", which reach t = {reach:.2g}" if reach > 0 else "")
    )


def fewest(sizes: Sizes) -> int:
    """Runs that a standard error takes."""
    return FEWEST if sizes.p < SELF_AVERAGING else FEWER


def averaged(
    grid: Array,
    matters: NDArray[np.bool_],
    sizes: Sizes,
    spectrum: EmpiricalSpectrum,
    accuracy: float,
    budget: float,
    seed: int,
    solvers: tuple[Solver, ...],
) -> tuple[Array, Array, int]:
    """Mean losses at ascending times and their errors, shape (losses, n), from as many runs as the accuracy takes at
    the times that matter."""
    starts, unseen = start_losses(sizes, spectrum), rare_shares(sizes.H, spectrum)
    rare = max(u / s for u, s in zip(unseen, starts, strict=True))
    wanted = max(fewest(sizes), int(np.ceil(4 * UNSEEN * rare / accuracy)))
    most = min(MOST, affordable_runs(budget, float(grid[-1]), sizes, spectrum, solvers))
    solver = cheapest(max(fewest(sizes), min(wanted, most)), float(grid[-1]), sizes, spectrum, solvers)
    curves: list[Curves] = []
    done = 0
    for _ in range(BATCHES):
        added = max(fewest(sizes), min(wanted, most)) - done
        if added <= 0:
            break
        found, solver = batch(grid, sizes, spectrum, range(done, done + added), seed, solver, budget)
        curves.append(found)
        done += added
        values, errors = mean_and_errors(curves, unseen, starts, SOLVER if solver is ORDER_8 else stabilized_runs.ERROR)
        share = max(float(e[matters].max()) / s for e, s in zip(errors, starts, strict=True))
        wanted = min(GROWTH * done, int(np.ceil(1.2 * done * (share / accuracy) ** 2))) if share > accuracy else done
    return values, errors, done


def batch(
    grid: Array, sizes: Sizes, spectrum: EmpiricalSpectrum, runs: range, seed: int, solver: Solver, budget: float
) -> tuple[Curves, Solver]:
    """The runs with these numbers by the solver, or by that of order 8 where stabilized steps give up."""
    if solver is STABILIZED:
        try:
            return stabilized_runs.stabilized_runs(grid, sizes, spectrum, runs, seed), solver
        except ConvergenceError:
            if ORDER_8.seconds(len(runs), float(grid[-1]), sizes, spectrum) > budget:
                raise
    data = Covariance(spectrum.eigenvalues, 2, spectrum.held_out)
    given = Sizes(sizes.p, sizes.H, data.samples, sizes.sigma2)
    return simulate(given, grid, len(runs), seed, data=data, first=runs.start, controls=True), ORDER_8


def rare_shares(H: int, spectrum: EmpiricalSpectrum) -> list[float]:
    """Half the variances of the last direction that H columns learn: what a run that is late there adds to the losses.

    W(0) gives that direction an overlap of density of order one at zero if H <= p.
    """
    order = np.argsort(spectrum.eigenvalues)[::-1]
    last = order[min(H, order.size) - 1]
    return [float(c[last]) / 2 for c in variances(spectrum)]


def mean_and_errors(
    curves: list[Curves], unseen: list[float], starts: list[float], solver: float
) -> tuple[Array, Array]:
    """Means over all runs with their errors, shape (losses, n); ``solver`` is the integration's own share of L(0)."""
    controls = np.concatenate([c.controls for c in curves if c.controls is not None])
    kinds = [[c.train for c in curves], [c.population for c in curves if c.population is not None]]
    values, errors = [], []
    for parts, rare, start in zip([k for k in kinds if k], unseen, starts, strict=True):
        runs = np.concatenate(parts)
        found = controlled(runs, controls)
        sure = float(student.ppf(1 - DOUBT / 2, found.freedom)) * found.stderr
        values.append(found.mean)
        errors.append(sure + (UNSEEN / len(runs) * rare + solver * start) * moved_share(runs) + SOLVER * start)
    return np.array(values), np.array(errors)


def moved_share(runs: Array) -> Array:
    """How much of an error that time brings a curve can have: nothing at t = 0, all once the losses have moved."""
    moved = np.abs(runs - runs[:, :1]).max(axis=0)
    return moved / max(float(moved.max()), np.finfo(float).tiny)


def possible(values: Array, errors: Array, least: Bounds) -> Array:
    """Means moved to the nearest that obey the bounds: regression on controls may leave them by less than its error."""
    nearest = np.maximum(values, np.array([[least.train], [least.population or 0.0]])[: len(values)])
    nearest[0] = np.minimum.accumulate(nearest[0])
    if np.any(np.abs(nearest - values) > errors):
        raise ConvergenceError("the integrated flow breaks the bounds of its losses by more than its error")
    return nearest


def bracket(values: Array, errors: Array, late: NDArray[np.bool_], least: float) -> None:
    """Put the train loss of the late times between its last value and the rank bound."""
    last, highest = values[0, late], values[0, late] + errors[0, late]
    values[0, late] = np.minimum(last, (highest + least) / 2)
    errors[0, late] = np.maximum(highest - values[0, late], values[0, late] - least)
