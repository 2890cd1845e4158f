"""The claims of arXiv:2605.25939 as tests on a study's data set: paired over seeds, corrected over the sizes.

What *holds*, *tied*, *unsettled* and *fails* mean stands in ``numerics.prototypes.study.verdict``.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from numerics.methods.arrays import Array
from numerics.prototypes.study.measure_names import MEASURES
from numerics.prototypes.study.settings import BASELINE, mask_name
from numerics.prototypes.study.statistics import LEVEL, equivalence_p, holm, signed_rank_p
from numerics.prototypes.study.verdict import (
    Comparison,
    Finding,
    Outcome,
    Verdict,
    compare,
    directed,
    judged,
    shortage,
    summary,
)

if TYPE_CHECKING:
    from xarray import Dataset

MARGIN = 0.01  # of the labels' variance: fits closer than this are as good


def coverage_lowest(data: "Dataset") -> Verdict:
    """At each size lower than every other mask."""
    others = [str(m) for m in data["mask"].values if m != "coverage"]
    found, findings = directed(data, "error", [("coverage", m) for m in others], "less")
    told = summary(findings, data.sizes["seed"]) + _rivals(found)
    return Verdict("coverage-lowest", "coverage has the lowest reconstruction error", told, findings, found)


def _rivals(comparisons: Sequence[Comparison]) -> str:
    """The mask with the lowest mean where it is another one, with both means."""
    lower = [c for c in comparisons if c.means[1] < c.means[0] and not c.tied]
    sizes = dict.fromkeys(c.size for c in lower)
    best = [min((c for c in lower if c.size == n), key=lambda c: c.means[1]) for n in sizes]
    return "".join(
        f"; at N = {c.size} {c.second} has the lower mean, {c.means[1]:.3g} to {c.means[0]:.3g}" for c in best
    )


def coverage_specializes(data: "Dataset") -> Verdict:
    """A higher ratio than the baseline's."""
    found, findings = directed(data, "specialization", [("coverage", BASELINE)], "greater")
    told = summary(findings, data.sizes["seed"])
    claim = "coverage raises the specialization ratio over the baseline"
    return Verdict("coverage-specializes", claim, told, findings, found)


def overlap_harms(data: "Dataset") -> Verdict:
    """Every mask with overlap has a larger error than the baseline."""
    found, findings = directed(data, "error", _overlapped(data), "greater")
    told = summary(findings, data.sizes["seed"])
    claim = "every mask with overlap has a larger reconstruction error than the baseline"
    return Verdict("overlap-harms", claim, told, findings, found)


def overlap_expels(data: "Dataset", measure: str = "outside") -> Verdict:
    """More prototypes outside than under the baseline; ``clearly_outside`` does not count those that graze the hull."""
    found, findings = directed(data, measure, [("overlap", BASELINE)], "greater")
    told = summary(findings, data.sizes["seed"])
    claim, name = f"overlap has more {MEASURES[measure]} than the baseline", "overlap-expels"
    return Verdict(name if measure == "outside" else f"{name}-clearly", claim, told, findings, found)


def overlap_clearly_expels(data: "Dataset") -> Verdict:
    """The same, outside by at least 1 % of the hull."""
    return overlap_expels(data, "clearly_outside")


def overlap_fits(data: "Dataset", margin: float = MARGIN) -> Verdict:
    """As well: under every mask with overlap the error of the fit is within ``margin`` of the labels' variance of the
    baseline's, by two one-sided tests."""
    variance = data["labels"].var("sample").mean("seed")

    def bound(size: int) -> float:
        return margin * float(variance.sel(size=size))

    def beyond(difference: Array, size: int) -> float:
        sides = difference - bound(size), -difference - bound(size)
        return min(1.0, 2 * min(signed_rank_p(side, "greater") for side in sides))

    found = compare(data, "fit", _overlapped(data), lambda d, size: equivalence_p(d, bound(size)), beyond)
    findings = judged(found, lambda c: abs(c.medians[0] - c.medians[1]) < bound(c.size))
    rise = max((c.medians[0] - c.medians[1]) / bound(c.size) * margin for c in found)
    told = f"{summary(findings, data.sizes['seed'])}; largest rise of the median {rise:.2g} of the labels' variance"
    claim = f"every mask with overlap fits as well as the baseline (to {margin:.0%} of the labels' variance)"
    return Verdict("overlap-fits", claim, told, findings, found)


def _overlapped(data: "Dataset") -> list[tuple[str, str]]:
    return [(str(m), BASELINE) for m in data["mask"].values if "overlap" in m.split("+")]


def separation_mixed(data: "Dataset") -> Verdict:
    """Mixed needs evidence both ways: separation lowers the error of some mask at some size, and raises that of some
    mask at some size, each corrected over all masks and sizes."""
    found = compare(
        data, "error", _separated(data), lambda d, _: signed_rank_p(d, "less"), lambda d, _: signed_rank_p(d, "greater")
    )
    lower, higher = holm([c.p for c in found]), holm([c.p_against for c in found])
    ways = [_way(c, *p) for c, p in zip(found, np.column_stack([lower, higher]) < LEVEL, strict=True)]
    state, means = _mixture(ways), {c.means[0] < c.means[1] for c in found if not c.tied}
    p, p_against = max(min(lower), min(higher)), min(max(lower), max(higher))
    sizes = dict.fromkeys(c.size for c in found)
    findings = tuple(Finding(n, state, len(means) == 2, float(p), float(p_against)) for n in sizes)
    told = f"{shortage(len(found), data.sizes['seed'])}{state}: {_told(found, ways)}"
    claim = "separation is mixed: it lowers the error of some masks and raises that of others"
    return Verdict("separation-mixed", claim, told, findings, found)


def _separated(data: "Dataset") -> list[tuple[str, str]]:
    """Every mask with separation, and the same without."""
    present = [str(m) for m in data["mask"].values]
    pairs = [(m, mask_name([t for t in m.split("+") if t != "separation"])) for m in present if "separation" in m]
    return [(m, rest) for m, rest in pairs if rest in present]


def _way(comparison: Comparison, below: bool, above: bool) -> str:
    rises = comparison.means[0] > comparison.means[1]
    return "lowers" if below and not rises else "raises" if above and rises else ""


def _mixture(ways: Sequence[str]) -> Outcome:
    """Fails where one way is significant everywhere."""
    if {"lowers", "raises"} <= set(ways):
        return "holds"
    return "fails" if set(ways) in ({"lowers"}, {"raises"}) else "unsettled"


def _told(comparisons: Sequence[Comparison], ways: Sequence[str]) -> str:
    """What is significant, mask by mask."""
    sizes: dict[tuple[str, str], list[str]] = {}
    for c, way in zip(comparisons, ways, strict=True):
        sizes.setdefault((way, c.second), []).append(str(c.size))
    parts = [f"{way} it on top of {rest} at N = {', '.join(ns)}" for (way, rest), ns in sizes.items() if way]
    return "; ".join(parts) or "no significant difference anywhere"


CLAIMS = (
    coverage_lowest, coverage_specializes, overlap_harms, overlap_expels, overlap_clearly_expels, overlap_fits,
    separation_mixed,
)  # fmt: skip
NEEDED = (BASELINE, "coverage", "separation", "overlap")


def verdicts(data: "Dataset") -> list[Verdict]:
    """Every claim that the masks of the data set allow to test (all need the baseline and the single losses)."""
    if not set(NEEDED) <= set(data["mask"].values.tolist()):
        return []
    return [claim(data) for claim in CLAIMS]
