"""Verdicts on made tables with known answers: effects huge, absent, tied, one seed, and the rate of false ones."""

import numpy as np
import pytest
import xarray as xr

from numerics.prototypes.study.claims import CLAIMS, NEEDED, coverage_lowest, overlap_fits, separation_mixed, verdicts
from numerics.prototypes.study.factorial import contrasts, effects
from numerics.prototypes.study.settings import MASKS
from numerics.prototypes.study.statistics import LEVEL
from theory.errors import InputError

SIZES = (3, 5, 10, 20, 50, 100)


def table(rng, levels=None, sizes=SIZES, seeds=10, noise=1e-3, masks=tuple(MASKS)):
    """A study's data set: every measure is 1, or what ``levels[measure][mask]`` says (a number, or one a size), with
    independent normal noise; ``fit`` is that small a share of labels of variance 1/2 as the noise."""
    run, shape = ("size", "mask", "seed"), (len(sizes), len(masks), seeds)
    variables = {}
    for name in ("error", "specialization", "outside", "clearly_outside", "fit"):
        given = (levels or {}).get(name, {})
        level = np.array([np.broadcast_to(given.get(mask, 1.0), len(sizes)) for mask in masks]).T
        variables[name] = (run, level[:, :, None] + noise * rng.standard_normal(shape))
    variables["labels"] = (("size", "seed", "sample"), np.sqrt(0.5) * rng.choice([-1.0, 1.0], (len(sizes), seeds, 50)))
    return xr.Dataset(variables, {"size": list(sizes), "mask": list(masks), "seed": np.arange(seeds)})


def overlapped(value):
    return {mask: value for mask in MASKS if "overlap" in mask}


AGREES = {
    "error": {"coverage": 0.5, "separation": [0.8, 0.8, 1.0, 1.2, 1.2, 1.2]} | overlapped(2.0),
    "specialization": {"coverage": 1.5},
    "outside": overlapped(2.0),
    "clearly_outside": overlapped(2.0),
}


def outcomes(data):
    return [v.outcome.split(";")[0] for v in verdicts(data)]


def test_huge_effects_hold_at_every_size(rng):
    found = verdicts(table(rng, AGREES))
    assert [v.worst for v in found] == ["holds"] * len(CLAIMS)
    assert [v.outcome.split(";")[0] for v in found[:6]] == ["holds at every size"] * 6
    assert found[6].outcome == (
        "holds: lowers it on top of baseline at N = 3, 5; raises it on top of coverage at N = 3, 5, 10, 20, 50, 100; "
        "raises it on top of baseline at N = 20, 50, 100"
    )
    assert found[0].findings[0].p == pytest.approx(
        6 * 2.0**-10
    )  # the largest over the rivals, corrected over sizes only


def test_huge_effects_the_other_way_fail(rng):
    against = {
        "error": {"coverage": 1.5} | overlapped(0.5),
        "specialization": {"coverage": 0.5},
        "fit": overlapped(1.1),
    }
    found = verdicts(table(rng, against))
    assert [v.worst for v in found[:3]] == ["fails"] * 3
    assert "; coverage to baseline speaks against it at N = 3, 5, 10, 20, 50, 100" in found[0].outcome
    assert "; at N = 5 " in found[0].outcome
    assert found[5].worst == "fails"  # a fifth of the labels' variance off, where 1 % is the margin
    assert verdicts(table(rng, {"outside": {"overlap": 0.5}}))[3].worst == "fails"
    raised = verdicts(table(rng, {"error": {mask: 2.0 for mask in MASKS if "separation" in mask}}))[6]
    assert raised.outcome.startswith("fails: raises it on top of baseline at N = 3, 5, 10, 20, 50, 100; raises it on")


def test_no_effect_is_unsettled_and_fits_as_well(rng):
    found = verdicts(table(rng))
    assert [v.worst for v in found] == ["unsettled"] * 5 + ["holds", "unsettled"]


def test_one_rival_that_is_not_worse_decides(rng):
    """Six rivals are far above, the seventh has the same distribution: intersection-union lets the largest p count."""
    data = table(rng, {"error": {mask: 5.0 for mask in MASKS if mask not in ("coverage", "separation")}})
    found = coverage_lowest(data)
    assert found.worst == "unsettled"
    assert max(f.p for f in found.findings) > LEVEL


def test_ties_are_ties(rng):
    """Coverage and coverage+separation are equal to all digits but the last: shared, not a failure."""
    data = table(rng, AGREES)
    data["error"].loc[{"mask": "coverage+separation"}] = data["error"].sel(mask="coverage").values * (1 + 1e-15)
    found = coverage_lowest(data)
    assert [f.outcome for f in found.findings] == ["tied"] * len(SIZES)
    assert found.findings[0].tied == ("coverage = coverage+separation",)
    assert (
        found.outcome == "tied at every size; coverage = coverage+separation in every seed at N = 3, 5, 10, 20, 50, 100"
    )
    equal = table(rng, noise=0.0)
    assert [v.worst for v in verdicts(equal)] == ["tied"] * 6 + ["unsettled"]
    assert separation_mixed(equal).outcome == "unsettled: no significant difference anywhere"


