"""The claims of arXiv:2605.25939 as tests on a study's data set: paired over seeds, Holm-corrected per claim.

A claim *holds* at a size if the means go its way and the corrected p-value is below 5 %; it is *unsettled* if the
means go its way without significance, and *fails* if they do not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from numerics.prototypes.study.settings import BASELINE
from numerics.prototypes.study.statistics import LEVEL, holm, paired_p

if TYPE_CHECKING:
    from xarray import Dataset

Outcome = Literal["holds", "unsettled", "fails"]


@dataclass(frozen=True)
class Comparison:
    """Means of one measure under two masks at one size, and the p-value of their paired difference."""

    measure: str
    size: int
    first: str
    second: str
    means: tuple[float, float]
    medians: tuple[float, float]
    p: float
    outcome: Outcome


@dataclass(frozen=True)
class Verdict:
    """A claim, what became of it, and the comparisons behind that."""

    claim: str
    outcome: str
    comparisons: tuple[Comparison, ...]


def compare(
    data: "Dataset", measure: str, pairs: Sequence[tuple[str, str]], way: Literal["less", "greater", "two-sided"]
) -> tuple[Comparison, ...]:
    """Is the measure under the first mask less (greater, different)? One family of tests: all sizes and pairs."""
    cases = [(int(size), a, b) for size in data["size"].values for a, b in pairs]
    values = [tuple(data[measure].sel(size=n, mask=m).values for m in (a, b)) for n, a, b in cases]
    adjusted = holm([paired_p(x, y, way) for x, y in values])
    return tuple(
        Comparison(
            measure, *case, (x.mean(), y.mean()), (float(np.median(x)), float(np.median(y))), float(p),
            _outcome(x.mean() - y.mean(), float(p), way),
        )
        for case, (x, y), p in zip(cases, values, adjusted, strict=True)
    )  # fmt: skip


def _outcome(difference: float, p: float, way: str) -> Outcome:
    if (way == "less" and difference >= 0) or (way == "greater" and difference <= 0):
        return "fails"
    return "holds" if p < LEVEL else "unsettled"


def _summary(comparisons: Sequence[Comparison]) -> str:
    """The worst outcome of each size, sizes grouped by outcome."""
    rank = ["holds", "unsettled", "fails"]
    worst: dict[int, str] = {}
    for c in comparisons:
        worst[c.size] = max(worst.get(c.size, "holds"), c.outcome, key=rank.index)
    if len(set(worst.values())) == 1:
        return f"{next(iter(worst.values()))} at every size"
    groups = [(r, [str(n) for n, w in worst.items() if w == r]) for r in rank]
    return "; ".join(f"{r} at N = {', '.join(sizes)}" for r, sizes in groups if sizes)


def coverage_lowest(data: "Dataset") -> Verdict:
    others = [m for m in data["mask"].values if m != "coverage"]
    found = compare(data, "error", [("coverage", m) for m in others], "less")
    return Verdict("coverage has the lowest reconstruction error", _summary(found) + _rivals(found), found)


def _rivals(comparisons: Sequence[Comparison]) -> str:
    """The mask with the lowest mean where it is another one, with both means."""
    lower = [c for c in comparisons if c.outcome == "fails"]
    best = [
        min((c for c in lower if c.size == n), key=lambda c: c.means[1]) for n in dict.fromkeys(c.size for c in lower)
    ]
    told = [f"at N = {c.size} {c.second} has {c.means[1]:.3g}, {c.first} {c.means[0]:.3g}" for c in best]
    return "".join(f"; {text}" for text in told)


def coverage_specializes(data: "Dataset") -> Verdict:
    found = compare(data, "specialization", [("coverage", BASELINE)], "greater")
    return Verdict("coverage raises the specialization ratio over the baseline", _summary(found), found)


def overlap_harms(data: "Dataset") -> Verdict:
    found = compare(data, "error", [("overlap", BASELINE)], "greater")
    return Verdict("overlap has a larger reconstruction error than the baseline", _summary(found), found)


def overlap_expels(data: "Dataset") -> Verdict:
    found = compare(data, "outside", [("overlap", BASELINE)], "greater")
    return Verdict("overlap drives more prototypes out of the hull than the baseline", _summary(found), found)


def overlap_fits(data: "Dataset", share: float = 0.01) -> Verdict:
    """As well: the median error of the fit rises by less than ``share`` of the labels' variance."""
    found = compare(data, "fit", [("overlap", BASELINE)], "greater")
    variance = data["labels"].var("sample").mean("seed")
    rises = [(c.medians[0] - c.medians[1]) / float(variance.sel(size=c.size)) for c in found]
    worse = [str(c.size) for c, rise in zip(found, rises, strict=True) if rise > share]
    largest = f"largest rise of the median {max(rises):.2g} of the labels' variance"
    state = f"fails at N = {', '.join(worse)}" if worse else "holds at every size"
    return Verdict(f"overlap fits as well as the baseline (to {share:.0%} of the labels' variance)",
                   f"{state}; {largest}", found)  # fmt: skip


def separation_mixed(data: "Dataset") -> Verdict:
    """Mixed: at some size not significantly worse than the baseline, at some size worse or better."""
    found = compare(data, "error", [("separation", BASELINE)], "two-sided")
    named = {"better": [], "worse": [], "no different": []}  # type: dict[str, list[str]]
    for c in found:
        way = "no different" if c.outcome != "holds" else "better" if c.means[0] < c.means[1] else "worse"
        named[way].append(str(c.size))
    kinds = {way: sizes for way, sizes in named.items() if sizes}
    state = "holds" if len(kinds) > 1 else "fails"
    detail = "; ".join(f"{way} at N = {', '.join(sizes)}" for way, sizes in kinds.items())
    return Verdict("separation is mixed", f"{state}: {detail}", found)


CLAIMS = (coverage_lowest, coverage_specializes, overlap_harms, overlap_expels, overlap_fits, separation_mixed)
NEEDED = (BASELINE, "coverage", "separation", "overlap")


def verdicts(data: "Dataset") -> list[Verdict]:
    """Every claim that the masks of the data set allow to test (all need the baseline and the single losses)."""
    if not set(NEEDED) <= set(data["mask"].values.tolist()):
        return []
    return [claim(data) for claim in CLAIMS]
