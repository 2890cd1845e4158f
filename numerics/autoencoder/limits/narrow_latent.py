r"""Narrow-latent facet in numbers: H / p -> 0 at fixed alpha = sigma2 p, for any spectrum of the sample covariance.

The columns of W decouple; each is w(t) = c(t) e^{s S} w(0). With phi(s) = int e^{2 s l} dmu(l), m(s) = phi'/phi and
u = 2 - 2 / r, r = |w|^2, the flow is

    ds/dt = 2 (1 - u) / (2 - u),     du/dt = -2 u m(s),     u(0) = 2 - 2 / alpha,

and u (2 - u) phi(s)^2 stays constant: the first integral (docs/regimes.md). Since u only ever shrinks, log|u / u(0)| is
integrated: this is smooth and not stiff for every alpha, also above 2, where s first runs backwards.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.sizes import Sizes
from numerics.autoencoder.limits import narrow_latent_correction
from numerics.autoencoder.limits.limit import DataFamily, Family, Limit
from numerics.autoencoder.losses import Losses, checked_times
from numerics.autoencoder.spectrum import MarchenkoPastur
from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from numerics.methods.ode import solved
from numerics.methods.quadrature import COARSEST, FINEST, Rule, Spectrum, largest_change

GROWN = 600.0  # of log|u / u(0)|: beyond, r = 2 / (2 - u) is zero to all digits, and e^709 the largest double
ODE_RTOL = 1e-13  # DOP853 near its rounding floor: the first integral then holds to about 1e-12
LEVEL_RTOL = 1e-11  # agreement of two quadrature levels, each of them integrated to ODE_RTOL


@dataclass(frozen=True, eq=False)
class Column:
    """One column of W at the requested times: growth ``s`` and squared length ``r``, arrays of shape (n,).

    ``rule`` is the quadrature rule on which it was integrated, ``drift`` the largest deviation of the logarithm of the
    first integral from its value at t = 0.
    """

    s: Array
    r: Array
    rule: Rule
    drift: float

    def mean(self, f: Array) -> Array:
        """Mean over the column's direction of a variance ``f`` given on the eigenvectors of S, shape (n,)."""
        return tilted_mean(f, self.s, self.rule)


def losses(t: ArrayLike, sizes: Sizes, spectrum: Spectrum | None = None) -> Losses:
    """Tr C / 2 - H (1 - r/2) r <c>, where <c> is the mean of C over the column's direction; C = S for the train loss.

    Parameters
    ----------
    t : times, shape (n,), finite and >= 0
    sizes : ``p``, ``H`` and ``alpha`` enter, and ``nu`` when no spectrum is given
    spectrum : law of the eigenvalues l of S, and population variances c along its eigenvectors; by default
        Marchenko-Pastur at nu = p/N and c = 1

    Raises
    ------
    ConvergenceError
        If the integration or the refinement of the spectrum's quadrature does not reach its tolerance.

    Source: arXiv:2606.05335, narrow-latent regime; docs/regimes.md, Narrow latent.
    """
    times = checked_times(t)
    state = column(times, sizes.alpha, spectrum or MarchenkoPastur(sizes.nu))
    l, w, c = state.rule
    learned = sizes.H * (1 - state.r / 2) * state.r
    train = sizes.p / 2 * (l @ w) - learned * state.mean(l)
    return Losses(times, train, None if c is None else sizes.p / 2 * (c @ w) - learned * state.mean(c))


def column(t: Array, alpha: float, spectrum: Spectrum) -> Column:
    """The column's flow, on quadrature rules refined until its length and slope no longer change."""
    state = integrate(t, alpha, spectrum.rule(COARSEST + 1))
    if spectrum.exact:
        return state
    for level in range(COARSEST + 2, FINEST + 1):
        coarser, state = state, integrate(t, alpha, spectrum.rule(level))
        slopes = coarser.mean(coarser.rule.l), state.mean(state.rule.l)
        change = max(largest_change(coarser.r, state.r), largest_change(*slopes))
        if change <= LEVEL_RTOL:
            return state
    raise ConvergenceError(
        f"narrow-latent flow still changes by {change:.1e} under refinement (asked {LEVEL_RTOL:.1e})"
    )


def integrate(t: Array, alpha: float, rule: Rule) -> Column:
    """The flow of (s, log u/u(0)) on one quadrature rule, by DOP853."""
    u0 = 2 - 2 / alpha

    def velocity(_: float, state: Array) -> tuple[float, float]:
        u = u0 * np.exp(min(state[1], GROWN))
        return 2 * (1 - u) / (2 - u), -4 * float(tilted_mean(rule.l, state[0], rule))

    grid, place = np.unique(t, return_inverse=True)
    options = {"method": "DOP853", "t_eval": grid, "rtol": ODE_RTOL, "atol": 1e-14}
    failure = f"narrow-latent flow at alpha = {alpha}"
    solution = solved(velocity, (0.0, grid[-1] or 1.0), (0.0, 0.0), failure, **options)
    s, shrink = solution.y[:, place]
    u = u0 * np.exp(np.minimum(shrink, GROWN))
    return Column(s, 2 / (2 - u), rule, _drift(u0, u, log_phi(s, rule)))


def tilted_mean(f: Array, s: ArrayLike, rule: Rule) -> Array:
    """Mean of f over the law tilted by e^{2 s l}, shape of s; phi'/phi is twice that of l."""
    exponent = 2 * np.multiply.outer(s, rule.l)
    tilted = rule.w * np.exp(exponent - exponent.max(axis=-1, keepdims=True))
    return (tilted @ f) / tilted.sum(axis=-1)


def log_phi(s: Array, rule: Rule) -> Array:
    """log phi(s) = log int e^{2 s l} dmu(l), shape of s."""
    exponent = 2 * np.multiply.outer(s, rule.l)
    largest = exponent.max(axis=-1)
    return largest + np.log(np.exp(exponent - largest[..., None]) @ rule.w)


def _drift(u0: float, u: Array, log_phi_s: Array) -> float:
    """Largest |log of u (2 - u) phi^2 over its initial value|; zero at alpha = 1, where u vanishes."""
    if u0 == 0:
        return 0.0
    present = np.abs(u) > np.finfo(float).tiny
    ratio = np.log(u[present] / u0) + np.log((2 - u[present]) / (2 - u0)) + 2 * log_phi_s[present]
    return float(np.max(np.abs(ratio), initial=0.0))


LIMIT = Limit(
    "narrow-latent",
    losses,
    first_order=narrow_latent_correction.losses,
    ladder=Family(lambda p: Sizes(p, 4, 2 * p, 0.5 / p), lambda _: 2.0, runs=128, order=-2),
    data_ladder=DataFamily(
        lambda p, n, h: Sizes(p, h, n, 0.5 / p), lambda _: (4, 2, 1), lambda l: 4 / float(l.max()), runs=256, order=2
    ),
)
"""The ladders have alpha = 1/2; H = 4 and N = 2p, or given data at H = 4, 2, 1: the correction is (H/p)^2."""
