"""How a claim about masks becomes a verdict: a test per comparison, their union or intersection, Holm over the sizes.

A claim such as "coverage has the lowest error" says at each size that *every* rival is worse. It is tested by
intersection-union (Berger 1982): its p-value is the largest over the rivals, with no correction for their number; Holm
corrects over the sizes. That *some* rival is better is a union: Holm over all rivals and sizes. ::

        p of coverage < rival       N = 3    5     10               at N = 3    5     10
            baseline                .001  .010  .001
            separation              .004  .020  .002   --largest--> .004  .200  .002  --Holm--> .008  .200  .006
            overlap                 .001  .200  .001                holds  unsettled  holds
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from numerics.methods.arrays import Array
from numerics.prototypes.study.statistics import (
    LEVEL,
    Way,
    differences,
    holm,
    least_p,
    pairs_needed,
    signed_rank_p,
)

if TYPE_CHECKING:
    from xarray import Dataset

Outcome = Literal["holds", "tied", "unsettled", "fails"]
OUTCOMES: tuple[Outcome, ...] = ("holds", "tied", "unsettled", "fails")
Standing = Literal["settled", "in the mean", "open", "contradicted"]
STANDINGS: tuple[Standing, ...] = ("settled", "in the mean", "open", "contradicted")
Test = Callable[[Array, int], float]  # p-value of paired differences (n,) at a size
OPPOSITE: dict[Way, Way] = {"less": "greater", "greater": "less"}


@dataclass(frozen=True)
class Comparison:
    """Means and medians of one measure under two masks at one size, and p-values, uncorrected, of their paired
    difference: for the claim and against it. Tied: equal in every pair."""

    measure: str
    size: int
    first: str
    second: str
    means: tuple[float, float]
    medians: tuple[float, float]
    tied: bool
    p: float
    p_against: float


@dataclass(frozen=True)
class Finding:
    """What became of a claim at one size: whether the means agree with it, p-values for it and against it, corrected,
    the pairs of masks that are tied, and those that are significant against it."""

    size: int
    outcome: Outcome
    agrees: bool
    p: float
    p_against: float
    tied: tuple[str, ...] = ()
    contrary: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """A claim by name and in words, what became of it in words and size by size, and the comparisons behind that."""

    name: str
    claim: str
    outcome: str
    findings: tuple[Finding, ...]
    comparisons: tuple[Comparison, ...]

    @property
    def worst(self) -> Outcome:
        """The worst outcome of all sizes."""
        return max((finding.outcome for finding in self.findings), key=OUTCOMES.index)

    @property
    def standing(self) -> Standing:
        """The claim over all sizes: settled (holds or tied everywhere), in the mean (of every size, though not all are
        significant), open (some mean disagrees, not significantly), or contradicted at some size."""
        if self.worst == "fails":
            return "contradicted"
        if self.worst != "unsettled":
            return "settled"
        return "in the mean" if all(finding.agrees for finding in self.findings) else "open"

    @property
    def held(self) -> int:
        """At how many sizes it holds, ties included."""
        return sum(finding.outcome in ("holds", "tied") for finding in self.findings)


def compare(
    data: "Dataset", measure: str, pairs: Sequence[tuple[str, str]], supports: Test, contradicts: Test
) -> tuple[Comparison, ...]:
    """The measure under each pair of masks at each size; two tests of the differences, for the claim and against it."""
    values, masks = data[measure].transpose("size", "mask", "seed").values, data["mask"].values.tolist()
    found = []
    for size, row in zip(map(int, data["size"].values), values, strict=True):
        for a, b in pairs:
            x, y = row[masks.index(a)], row[masks.index(b)]
            difference = differences(x, y)
            found.append(Comparison(
                measure, size, a, b, (float(x.mean()), float(y.mean())), (float(np.median(x)), float(np.median(y))),
                not np.any(difference), supports(difference, size), contradicts(difference, size),
            ))  # fmt: skip
    return tuple(found)


def directed(
    data: "Dataset", measure: str, pairs: Sequence[tuple[str, str]], way: Way
) -> tuple[tuple[Comparison, ...], tuple[Finding, ...]]:
    """Is the measure under the first mask less (greater) than under the second, for every pair? By signed ranks."""
    found = compare(data, measure, pairs, _signed_rank(way), _signed_rank(OPPOSITE[way]))
    sign = -1 if way == "less" else 1
    return found, judged(found, lambda c: sign * (c.means[0] - c.means[1]) > 0)


def _signed_rank(way: Way) -> Test:
    return lambda difference, _: signed_rank_p(difference, way)


def judged(comparisons: Sequence[Comparison], agrees: Callable[[Comparison], bool]) -> tuple[Finding, ...]:
    """One finding a size.

    It *holds* if every pair that is not tied agrees with it and the corrected largest p is below 5 %, and is *tied*
    if besides some pair is equal in all seeds; it *fails* if some pair that disagrees is significant against it; else
    it is *unsettled*.
    """
    sizes = list(dict.fromkeys(c.size for c in comparisons))
    against = list(zip(comparisons, holm([c.p_against for c in comparisons]).tolist(), strict=True))
    groups = [[(c, p) for c, p in against if c.size == n] for n in sizes]
    largest = holm([max((c.p for c, _ in group if not c.tied), default=1.0) for group in groups]).tolist()
    return tuple(_finding(group, p, agrees) for group, p in zip(groups, largest, strict=True))


def _finding(group: Sequence[tuple[Comparison, float]], p: float, agrees: Callable[[Comparison], bool]) -> Finding:
    """At one size: comparisons with their corrected p-values against the claim, and the claim's own p."""
    tied = tuple(f"{c.first} = {c.second}" for c, _ in group if c.tied)
    disagree = [(c, q) for c, q in group if not c.tied and not agrees(c)]
    contrary = tuple(f"{c.first} to {c.second}" for c, q in disagree if q < LEVEL)
    holds = not disagree and (p < LEVEL or len(tied) == len(group))
    won: Outcome = "tied" if tied else "holds"
    outcome: Outcome = won if holds else "fails" if contrary else "unsettled"
    p_against = min((q for _, q in disagree), default=1.0)
    return Finding(group[0][0].size, outcome, not disagree, p, p_against, tied, contrary)


