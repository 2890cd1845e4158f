r"""Small-data facet in numbers: p / N -> inf at fixed alpha, eta, in the time tau = t p / N.

Samples decouple, so one sample x = sqrt(p) e suffices. Golub-Kahan bidiagonalization of W started at e gives a lower
bidiagonal matrix; let c_1, c_3, ... be the squares of its diagonal and c_2, c_4, ... of its subdiagonal, so that
e^T A e = c_1 and |A e|^2 = c_1 (c_1 + c_2). The flow of W keeps this form and moves the squares by

    (log c_k)' = 2 (c_{k-1} - c_{k+1}) + 4 (1 - c_1) [k = 1] - 4 c_1 [k = 2],       c_0 = 0:

the Kac-van Moerbeke lattice with a force at its end (docs/regimes.md). A Gaussian W starts at c_odd = alpha eta and
c_even = alpha; without target both forces are -4 c_1. Steps are Taylor polynomials of order 30 of log c_k, smooth and
not stiff, whose coefficients follow one from another by c_k' = c_k (log c_k)'; z = 1 - c_1 is carried along because the
train loss, (p/2) (z^2 + c_1 c_2), would lose digits to cancellation. A chain of n pairs is the exact flow of an
(n + 1) x n matrix; its end is felt at c_1 only through n sites, an error that vanishes faster than exponentially in n.
Two chains, one half as long again, move in one state, and their difference is the error.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.sizes import Sizes
from numerics.autoencoder.limits import small_data_correction
from numerics.autoencoder.limits.limit import Family, Limit
from numerics.autoencoder.losses import Losses, checked_times, finite_ratio
from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from numerics.methods.quadrature import Spectrum, largest_change

PAIRS = (40, 80, 160, 320, 640, 1280, 2560)
CHAIN_RTOL = 5e-11  # agreement of the two chains, times max(1, alpha / 10): rounding in rates of size alpha
ORDER, TERM = 30, 1e-14  # of a step's Taylor polynomials, and their last terms: relative in c, z and delta
INVERSE = 1 / np.arange(1, ORDER + 1)
MOST_STEPS = 100_000
NEGLIGIBLE = 1e-30  # train losses (over p) below this are returned without a relative error bound, far below it as zero
SETTLED = NEGLIGIBLE**1.5  # train losses below this: nothing moves any more
BALANCED = 1e-14  # a rate this far below the decay that it balances is the rounding and the steps' error


@dataclass(frozen=True, eq=False)
class Sample:
    """One sample's train loss over p, and what it adds to the population loss and to Tr A; arrays of shape (n,)."""

    train: Array
    delta: Array
    trace: Array


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
        If 2560 pairs do not suffice (alpha above about 1e4).

    Source: arXiv:2606.05335, small-data regime; docs/regimes.md.
    """
    times, nu = checked_times(t), finite_ratio(sizes)
    found = sample(times * nu, sizes.alpha, sizes.eta)
    initial = ((1 - sizes.a0) ** 2 + sizes.alpha * sizes.a0) / 2
    return Losses(times, sizes.p * found.train, sizes.p * initial + sizes.N * found.delta)


def free_losses(t: ArrayLike, sizes: Sizes) -> Losses:
    """The edge small-data+free: train loss p c_1 (c_1 + c_2) / 2, population loss (p/2) int a^2 dMP(a) + N delta.

    Parameters and errors as for :func:`losses`. The flow is homogeneous: alpha only sets the units of A and of time.

    Source: docs/regimes.md, Edges and vertices.
    """
    times, nu, square = checked_times(t), finite_ratio(sizes), sizes.alpha**2
    found = sample(times * nu * sizes.alpha, 1.0, sizes.eta, target=False)
    initial = sizes.eta * (sizes.eta + 1) / 2
    return Losses(times, sizes.p * square * found.train, square * (sizes.p * initial + sizes.N * found.delta))


def sample(tau: Array, alpha: float, eta: float, target: bool = True, decay: float = 0.0) -> Sample:
    """The flow of one sample on two chains, made longer until they agree on train loss and delta.

    ``decay`` is the rate at which W decays beside, in units of tau: the additions to the population loss and to Tr A
    are then those to what pure decay leaves.
    """
    for pairs in PAIRS[sum(n < 1.5 * min(alpha, 100) for n in PAIRS) :]:
        shorter, result = integrate(tau, alpha, eta, pairs, target, decay)
        change = max(
            largest_change(shorter.train, result.train, NEGLIGIBLE), largest_change(shorter.delta, result.delta, 1.0)
        )
        if change <= CHAIN_RTOL * max(1.0, alpha / 10):
            return result
    raise ConvergenceError(
        f"small-data lattice at alpha = {alpha}, eta = {eta} still changes by {change:.1e} at {PAIRS[-1]} pairs"
    )


def integrate(
    tau: Array, alpha: float, eta: float, pairs: int, target: bool = True, decay: float = 0.0
) -> tuple[Sample, Sample]:
    """The forced Kac-van Moerbeke lattice of ``2 * pairs`` and of ``3 * pairs`` sites, by Taylor steps.

    The state is one array, with empty sites (c = 0) at both ends and between the chains.
    """
    chain = np.log([alpha * eta, alpha])
    empty = [-np.inf]
    u = np.concatenate([empty, np.tile(chain, pairs), empty, np.tile(chain, pairs + (pairs + 1) // 2), empty])
    heads = np.array([1, 2 * pairs + 2])
    now, z, delta = 0.0, np.full(2, 1 - alpha * eta), np.zeros((2, 2))
    grid, place = np.unique(tau, return_inverse=True)
    train, moved, done = np.zeros((grid.size, 2)), np.zeros((grid.size, 2, 2)), 0
    for _ in range(MOST_STEPS):
        logs, gap, rise = expand(u, z, delta, heads, target, decay)
        h = reach(logs, gap, rise, heads)
        end = int(np.searchsorted(grid, now + h, side="right"))
        powers = np.vander(grid[done:end] - now, ORDER + 1, increasing=True)
        train[done:end] = residual(powers @ gap, powers @ (logs[:, heads] + logs[:, heads + 1]))
        moved[done:end], done = np.tensordot(powers, rise, 1), end
        weights = h ** np.arange(ORDER + 1)
        now, u, z, delta = now + h, weights @ logs, weights @ gap, np.tensordot(weights, rise, 1)
        if done == grid.size or residual(weights @ gap, u[heads] + u[heads + 1]).max() < SETTLED:
            moved[done:] = delta
            first, second = moved[place, 0], moved[place, 1]
            change = second / 2 - target * first
            shorter, longer = (Sample(train[place, k], change[:, k], first[:, k]) for k in (0, 1))
            return shorter, longer
    raise ConvergenceError(f"small-data lattice at alpha = {alpha}, eta = {eta} takes more than {MOST_STEPS} steps")


def expand(u: Array, z: Array, delta: Array, heads: Array, target: bool, decay: float) -> tuple[Array, Array, Array]:
    """Taylor coefficients, lowest first, of u = log c on all sites, of z (without target of c_1), and of what is added
    to Tr A and Tr A^2, shape (ORDER + 1, 2, 2).
    """
    c, rate = np.empty((ORDER + 1, u.size)), np.zeros((ORDER, u.size))
    c[0] = np.exp(u)
    for n in range(ORDER):
        np.subtract(c[n, :-2], c[n, 2:], out=rate[n, 1:-1])
        first = c[n, heads]
        push = 2 * z if target and not n else -2 * first
        rate[n, heads], rate[n, heads + 1] = push - c[n, heads + 1], rate[n, heads + 1] - 2 * first
        rate[n] -= decay * (n == 0)
        if not n:
            rate[0, heads] = balanced(rate[0, heads], decay)
        np.einsum("ij,ij->j", c[: n + 1], rate[n::-1], out=c[n + 1])
        c[n + 1] *= 2 * INVERSE[n]
    rate[:, np.isinf(u)] = 0
    logs = np.concatenate([u[None], 2 * INVERSE[:, None] * rate])
    gap = np.concatenate([z[None], -c[1:, heads]]) if target else c[:, heads]
    rise = np.stack([drift(delta[:, i], c[:, k : k + 3].T, target, decay) for i, k in enumerate(heads)], axis=-1)
    return logs, gap, rise


def residual(gap: Array, log_product: Array) -> Array:
    """The train loss over p, from z (without target c_1) and log c_1 c_2."""
    return np.asarray((gap**2 + np.exp(log_product)) / 2)


def drift(start: Array, c: Array, target: bool, decay: float) -> Array:
    """Coefficients of x_1 and x_2, shape (ORDER + 1, 2), with rates 4 (g_0 - g_1) - 2 decay x_1 and
    8 (g_1 - g_2) - 4 decay x_2; g_1 = c_1 d, g_2 = c_1 (d^2 + c_2 c_3), d = c_1 + c_2.
    """
    d = c[0] + c[1]
    g1 = series_product(c[0], d)
    g2 = series_product(c[0], series_product(d, d) + series_product(c[1], c[2]))
    push = np.stack([4 * (target * c[0] - g1), 8 * (target * g1 - g2)], axis=-1)
    fall = np.array([2.0, 4.0]) * decay
    x = np.zeros((ORDER + 1, 2))
    x[0] = start
    for n in range(ORDER):
        x[n + 1] = (push[n] - fall * x[n]) * INVERSE[n]
        if not n:
            x[1] = balanced(x[1], fall)
    return x


def balanced(rate: Array, decay: Array | float) -> Array:
    """The rate at which log c_1, x_1 or x_2 moves, zero where these are within errors of where decay keeps them.

    What has come to rest stays there, and steps grow: else errors would limit them, by their growing share of the
    higher Taylor coefficients.
    """
    return np.where(np.abs(rate) > BALANCED * decay, rate, 0.0)


def series_product(x: Array, y: Array) -> Array:
    """The product of two series of the same length."""
    return np.convolve(x, y)[: x.size]


def reach(logs: Array, gap: Array, rise: Array, heads: Array) -> float:
    """The step at which the last two terms of every Taylor polynomial are below TERM, and the next ones fall.

    A site that grows like e^{x} over the step has terms x^n / n!, which fall from n = x on.
    """
    scale = np.maximum(np.abs(gap[0]), np.exp((logs[0, heads] + logs[0, heads + 1]) / 2)) + NEGLIGIBLE
    steps = [ORDER / 2 / max(logs[1].max(), NEGLIGIBLE)]
    for k in (ORDER - 1, ORDER):
        largest = max(np.abs(logs[k]).max(), (np.abs(gap[k]) / scale).max(), np.abs(rise[k]).max())
        steps.append((TERM / max(largest, np.finfo(float).tiny)) ** (1 / k))
    return float(min(steps))


def correction(t: ArrayLike, sizes: Sizes, _: Spectrum | None = None) -> Losses:
    """The orders N/p and 1/p."""
    return small_data_correction.losses(t, sizes)


LIMIT = Limit(
    "small-data",
    losses,
    first_order=correction,
    ladder=Family(lambda p: Sizes(p, p // 2, 2, 0.5 / p), lambda s: 4 / s.nu, runs=64, order=-1),
)
"""The ladder has H = p/2, N = 2, alpha = 1/2: the correction N/p shrinks like 1/p."""
FREE_LIMIT = Limit("small-data+free", free_losses)
