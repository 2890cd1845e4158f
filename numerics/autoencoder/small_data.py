r"""Small-data facet in numbers: p / N -> inf at fixed alpha, eta, in the time tau = t p / N.

Samples decouple, so one sample x = sqrt(p) e suffices. Golub-Kahan bidiagonalization of W started at e gives a lower
bidiagonal matrix; let c_1, c_3, ... be the squares of its diagonal and c_2, c_4, ... of its subdiagonal, so that
e^T A e = c_1 and |A e|^2 = c_1 (c_1 + c_2). The flow of W keeps this form and moves the squares by

    (log c_k)' = 2 (c_{k-1} - c_{k+1}) + 4 (1 - c_1) [k = 1] - 4 c_1 [k = 2],       c_0 = 0:

the Kac-van Moerbeke lattice with a force at its end (docs/regimes.md). A Gaussian W starts at c_odd = alpha eta and
c_even = alpha; without target both forces are -4 c_1. Integrating logarithms keeps it smooth and not stiff; z = 1 - c_1
is carried along because the train loss, (p/2) (z^2 + c_1 c_2), would lose digits to cancellation. A chain of n pairs
is the exact flow of an (n + 1) x n matrix; its end is felt at c_1 only through n sites, an error that vanishes faster
than exponentially in n.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.integrate import solve_ivp

from linear_ae.sizes import Sizes
from numerics.autoencoder.losses import Losses, checked_times
from numerics.autoencoder.spectrum import Array, largest_change
from numerics.errors import ConvergenceError
from theory.errors import InputError

PAIRS = (40, 80, 160, 320, 640, 1280, 2560)
CHAIN_RTOL = 5e-11  # agreement of two chain lengths, times max(1, alpha / 10): rounding in rates of size alpha
ODE_RTOL = 3e-13
ODE_ATOL = 1e-15  # absolute in log c is relative in c
NEGLIGIBLE = 1e-30  # train losses (over p) below this are returned without a relative error bound, far below it as zero


@dataclass(frozen=True, eq=False)
class Sample:
    """One sample's train loss over p, and the population loss's change per sample; arrays of shape (n,)."""

    train: Array
    delta: Array


def losses(t: ArrayLike, sizes: Sizes) -> Losses:
    """Train loss p (z^2 + c_1 c_2) / 2 and population loss (p/2) int (1 - a)^2 dMP(a) + N delta.

    Parameters
    ----------
    t : times, shape (n,), finite and >= 0, of the flow dW/dt = -dL/dW, so that tau = t p / N
    sizes : ``p``, finite ``N``, ``alpha`` and ``eta`` enter

    Raises
    ------
    InputError
        If N is infinite.
    ConvergenceError
        If 2048 pairs do not suffice (alpha above about 1e4).

    Source: arXiv:2606.05335, small-data regime; docs/regimes.md.
    """
    times, nu = checked_times(t), finite_ratio(sizes)
    one = sample(times * nu, sizes.alpha, sizes.eta)
    initial = ((1 - sizes.a0) ** 2 + sizes.alpha * sizes.a0) / 2
    return Losses(times, sizes.p * one.train, sizes.p * initial + sizes.N * one.delta)


def free_losses(t: ArrayLike, sizes: Sizes) -> Losses:
    """The edge small-data+free: train loss p c_1 (c_1 + c_2) / 2, population loss (p/2) int a^2 dMP(a) + N delta.

    Parameters and errors as for :func:`losses`. The flow is homogeneous: alpha only sets the units of A and of time.

    Source: docs/regimes.md, Edges and vertices.
    """
    times, nu, square = checked_times(t), finite_ratio(sizes), sizes.alpha**2
    one = sample(times * nu * sizes.alpha, 1.0, sizes.eta, target=False)
    initial = sizes.eta * (sizes.eta + 1) / 2
    return Losses(times, sizes.p * square * one.train, square * (sizes.p * initial + sizes.N * one.delta))


def finite_ratio(sizes: Sizes) -> float:
    """p / N, refused where N is infinite."""
    if np.isinf(sizes.N):
        raise InputError("small-data is the limit p/N -> inf: give a finite N")
    return sizes.nu


def sample(tau: Array, alpha: float, eta: float, target: bool = True) -> Sample:
    """The flow of one sample on chains doubled until train loss and delta no longer change."""
    result = integrate(tau, alpha, eta, PAIRS[0], target)
    for pairs in PAIRS[1:]:
        shorter, result = result, integrate(tau, alpha, eta, pairs, target)
        change = max(
            largest_change(shorter.train, result.train, NEGLIGIBLE), largest_change(shorter.delta, result.delta, 1.0)
        )
        if change <= CHAIN_RTOL * max(1.0, alpha / 10):
            return result
    raise ConvergenceError(
        f"small-data lattice at alpha = {alpha}, eta = {eta} still changes by {change:.1e} at {PAIRS[-1]} pairs"
    )


def integrate(tau: Array, alpha: float, eta: float, pairs: int, target: bool = True) -> Sample:
    """The forced Kac-van Moerbeke lattice of ``2 * pairs`` sites; state (z, delta, log c_1, log c_2, ...)."""

    def velocity(_: float, state: Array) -> Array:
        c = np.exp(state[2:])
        rate = np.empty_like(state)
        log_rate = rate[2:]
        log_rate[0], log_rate[-1] = -2 * c[1] + 4 * (state[0] if target else -c[0]), 2 * c[-2]
        log_rate[1:-1] = 2 * (c[:-2] - c[2:])
        log_rate[1] -= 4 * c[0]
        rate[0] = -c[0] * log_rate[0]
        d = c[0] + c[1]
        rate[1] = 4 * c[0] * (target * (2 * d - 1) - d**2 - c[1] * c[2])
        return rate

    def settled(_: float, state: Array) -> float:
        return state[3] - 1.5 * np.log(NEGLIGIBLE)

    settled.terminal = True  # type: ignore[attr-defined]
    start = np.concatenate([[1 - alpha * eta, 0.0], np.log(np.tile([alpha * eta, alpha], pairs))])
    atol = np.full_like(start, ODE_ATOL)
    atol[0] = NEGLIGIBLE
    grid, place = np.unique(np.concatenate([[0.0], tau]), return_inverse=True)
    with np.errstate(over="ignore", invalid="ignore"):  # in trial steps that the error control then rejects
        flow = solve_ivp(
            velocity, (0.0, grid[-1] or 1.0), start, "DOP853", grid, events=settled, rtol=ODE_RTOL, atol=atol
        )
    if not flow.success:
        raise ConvergenceError(f"small-data lattice at alpha = {alpha}, eta = {eta}: {flow.message}")
    z, delta, log_c1, log_c2 = flow.y[:4]
    gap = z if target else np.exp(log_c1)
    train, moved = np.zeros_like(grid), np.full_like(grid, flow.y_events[0][0][1] if flow.status == 1 else 0.0)
    train[: z.size] = (gap**2 + np.exp(log_c1 + log_c2)) / 2
    moved[: z.size] = delta
    return Sample(train[place[1:]], moved[place[1:]])
