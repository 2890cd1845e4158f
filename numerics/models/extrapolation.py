"""Combinations of mean losses, or of variances, on two copies of a point, with as many runs as an accuracy needs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from linear_ae.brief import Tabulated
from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from numerics.models.copies import Copy, copies, larger
from numerics.models.point import Point
from numerics.models.precision import more
from numerics.models.sampled import Sampled
from theory.errors import InputError
from theory.matrix.homogeneity import homogeneity

ACCURACY = 2e-3
MOST = 20_000
MOST_ENTRIES, MOST_AT_FIRST = 2**16, 2**18
"""Entries of the largest matrix of a copy that has grown, and of the first two: minutes for their first runs."""


@dataclass(frozen=True, eq=False, repr=False)
class Estimate(Tabulated):
    """Raw losses at times ``t`` with their errors, by the losses' names.

    An error is ``sigmas`` times the ``stderr`` plus the ``bias``. ``route`` says how they were found. ``added``: what
    of the losses is correction to the planar limit, where that was found by itself.
    """

    t: Array
    losses: Mapping[str, Array]
    stderr: Mapping[str, Array]
    bias: Mapping[str, Array]
    route: str
    added: Mapping[str, Array] | None = None
    sigmas: float = 2.0

    @property
    def errors(self) -> dict[str, Array]:
        """Bounds on the distance to the exact values, each of shape (n,)."""
        return {name: self.sigmas * self.stderr[name] + self.bias[name] for name in self.losses}

    @property
    def variables(self) -> dict[str, Array]:
        """The losses and their errors."""
        return {**self.losses, **{f"{name}_error": values for name, values in self.errors.items()}}

    def share(self, part: Mapping[str, Array]) -> float:
        """The largest value of a part of the errors, in units of its loss's largest value."""
        return max(float(part[name].max() / np.abs(losses).max()) for name, losses in self.losses.items())


@dataclass(frozen=True)
class Moment:
    """What is combined, ``of`` a sample, a loss's name and weights of the nodes: the value and the variance of that
    estimate; with as many runs as its standard error needs at least, and so many standard errors in an error.
    """

    name: str
    of: Callable[[Sampled, str, Sequence[float]], tuple[Array, Array]]
    pilot: int
    sigmas: float


MEAN = Moment("loss", Sampled.mean, 80, 2.0)


@dataclass(frozen=True)
class Rule:
    """Weights of the means for the value, for each step of the extrapolation, half of which counts as its error, and
    for what of the value is correction.
    """

    value: Sequence[float]
    steps: Sequence[Sequence[float]]
    added: Sequence[float] | None = None


def extrapolate(
    point: Point,
    times: Array,
    kinds: Sequence[bool],
    rule: Callable[[float, float], Rule],
    accuracy: float,
    seed: int,
    most: int,
    progress: Callable[[int], None] | None,
    moment: Moment = MEAN,
) -> Estimate:
    """A combination of the mean losses, or of another moment, on a smaller and a larger copy, for each kind of letters
    (complex or not).

    ``rule`` gives its weights from the two scales, in the order of ``kinds``, smaller copies first. Runs are added
    until the errors are at most ``accuracy``; where the steps of the extrapolation alone exceed half of that, the
    copies grow. Raises :class:`numerics.errors.ConvergenceError` beyond ``most`` runs or copies of MOST_ENTRIES, and
    before any run where the ratios are so far apart that the first copies have more than MOST_AT_FIRST.
    """
    if not 0 < accuracy < 1:
        raise InputError(f"accuracy = {accuracy}: give a share of the loss between 0 and 1")
    scaling = homogeneity(point.model)

    def sample(copy: Copy) -> list[Sampled]:
        return [Sampled(copy, times, seed, complex_letters, moment.pilot) for complex_letters in kinds]

    both = copies(point, scaling)
    if both[1].entries > MOST_AT_FIRST:
        raise ConvergenceError(
            f"sizes are so far apart that small copies have {both[1].sizes}, out of reach: "
            "take a limit in which one of them is large"
        )
    first, second = map(sample, both)
    while True:
        pairs = [sampled for pair in zip(first, second, strict=True) for sampled in pair]
        found = combined(times, pairs, rule(first[0].copy.scale, second[0].copy.scale), moment)
        bias, noise = found.share(found.bias), found.sigmas * found.share(found.stderr)
        runs, sizes = second[0].runs, second[0].copy.sizes
        if found.share(found.errors) <= accuracy:
            return found
        if bias > max(accuracy, noise) / 2:
            grown = larger(point, scaling, second[0].copy)
            if grown.entries > MOST_ENTRIES:
                raise ConvergenceError(
                    f"copies with {sizes} are off by about {bias:.2g} of the {moment.name}, {accuracy:.2g} is asked "
                    "for and larger ones are out of reach: allow a larger error"
                )
            first, second = second, sample(grown)
        elif runs >= most:
            raise ConvergenceError(
                f"the {moment.name} is known to {bias + noise:.2g} of its size after {runs} runs of a copy with "
                f"{sizes}, {accuracy:.2g} is asked for: allow more runs, or a larger error"
            )
        else:
            for sampled in pairs:
                sampled.extend(more(runs, noise / max(accuracy - bias, accuracy / 2), most))
        if progress:
            progress(sum(sampled.runs for sampled in (*first, *second)))


def combined(times: Array, sampled: Sequence[Sampled], rule: Rule, moment: Moment) -> Estimate:
    """The rule applied to the means, or to another moment."""
    losses, stderr, bias, added = {}, {}, {}, {}
    for name in sampled[0].curves:
        means, variances = map(np.array, zip(*(moment.of(one, name, one.weights) for one in sampled), strict=True))
        losses[name] = np.array(rule.value) @ means
        stderr[name] = np.sqrt(np.array(rule.value) ** 2 @ variances)
        between = np.abs([moment.of(one, name, one.copy.curved)[0] for one in sampled])
        bias[name] = np.abs(np.array(rule.steps) @ means).sum(axis=0) / 2 + np.abs(rule.value) @ between
        if rule.added is not None:
            added[name] = np.array(rule.added) @ means
    last = sampled[-1]
    route = f"{last.runs} runs of a copy with {last.copy.sizes}"
    return Estimate(times, losses, stderr, bias, route, added or None, moment.sigmas)