def summary(findings: Sequence[Finding], seeds: int) -> str:
    """Sizes grouped by outcome, what is tied, and which masks are significant against it; before that, if so, that so
    few seeds could not settle it."""
    told = shortage(len(findings), seeds) + grouped({f.size: f.outcome for f in findings}, OUTCOMES)
    return told + _listed(findings, "tied", "in every seed") + _listed(findings, "contrary", "speaks against it")


def _listed(findings: Sequence[Finding], kind: Literal["tied", "contrary"], words: str) -> str:
    """``; coverage = baseline in every seed at N = 3, 5``."""
    sizes: dict[str, list[str]] = {}
    for finding in findings:
        for pair in getattr(finding, kind):
            sizes.setdefault(pair, []).append(str(finding.size))
    return "".join(f"; {pair} {words} at N = {', '.join(ns)}" for pair, ns in sizes.items())


def grouped(found: dict[int, str], order: Sequence[str]) -> str:
    """``holds at N = 3, 5; fails at N = 10``, or ``holds at every size``."""
    if len(set(found.values())) == 1:
        return f"{next(iter(found.values()))} at every size"
    sizes = {outcome: [str(n) for n, o in found.items() if o == outcome] for outcome in order}
    return "; ".join(f"{outcome} at N = {', '.join(ns)}" for outcome, ns in sizes.items() if ns)


def shortage(sizes: int, seeds: int) -> str:
    """What is to be said of too few seeds, ending in a separator; nothing if they suffice."""
    needed = pairs_needed(sizes)
    if seeds >= needed:
        return ""
    least = min(1.0, sizes * least_p(seeds))
    return f"{seeds} seed(s) can settle nothing (least corrected p {least:.2g}, {needed} seeds are needed): "
