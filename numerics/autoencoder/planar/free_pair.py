r"""The planar limit by sampling: A(0) and S with known spectra and a random unitary between them.

In the planar limit A(0) and S are free with known laws. Matrices with stratified samples of those laws as spectra and a
Haar-distributed unitary between their eigenbases are free up to terms of order 1/p^2 (a complex unitary has no 1/p
term), and so is their flow: a few samples give the planar limit, and their scatter its error. The losses and their
first derivatives at t = 0 are known exactly in that limit; regressing on them removes most of the scatter
(docs/regimes.md, The interior).
"""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from scipy.linalg import solve_triangular
from threadpoolctl import threadpool_limits

from linear_ae.controls import controlled
from numerics.autoencoder.planar.pair_flows import COMPRESSED, WHOLE, Matrix, adjoint, cheapest
from numerics.autoencoder.planar.stabilized_steps import follow
from numerics.autoencoder.spectrum import MarchenkoPastur
from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from theory.autoencoder.series import planar_taylor
from theory.errors import InputError


class ExtremeSizesError(InputError):
    """Sizes so near the prism's border that sampling the planar limit would need too large matrices."""


SIZE, LARGEST = 96, 320  # dimension, and that of the full matrices of the costliest flow
RANKS = 16, 8, 4, 2, 1  # eigenvalues that A keeps, the first that affordable matrices allow; S keeps 16
MOST_TRIED = 200  # sizes of which the best is taken
LONGEST, LONGEST_COMPRESSED = 1e4, 1e7
FEWEST, MOST, RUNS_A_CONTROL = 16, 96, 4  # samples: with four controls a dozen are left to know their own error
ODE_TOLERANCE = 1e-5  # the losses then err by up to 9e-5 of L(0)


@dataclass(frozen=True, eq=False)
class Sampled:
    """Curves over p, train then population, and their standard errors, of shape (2, n), and the number of samples."""

    values: Array
    stderr: Array
    samples: int


@dataclass(frozen=True)
class Planar:
    """The parameters of the planar limit; ``target`` is False for the free flow."""

    alpha: float
    eta: float
    nu: float
    target: bool = True

    def start(self) -> Array:
        """Exact losses over p at t = 0 and their first derivatives, shape (2, 2), rows train and population."""
        e, n = Fraction(self.eta), Fraction(self.nu) if self.nu else 0
        return np.array(
            [
                [float(c) for c in planar_taylor(loss, 1, Fraction(self.alpha), e, n, target=self.target)]
                for loss in ("train", "population")
            ]
        )


def stratified(ratio: float, count: int, rng: np.random.Generator) -> Array:
    """One random value of the Marchenko-Pastur law from each of ``count`` equal shares of its mass, shape (count,)."""
    if ratio == 0:
        return np.ones(count)
    law = MarchenkoPastur(ratio)
    l, below = law.distribution(9)
    chosen = (np.arange(count) + rng.random(count)) / count
    return np.where(chosen < law.atom, 0.0, np.interp(chosen, below, l))


def isometry(size: int, rank: int, rng: np.random.Generator) -> Matrix:
    """The first ``rank`` columns of a Haar-distributed unitary matrix."""
    q, r = np.linalg.qr(normal(size, rank, rng))
    return np.asarray(q * (np.diag(r) / np.abs(np.diag(r))), dtype=complex)


def block(rows: int, size: int, rank: int, rng: np.random.Generator) -> Matrix:
    """``rows`` rows of such an isometry, for rows + rank <= size.

    Of a Gaussian matrix X = Q R with R^dagger R = X^dagger X only those rows are drawn; what the others add to
    X^dagger X is a complex Wishart matrix, by Bartlett's decomposition: the work does not grow with ``size``.
    """
    x, others = normal(rows, rank, rng), np.triu(normal(rank, rank, rng), 1)
    others[np.diag_indices(rank)] = np.sqrt(rng.chisquare(2 * (size - rows - np.arange(rank))))
    lower = np.linalg.cholesky(adjoint(x) @ x + adjoint(others) @ others)
    return np.asarray(adjoint(solve_triangular(lower, adjoint(x), lower=True)), dtype=complex)


def normal(rows: int, columns: int, rng: np.random.Generator) -> Matrix:
    """Independent complex entries of variance 2."""
    return np.asarray(rng.standard_normal((rows, columns)) + 1j * rng.standard_normal((rows, columns)), dtype=complex)


