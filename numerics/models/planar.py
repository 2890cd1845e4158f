r"""The planar limit of any model, and its first corrections at finite sizes, from small matrices.

The leading parts of the losses when all sizes grow at fixed ratios are the same for real and for complex Gaussian
letters; the corrections are of the order 1/size for real and 1/size^2 for complex ones (docs/theory/matrix-models.md).
So the flow is simulated on two small copies of a point (`numerics.models.copies`), of scales s1 < s2 and x = 1/s:

    complex letters     f(x) = planar + c x^2 + O(x^4)                         ->  the planar limit, x = 0
    real less complex   D(x) = d1 x + d2 x^2 + ...                             ->  the correction at the point, x = 1

The copies are smaller than the point, so the errors of D shrink on the way from x > 1 to 1.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.controls import controlled
from linear_ae.times import checked_times
from numerics.errors import ConvergenceError
from numerics.models.copies import copies
from numerics.models.extrapolation import ACCURACY, MOST, Estimate, Rule, extrapolate
from numerics.models.point import Point
from numerics.models.precision import joined, more
from numerics.models.simulation import Curves, simulate
from theory.errors import InputError
from theory.matrix.homogeneity import homogeneity
from theory.matrix.model import Model

FIRST, SIGMAS = 80, 3.0
"""How often the point itself is run in the first round, and standard errors in an error. There is no bias beside them,
and whole curves of all losses are inside two of them in 67 to 80 of 100 cases only, inside three in 93 to 97.
"""
SMALLER = 0.5
"""Scale of the second copy beyond which runs of the point itself cost less than those of four copies."""


def planar(
    point: Point,
    t: ArrayLike,
    accuracy: float = ACCURACY,
    seed: int = 0,
    most: int = MOST,
    progress: Callable[[int], None] | None = None,
) -> Estimate:
    """The planar losses at the ratios of a point, scaled to its sizes.

    ``accuracy`` bounds the errors, in units of each loss's largest value; ``most`` the runs of a copy. Raises
    :class:`theory.errors.InputError` for a model without a planar limit, and
    :class:`numerics.errors.ConvergenceError` if that accuracy takes more runs or larger copies.
    """
    return extrapolate(point, checked_times(t), [True], planar_rule, accuracy, seed, most, progress)


def expected(
    point: Point,
    t: ArrayLike,
    accuracy: float = ACCURACY,
    seed: int = 0,
    most: int = MOST,
    progress: Callable[[int], None] | None = None,
) -> Estimate:
    """The mean losses at the sizes of a point: planar limit and corrections, or real runs of the point if it is small.

    Arguments and errors as for :func:`planar`; models without a planar limit are simulated at the point itself.
    """
    times = checked_times(t)
    if runs_itself(point):
        return simulated(point, t, accuracy, seed, most, progress)
    return extrapolate(point, times, [True, False], corrected_rule, accuracy, seed, most, progress)


def runs_itself(point: Point) -> bool:
    """Whether :func:`expected` simulates the point: no planar limit, or copies would be hardly smaller."""
    return not has_planar_limit(point.model) or copies(point, homogeneity(point.model))[1].scale > SMALLER


def has_planar_limit(model: Model) -> bool:
    """Whether the losses have one leading order when all sizes grow together."""
    try:
        homogeneity(model)
    except InputError:
        return False
    return True


def planar_rule(first: float, second: float) -> Rule:
    """``f2 + (f2 - f1) s1^2 / (s2^2 - s1^2)``.

    >>> planar_rule(1, 2).value
    (-0.3333333333333333, 1.3333333333333333)
    """
    share = first**2 / (second**2 - first**2)
    return Rule((-share, 1 + share), [(-share, share)])


def corrected_rule(first: float, second: float) -> Rule:
    """The planar limit and D(1), ``D(x) / x`` being a straight line; weights of complex means, then of real ones."""
    limit = planar_rule(first, second)
    x1, x2 = 1 / first, 1 / second
    difference = np.array([(1 - x2) / ((x1 - x2) * x1), (x1 - 1) / ((x1 - x2) * x2)])
    bent = difference - np.array([0, 1 / x2])
    return Rule(
        (*(limit.value - difference), *difference),
        [(*limit.steps[0], 0.0, 0.0), (*-bent, *bent)],
        (*-difference, *difference),
    )


def simulated(
    point: Point,
    t: ArrayLike,
    accuracy: float = ACCURACY,
    seed: int = 0,
    most: int = MOST,
    progress: Callable[[int], None] | None = None,
    matrices: Mapping[str, ArrayLike] | None = None,
) -> Estimate:
    """The mean losses from real runs at the point itself; arguments and errors as for :func:`planar`.

    ``matrices`` are given ones in the place of fixed letters, over which there is no mean.
    """
    times = checked_times(t)

    def run(first: int, runs: int) -> Curves:
        common = {"matrices": matrices, "controls": True, "first": first, "progress": progress}
        return simulate(point, times, runs - first, seed, **common)  # type: ignore[arg-type]

    return rounds(run, means, FIRST, accuracy, most, "loss")


def means(curves: Curves) -> Estimate:
    """The mean losses of runs at the point itself."""
    found = {name: controlled(losses, curves.controls) for name, losses in curves.losses.items()}
    return Estimate(
        curves.t,
        {name: one.mean for name, one in found.items()},
        {name: one.stderr for name, one in found.items()},
        {name: np.zeros_like(one.mean) for name, one in found.items()},
        f"{curves.runs} runs at the point itself",
        sigmas=SIGMAS,
    )


def rounds(
    run: Callable[[int, int], Curves],
    judge: Callable[[Curves], Estimate],
    least: int,
    accuracy: float,
    most: int,
    what: str,
) -> Estimate:
    """What ``judge`` makes of ``run(first, last)``, of as many runs as it takes for errors of at most ``accuracy``."""
    curves = run(0, least)
    while True:
        found = judge(curves)
        share = found.share(found.errors)
        if share <= accuracy:
            return found
        if curves.runs >= most:
            raise ConvergenceError(
                f"the {what} is known to {share:.2g} of its size after {curves.runs} runs, {accuracy:.2g} is asked "
                "for: allow more runs, or a larger error"
            )
        curves = joined(curves, run(curves.runs, more(curves.runs, share / accuracy, most)))
