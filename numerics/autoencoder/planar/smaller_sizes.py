r"""Smaller sizes of the same ratios, and how many runs at given sizes are affordable.

Ratios that integers do not meet are interpolated: a function of the sizes at a target between integers is the mean over
its integer neighbours, weighted as in bilinear interpolation, up to second differences. For H = 9.6 and N = 22.25::

    N = 23    10 %      15 %
    N = 22    30 %      45 %
             H = 9     H = 10
"""

import math
from collections.abc import Sequence
from itertools import product

import numpy as np

from linear_ae.sizes import Sizes
from numerics.autoencoder.planar.pair_flows import cheapest
from numerics.errors import ConvergenceError

SIZE, SMALLEST = 24, 8  # input dimension of the smaller sizes, and the smallest of their p, H and N
WIDER = 1.25  # times that: the range of which the dimension with the ratios nearest to integers is taken
HARDLY, HARDLY_DIAGONAL = 2, 10  # times the smaller p, up to which runs at the sizes themselves serve; at infinite N
EVALUATION = 1e4  # multiplications that take as long as what else is to be done for one evaluation in a batch
EVALUATIONS = 100  # of a run, besides those that stability takes: two for each unit of the largest rate times t
RUNS, FEWEST = 2000, 250
BUDGET = 6e10  # multiplications in all: about a quarter of a minute of one processor core


def smaller(sizes: Sizes) -> int:
    """The p of the smaller sizes, or that of ``sizes`` where they are hardly larger."""
    least = max(SIZE, math.ceil(SMALLEST * sizes.p / min(sizes.p, sizes.H, sizes.N)))
    if sizes.p <= (HARDLY_DIAGONAL if math.isinf(sizes.N) else HARDLY) * least:
        return sizes.p
    return min(range(least, int(WIDER * least) + 1), key=lambda p: sum(abs(x - round(x)) for x in _scaled(p, sizes)))


def neighbours(p: int, sizes: Sizes) -> list[tuple[Sizes, float]]:
    """Integer sizes with that p around the ratios of ``sizes``, at their alpha, and their weights, which sum to one.

    >>> [(near.H, near.N, round(w, 2)) for near, w in neighbours(4, Sizes(p=10, H=24, N=55, sigma2=1))]
    [(9, 22, 0.4), (10, 22, 0.6)]
    """
    around: Sequence[list[tuple[float, float]]] = [_around(x) for x in _scaled(p, sizes)]
    if math.isinf(sizes.N):
        around = [*around, [(math.inf, 1.0)]]
    return [(Sizes(p, int(H), N, sizes.alpha / p), w * v) for (H, w), (N, v) in product(*around)]


def runs_within_budget(t_max: float, sizes: Sizes, largest_eigenvalue: float | None = None, factor: float = 1) -> int:
    """How many runs up to that time the budget allows, at most 2000; ``factor``: times the work of a real run.

    Raises :class:`numerics.errors.ConvergenceError` where they are fewer than 250.
    """
    rank, live = min(sizes.p, sizes.H), int(min(sizes.p, sizes.N))
    l = (1 + sizes.nu**0.5) ** 2 if largest_eigenvalue is None else largest_eigenvalue
    products = 0.0 if math.isinf(sizes.N) else cheapest(sizes.p, rank, live)[1]
    evaluation = factor * (products + EVALUATION)
    runs = BUDGET / (evaluation * (EVALUATIONS + 8 * l * t_max))
    if runs < FEWEST:
        latest = (BUDGET / (FEWEST * evaluation) - EVALUATIONS) / (8 * l)
        ask = f"ask for times up to {latest:.2g}, or leave out --runs" if latest > 0 else "leave out --runs"
        raise ConvergenceError(
            f"the scatter of a run takes {FEWEST} runs at p = {sizes.p}, H = {sizes.H}, N = {sizes.N} up to "
            f"t = {t_max:g}, which would take too long: {ask}"
        )
    return min(RUNS, int(runs))


def _scaled(p: int, sizes: Sizes) -> list[float]:
    """H and, if finite, N at that p."""
    return [p * sizes.H / sizes.p] + ([] if math.isinf(sizes.N) else [p * sizes.N / sizes.p])


def _around(x: float) -> list[tuple[float, float]]:
    """The integers next to x with their weights; x itself if it is one."""
    low = int(np.floor(x))
    return [(n, w) for n, w in ((low, low + 1 - x), (low + 1, x - low)) if w > 0]
