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
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from numerics.autoencoder.chebyshev import follow
from numerics.autoencoder.comparison import controlled_mean
from numerics.autoencoder.spectrum import Array, MarchenkoPastur
from numerics.errors import ConvergenceError
from theory.autoencoder.series import planar_taylor
from theory.errors import InputError

Matrix = NDArray[np.complexfloating]
Reals = NDArray[np.floating]


class ExtremeSizesError(InputError):
    """Sizes so near the prism's border that sampling the planar limit would need too large matrices."""


SIZE, LARGEST = 96, 320  # dimension, and that of the full matrices of the costliest flow
ADDED = 64  # rows of a product that take as long as the sums of a stage
MOST_ROWS = 1920  # at H/p = 1/120 or below, narrow-latent is right to 0.01 % of L(0)
RANK = 16  # eigenvalues that each spectrum must keep
FEWEST, MOST = 16, 96  # samples: regression on four controls needs a dozen to know its own error
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
    q, r = np.linalg.qr(rng.standard_normal((size, rank)) + 1j * rng.standard_normal((size, rank)))
    return np.asarray(q * (np.diag(r) / np.abs(np.diag(r))), dtype=complex)


def one(t: Array, planar: Planar, size: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Both losses over p of one sample, shape (2, n), and their first derivatives at t = 0, shape (2,).

    In the eigenbasis of S, W with rank(A) columns moves by (c S - A S - S A) W, c = 2, or 0 without target; A itself
    is followed where it has full rank, in single precision: rounding stays below ODE_TOLERANCE.
    """
    l = stratified(planar.nu, size, rng)
    a = planar.alpha * planar.eta * stratified(1 / planar.eta, size, rng)
    a = a[a > 0]
    basis = isometry(size, a.size, rng)
    whole = a.size == size
    start = (basis * a) @ basis.conj().T if whole else basis * np.sqrt(a)

    rate = whole_rate if whole else columns_rate
    measured, sloped = (whole_losses, whole_slopes) if whole else (columns_losses, columns_slopes)
    single = l.astype(np.float32)
    curves = follow(
        lambda state: rate(state, single, planar.target),
        start.astype(np.complex64),
        t,
        ODE_TOLERANCE,
        lambda state: measured(state, l, planar.target),
    )
    return curves.T, sloped(start, l, planar.target)


def whole_rate(a: Matrix, l: Reals, target: bool) -> Matrix:
    """A' = M A + (M A)^dagger, M_ij = c l_i delta_ij - (l_i + l_j) A_ij; by rows of A where most l_i, the first, are 0:
    c S A - S A^2 has the others' rows only, and so has S in A S A.
    """
    live = slice(np.count_nonzero(l == 0), None)
    b, s = a[live], l[live, None]
    if 2 * len(b) > l.size:
        half = pull(a, l, target) @ a
        return half + half.conj().T
    rows, rate = s * (2 * target * b - b @ a), (-2 * b.conj().T) @ (s * b)
    rate[live] += rows
    rate[:, live] += rows.conj().T
    return rate


def columns_rate(w: Matrix, l: Reals, target: bool) -> Matrix:
    """W' = M W, by products of p x p or of rank x rank matrices, whichever are smaller; rows with l_i = 0 miss S."""
    live = slice(np.count_nonzero(l == 0), None)
    size, rank = w.shape
    if size < 2 * rank and 2 * len(w[live]) > size:
        return pull(w @ w.conj().T, l, target) @ w
    met, adjoint = l[live, None] * w[live], w.conj().T
    rate = -w @ (adjoint[:, live] @ met)
    rate[live] += 2 * target * met - met @ (adjoint @ w)
    return rate


def pull(a: Matrix, l: Reals, target: bool) -> Matrix:
    """M_ij = c l_i delta_ij - (l_i + l_j) A_ij."""
    m = -(l[:, None] + l) * a
    m[np.diag_indices(l.size)] += 2 * target * l
    return m


def whole_losses(a: Matrix, l: Array, target: bool) -> Array:
    """Tr (I - A) S (I - A) / 2 and Tr (I - A)^2 / 2 over p; without target Tr A S A / 2 and Tr A^2 / 2."""
    gap = target * np.eye(l.size) - a
    columns = (np.abs(gap) ** 2).mean(axis=0) / 2
    return np.array([columns @ l, columns.sum()])


def columns_losses(w: Matrix, l: Array, target: bool) -> Array:
    """The same from W, by G = W^dagger W and K = W^dagger S W: (Tr S - 2 Tr K + Tr K G) / 2, and with K = G, S = I."""
    gram, weighted = w.conj().T @ w, w.conj().T @ (l[:, None] * w)
    traces = [(l.sum(), weighted), (float(l.size), gram)]
    return np.array([(target * (c - 2 * np.trace(k)) + np.vdot(gram, k)).real / (2 * l.size) for c, k in traces])


def whole_slopes(a: Matrix, l: Array, target: bool) -> Array:
    """Time derivatives of both losses."""
    columns = -np.real((target * np.eye(l.size) - a).conj() * whole_rate(a, l, target)).mean(axis=0)
    return np.array([columns @ l, columns.sum()])


def columns_slopes(w: Matrix, l: Array, target: bool) -> Array:
    """The same from W: -|W'|^2 on a gradient flow, and -2 Tr (I - A) W' W^dagger."""
    rate = columns_rate(w, l, target)
    pulled = target * w - w @ (w.conj().T @ w)
    return -np.array([np.vdot(rate, rate).real, 2 * np.vdot(pulled, rate).real]) / l.size


def size_for(planar: Planar) -> int:
    """The dimension at which both spectra keep 16 eigenvalues, at least 96; refused where a flow costs too much.

    Of the sizes up to a sixteenth above, the one at which the two ranks are nearest to integers: the scatter is least.
    """
    size = max(SIZE, int(np.ceil(RANK * max(1 / planar.eta, planar.nu))))
    shares = np.array([min(1.0, planar.eta), min(1.0, 1 / planar.nu if planar.nu else 1.0)])
    size = min(range(size, size + size // 16 + 1), key=lambda n: float(np.abs(n * shares - np.rint(n * shares)).sum()))
    rank, live = shares * size
    if size > MOST_ROWS or size * rank * (live + ADDED if rank == size else rank) > LARGEST**3:
        raise ExtremeSizesError(
            f"H/p = {planar.eta:.3g}, p/N = {planar.nu:.3g} are too extreme to sample the planar limit: give --regime "
            f"{'narrow-latent' if planar.eta * planar.nu < 1 else 'small-data'}"
        )
    return size


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
        curve, slope = one(np.r_[0.0, t], planar, size, rng)
        curves.append(curve[:, 1:])
        controls.append(np.r_[curve[:, 0] - exact[:, 0], slope - exact[:, 1]])
        if len(curves) >= fewest and len(curves) % 4 == 0:
            means = [controlled_mean(runs, np.array(controls)) for runs in np.array(curves).swapaxes(0, 1)]
            values, stderr = (np.array(x) for x in zip(*means, strict=True))
            share = float((stderr / exact[:, :1]).max())
            if share <= tolerance:
                return Sampled(values, stderr, len(curves))
    raise ConvergenceError(
        f"{MOST} samples of the planar limit leave a standard error of {share:.2%} of L(0) ({tolerance:.2%} asked)"
    )