def sampled_flow(t: Array, planar: Planar, size: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Both losses over p of one sample, shape (2, n), and their first derivatives at t = 0, shape (2,).

    Large states move in single precision: rounding stays below ODE_TOLERANCE. The compressed ones, which serve at late
    times too, in double.
    """
    l = stratified(planar.nu, size, rng)
    a = planar.alpha * planar.eta * stratified(1 / planar.eta, size, rng)
    a = a[a > 0]
    kind, live = cheapest(size, a.size, int(np.count_nonzero(l)))[0], l[l > 0]
    if kind is COMPRESSED:
        l, w = live, block(live.size, size, a.size, rng) * np.sqrt(a)
        start = np.concatenate([w, np.diag(a) - adjoint(w) @ w])
    else:
        basis = isometry(size, a.size, rng)
        start = (basis * a) @ adjoint(basis) if kind is WHOLE else basis * np.sqrt(a)
    coarse = l if kind is COMPRESSED else l.astype(np.float32)
    curves = follow(
        lambda state: kind.rate(state, coarse, target=planar.target),
        start if kind is COMPRESSED else start.astype(np.complex64),
        t,
        ODE_TOLERANCE,
        lambda state: kind.losses(state, l, size, target=planar.target),
    )
    return curves.T, kind.slopes(start, l, size, target=planar.target)


def size_for(planar: Planar) -> int:
    """The dimension at which both spectra keep 16 eigenvalues, at least 96; refused where a flow costs too much.

    Where H/p is small, fewer of A's will do if 16 are too many: all that then scatters is of order H/p. Of the sizes up
    to a sixteenth above, the one at which the two ranks are nearest to integers: the scatter is least.
    """
    for rank in RANKS:
        size = max(SIZE, int(np.ceil(max(rank / planar.eta, RANKS[0] * planar.nu))))
        size = min(range(size, size + min(size // 16, MOST_TRIED) + 1), key=lambda n: rounding(n, planar))
        if cost(size, planar) <= LARGEST**3:
            return size
    raise ExtremeSizesError(
        f"H/p = {planar.eta:.3g}, p/N = {planar.nu:.3g} are too extreme to sample the planar limit: give --regime "
        f"{'narrow-latent' if planar.eta * planar.nu < 1 else 'small-data'}"
    )


def ranks(size: int, planar: Planar) -> Array:
    """Nonzero eigenvalues of A and of S that matrices of that size would have, shape (2,)."""
    return size * np.array([min(1.0, planar.eta), min(1.0, 1 / planar.nu if planar.nu else 1.0)])


def rounding(size: int, planar: Planar) -> float:
    """The distance of the ranks from integers."""
    found = ranks(size, planar)
    return float(np.abs(found - np.rint(found)).sum())


def cost(size: int, planar: Planar) -> float:
    """Multiplications of one evaluation, about."""
    rank, live = np.ceil(ranks(size, planar))
    return cheapest(size, int(rank), int(live))[1]


def longest(planar: Planar) -> float:
    """The largest t times rate of the flow that integration follows: what rounding and the number of stages allow."""
    size = size_for(planar)
    rank, live = np.ceil(ranks(size, planar))
    return LONGEST_COMPRESSED if cheapest(size, int(rank), int(live))[0] is COMPRESSED else LONGEST


@threadpool_limits.wrap(limits=1, user_api="blas")  # on matrices this small, threads only wait for each other
def sample(
    t: Array, planar: Planar, tolerance: float, seed: int = 0, size: int | None = None, fewest: int = FEWEST
) -> Sampled:
    """The planar losses over p to a standard error of ``tolerance`` times the loss at t = 0.

    Parameters
    ----------
    t : times, shape (n,), finite and >= 0
    tolerance : largest standard error at any time, relative to the same loss at t = 0
    seed : root of the random numbers
    size : dimension of the sampled matrices; by default what the spectra need
    fewest : samples to draw at least

    Raises
    ------
    ConvergenceError
        If 96 samples do not reach the tolerance.
    """
    size = size or size_for(planar)
    rng, exact = np.random.default_rng(seed), planar.start()
    curves: list[Array] = []
    controls: list[Array] = []
    while len(curves) < MOST:
        curve, slope = sampled_flow(np.r_[0.0, t], planar, size, rng)
        curves.append(curve[:, 1:])
        controls.append(np.r_[curve[:, 0] - exact[:, 0], slope - exact[:, 1]])
        if len(curves) >= fewest and len(curves) % 4 == 0:
            of_loss = np.array(curves).swapaxes(0, 1)
            means = [controlled(runs, np.array(controls), RUNS_A_CONTROL) for runs in of_loss]
            values, stderr = np.array([each.mean for each in means]), np.array([each.stderr for each in means])
            share = float((stderr / exact[:, :1]).max())
            if share <= tolerance:
                return Sampled(values, stderr, len(curves))
    raise ConvergenceError(
        f"{MOST} samples of the planar limit leave a standard error of {share:.2%} of L(0) ({tolerance:.2%} asked)"
    )