@pytest.mark.parametrize(("seeds", "settled"), [(1, False), (4, False), (6, False), (7, True)])
def test_too_few_seeds_are_said(rng, seeds, settled):
    """Six sizes: 6 * 2^-6 is above 5 %, 6 * 2^-7 below. Separation has 24 comparisons: 9 seeds."""
    found = verdicts(table(rng, AGREES, seeds=seeds))
    assert all(v.outcome.startswith(f"{seeds} seed(s) can settle nothing") != settled for v in found[:6])
    assert {v.worst for v in found[:6]} == ({"holds"} if settled else {"unsettled"})
    assert "9 seeds are needed" in found[6].outcome
    assert found[6].worst == "unsettled"


def test_mixed_needs_evidence_both_ways(rng):
    """Worse at large sizes and no different at small ones is no mixture yet."""
    found = separation_mixed(table(rng, {"error": {"separation": [1, 1, 1, 1, 2, 2]}}))
    assert found.worst == "unsettled"
    assert found.outcome == "unsettled: raises it on top of baseline at N = 50, 100"
    helped = {"separation": [1, 1, 1, 1, 2, 2], "overlap": 2.0, "separation+overlap": [1.5, 2, 2, 2, 2, 2]}
    helped |= {"coverage+separation+overlap": 2.0, "coverage+overlap": 2.0}
    both = separation_mixed(table(rng, {"error": helped}))
    assert both.outcome == "holds: lowers it on top of overlap at N = 3; raises it on top of baseline at N = 50, 100"


def test_equivalence_is_over_every_mask(rng):
    """One of the four masks with overlap 3 % of the labels' variance off is enough."""
    assert overlap_fits(table(rng)).worst == "holds"
    off = table(rng, {"fit": {"coverage+overlap": 1.015}})
    assert overlap_fits(off).worst == "fails"
    assert overlap_fits(off, margin=0.1).worst == "holds"


def test_no_verdict_without_the_masks(rng):
    assert verdicts(table(rng, masks=NEEDED[:3])) == []
    assert len(verdicts(table(rng, masks=NEEDED))) == len(CLAIMS)


@pytest.mark.parametrize("count", [12, pytest.param(600, marks=pytest.mark.slow)])
def test_false_verdicts_are_rare(rng, count):
    """Tables of noise alone, heavy-tailed and skewed like errors: some size is said to hold (or to fail) in at most 5 %
    of them, claim by claim, within three binomial standard errors."""
    wrong = np.zeros((2, 5))
    for _ in range(count):
        data = table(rng, noise=0.0) + np.exp(table(rng, noise=1.0) - 1)
        for k, claim in enumerate(CLAIMS[:5]):
            states = {f.outcome for f in claim(data).findings}
            wrong[:, k] += "holds" in states, "fails" in states
        assert separation_mixed(data).worst != "fails"
    assert wrong.max() / count <= LEVEL + 3 * np.sqrt(LEVEL * (1 - LEVEL) / count)


def test_effects_by_hand(rng):
    """Log errors with known effects: separation costs a factor 2, overlap 3, and each spares 1.2 on the other."""
    found = {}
    for mask, (_, s, o) in MASKS.items():
        found[mask] = 2.0**s * 3.0**o * 1.2 ** -(s * o)
    data = table(rng, {"error": found}, noise=1e-9)
    by_name = {e.name: e for e in effects(data) if e.size == 10}
    for name, factor in {
        "coverage": 1.0, "separation": 2 / 1.2**0.5, "overlap": 3 / 1.2**0.5, "separation x overlap": 1.2**-0.5,
        "coverage x overlap": 1.0, "separation on top of overlap": 2 / 1.2,
        "separation on top of coverage": 2 / 1.2**0.5,
    }.items():  # fmt: skip
        assert by_name[name].mean == pytest.approx(factor, rel=1e-7), name
    assert by_name["separation"].p == pytest.approx(6 * 2.0**-9)  # two-sided, six sizes
    assert by_name["separation"].interval == pytest.approx((2 / 1.2**0.5,) * 2, rel=1e-7)


def test_effects_are_contrasts():
    """Every effect is blind to a constant, and the seven of the factorial are orthogonal."""
    weights = np.array([[found.get(mask, 0.0) for mask in MASKS] for found in contrasts().values()])
    np.testing.assert_allclose(weights.sum(axis=1), 0, atol=1e-15)
    np.testing.assert_allclose(weights[:7] @ weights[:7].T, np.eye(7) / 2, atol=1e-15)


def test_effects_of_a_difference(rng):
    """Measures that may be zero are compared by differences."""
    data = table(rng, {"outside": {mask: 0.25 * ("overlap" in mask) for mask in MASKS}}, noise=0.0)
    found = {e.name: e.mean for e in effects(data, "outside") if e.size == 3}
    assert found["overlap"] == pytest.approx(0.25, rel=1e-12)
    assert found["separation"] == 0


def test_effects_need_all_masks(rng):
    with pytest.raises(InputError, match=r"without .*coverage\+separation\+overlap there are none"):
        effects(table(rng, masks=NEEDED))
