"""``prism prototypes ridges``: the table and the JSON are those of the experiment."""

import json

import pytest

from numerics.prototypes.ridges.experiment import MEASURES, RIDGE_MASKS, ridge_experiment
from numerics.prototypes.study.settings import Settings

QUICK = ["ridges", "--size", "4", "--seeds", "2", "--steps", "20", "--first-seed", "3"]


def test_means_and_runs(run_prism):
    status, out, err = run_prism("prototypes", *QUICK, "--json")
    result = json.loads(out)
    found = ridge_experiment(Settings(dimension=2, steps=20), 4, (3, 4))
    assert (status, err) == (0, "")
    assert result["plan"]["settings"]["dimension"] == 2
    for mask in ("start", *RIDGE_MASKS):
        for name in MEASURES:
            assert result["runs"][mask][name] == pytest.approx(found[mask][name], rel=1e-12)
            assert result["means"][mask][name] == pytest.approx(found[mask][name].mean(), rel=1e-12)


def test_table(run_prism):
    status, out, _ = run_prism("prototypes", *QUICK, "--dimension", "3")
    assert status == 0
    assert [line.split()[0] for line in out.splitlines()] == ["mask", "start", *RIDGE_MASKS]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--dimension", "1"], "ridges need two or more"),
        (["--preset", "torch-start"], "--start linear has no effect on ridges"),
        (["--optimizer", "sgd"], "--optimizer sgd has no effect on ridges: ridges train by adam"),
        (["--loss", "separation=exp(-d)"], "--loss has no effect on ridges"),
    ],
)
def test_what_ridges_do_not_have_is_refused(arguments, words, run_prism):
    status, out, err = run_prism("prototypes", *QUICK, *arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert words in err
