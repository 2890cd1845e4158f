"""Mean losses at the very sizes given, simulated: what serves near the border where no limit is good enough.

There are few samples or few columns, so a run is cheap however large p is; 1/p and the runs' fluctuations, which the
planar limit lacks, are in. The mean is regressed on the losses and their derivatives at t = 0, known exactly.
"""

from collections.abc import Iterator

import numpy as np
from threadpoolctl import threadpool_limits

from linear_ae import draws
from linear_ae.controls import controlled, initial_loss, start_means
from linear_ae.sizes import Sizes
from numerics.autoencoder.losses import Prediction
from numerics.autoencoder.planar.pair_flows import COMPRESSED, WHOLE, Form, Matrix, cheapest
from numerics.autoencoder.planar.stabilized_steps import follow
from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array

COSTLIEST = 2e6  # multiplications of one evaluation, about
BUDGET = 3e10  # multiplications in all: about half a minute of one processor core
EVALUATION = 1e5  # multiplications that take as long as what else is to be done for one evaluation
FIRST, MORE = 24, 1.3  # runs that show how much they scatter; more are drawn with this margin
EIGENVALUES = 480  # learned in all runs before errors are believed: few runs of one skewed one hide their scatter
SIGMAS = 4.0  # standard errors in the error stated, as for samples of the planar limit
TOLERANCE, SYSTEMATIC = 3e-6, 1e-4  # of a step over the norm of the state, and of the losses over L(0)


class CostError(ConvergenceError):
    """Simulating at these sizes would take too long; ``scatters``: by the number of runs, not by their length."""

    def __init__(self, message: str, scatters: bool = False) -> None:
        super().__init__(message)
        self.scatters = scatters


def affordable(sizes: Sizes) -> bool:
    """Whether one evaluation of the flow is cheap."""
    return not np.isinf(sizes.N) and form(sizes)[1] <= COSTLIEST


def form(sizes: Sizes) -> tuple[Form, float]:
    """The cheapest form of the flow and the multiplications of its rate."""
    return cheapest(sizes.p, min(sizes.p, sizes.H), int(min(sizes.p, sizes.N)))


@threadpool_limits.wrap(limits=1, user_api="blas")  # on matrices this small, threads only wait for each other
def simulated(t: Array, sizes: Sizes, accuracy: float, seed: int = 0) -> Prediction:
    """Mean losses with their errors.

    Parameters
    ----------
    t : times, shape (n,), finite and >= 0, in any order
    sizes : with finite N, and affordable
    accuracy : largest error at any time, relative to the same loss at t = 0

    Raises
    ------
    CostError
        If one evaluation, or as many runs as the accuracy takes, cost too much.
    """
    if not affordable(sizes):
        raise CostError(f"simulating p = {sizes.p}, H = {sizes.H}, N = {sizes.N} would take too long")
    grid, place = np.unique(np.r_[0.0, t], return_inverse=True)
    start, runs = initial_loss(sizes.p, sizes), Runs(grid, sizes, seed)
    wanted, needed = (accuracy - SYSTEMATIC) * start / SIGMAS, float(FIRST)
    while True:
        runs.extend(needed)
        values, stderr = runs.mean()
        affordable_runs = len(runs.curves) * BUDGET / runs.work
        fewest = min(EIGENVALUES / min(sizes.p, sizes.H, sizes.N), affordable_runs)
        if stderr.max() <= wanted:
            if len(runs.curves) < int(fewest):
                needed = fewest
                continue
            values, stderr = values[:, place[1:]].clip(min=0), stderr[:, place[1:]]
            errors = SIGMAS * stderr + SYSTEMATIC * start
            return Prediction.of_rows(t, values, errors, regime="interior", route="simulation")
        needed = len(runs.curves) * max(MORE, float(stderr.max() / wanted) ** 2)
        if wanted <= 0 or needed > affordable_runs:
            reached = SIGMAS * stderr.max() / start * (len(runs.curves) / affordable_runs) ** 0.5 + SYSTEMATIC
            raise CostError(
                "no facet's correction suffices, and runs at these sizes scatter: ask for an accuracy of "
                f"{reached:.2g}, which takes half a minute, or more",
                scatters=True,
            )


class Runs:
    """Independent runs, their losses on the times t and the work they took."""

    def __init__(self, t: Array, sizes: Sizes, seed: int) -> None:
        self.sizes, self.end, self.source = sizes, float(t[-1]), simulations(t, sizes, seed)
        self.curves: list[Array] = []
        self.controls: list[Array] = []
        self.work, self.known = 0.0, start_means(sizes)[:4]

    def extend(self, count: float) -> None:
        """Add runs up to that number; refused where one takes so long that the first few exceed the budget."""
        while len(self.curves) < count:
            curve, slope, work = next(self.source)
            self.work += work
            self.curves.append(curve)
            self.controls.append(np.r_[curve[:, 0], slope] - self.known)
            if self.work / len(self.curves) * FIRST > BUDGET:
                raise CostError(f"simulating {self.sizes} up to t = {self.end:g} would take too long")

    def mean(self) -> tuple[Array, Array]:
        """The controlled means of both losses and their standard errors, shape (2, n)."""
        of_loss = np.array(self.curves).swapaxes(0, 1)
        found = [controlled(runs, np.array(self.controls)) for runs in of_loss]
        return np.array([each.mean for each in found]), np.array([each.stderr for each in found])


def simulations(t: Array, sizes: Sizes, seed: int) -> Iterator[tuple[Array, Array, float]]:
    """Runs one after the other: losses, shape (2, n), their derivatives at t = 0, and the multiplications they took."""
    kind, cost = form(sizes)
    rng = np.random.default_rng(seed)
    while True:
        state, l = drawn(sizes, kind, rng)
        evaluations = 0

        def velocity(y: Matrix, l: Array = l) -> Matrix:
            nonlocal evaluations
            evaluations += 1
            return kind.rate(y, l, target=True)

        def measure(y: Matrix, l: Array = l) -> Array:
            return kind.losses(y, l, sizes.p, target=True)

        slope = sizes.p * kind.slopes(state, l, sizes.p, target=True)
        curve = follow(velocity, state, t, TOLERANCE, measure)
        yield sizes.p * curve.T, slope, evaluations * (cost + EVALUATION)


def drawn(sizes: Sizes, kind: Form, rng: np.random.Generator) -> tuple[Matrix, Array]:
    """A Gaussian start in that form, and the eigenvalues of S that it takes."""
    l, (p, h, u) = draws.wishart_eigenvalues(sizes.p, sizes.N, rng), (sizes.p, sizes.H, sizes.sigma2)
    if kind is WHOLE:
        return draws.gaussian_gram(p, h, u, rng), l
    if kind is not COMPRESSED:
        return draws.gaussian_weights(p, h, u, rng), l
    live = l[l > 0]
    rest = draws.gaussian_gram(h, p - live.size, u, rng)
    return np.concatenate([draws.gaussian_weights(live.size, h, u, rng), rest]), live
