"""Numbers in the text of README and pages are those that commands print, as other tests hold them."""

import json
import math
import re

import pytest

from tests.docs.pages import ROOT, blocks, commands
from theory.matrix.regimes import regimes
from theory.models import load, names
from theory.solutions import solutions

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAPER = (ROOT / "docs" / "paper.md").read_text(encoding="utf-8")
STUDY = (ROOT / "docs" / "study.md").read_text(encoding="utf-8")
CHECKS = (ROOT / "docs" / "guides" / "check-against-experiment.md").read_text(encoding="utf-8")
SHOWN = {command: shown for block in blocks(CHECKS) for command, shown in commands(block.text)}
RECORD = json.loads((ROOT / "docs" / "claims.json").read_text(encoding="utf-8"))
ROW = re.compile(
    r"^\S+ +(?:train|error|population) +(?:[\d.]+% +)?(?P<deviation>[-+][\d.]+)% +[\d.]+% +(?:(?P<error>[\d.]+)% )?",
    re.M,
)
SOLVED = dict(re.findall(r"^\| `([\w-]+)` \| .* \| (?:all )?(\d+(?: of \d+)?)[^|]* \|$", README, re.MULTILINE))


def test_the_readme_counts_the_models_of_the_library():
    assert len(names()) == 11
    assert "a library of eleven (`prism models`)" in README


@pytest.mark.parametrize("name", ["untied-autoencoder", *(pytest.param(n, marks=pytest.mark.slow) for n in SOLVED)])
def test_the_readme_counts_the_solved_regimes(name):
    found = regimes(load(name))
    solved, listed = len(solutions(name)), len(found.regimes) + len(found.alternating)
    assert SOLVED[name] == (f"{solved}" if solved == listed else f"{solved} of {listed}")


def test_the_paper_has_the_same_counts():
    decay, fresh, noisy, untied = (
        SOLVED[name] for name in ("tied-weight-decay", "tied-fresh-noise", "tied-noisy-inputs", "untied-autoencoder")
    )
    text = f"all {decay} regimes of weight decay, {fresh} and {noisy} of denoising with fresh and with fixed noise, and"
    assert f"{text} {untied} of untied weights" in PAPER


def largest(command: str) -> float:
    """The largest deviation in the table that the guide shows for a command, in per cent, rounded upwards to 0.1."""
    return max(math.ceil(10 * abs(float(row["deviation"]))) / 10 for row in ROW.finditer(SHOWN[command]))


def test_the_readme_bounds_what_make_check_prints():
    gaussian, digits = largest("prism check"), largest("prism check --data digits --holdout 0.25")
    assert (
        f"at most {gaussian:g} % of the initial loss on Gaussian data at $p=256$ and {digits:g} % on the digits"
        in README
    )
    decay = [f"prism check --model tied-weight-decay{data}" for data in ("", " --data digits")]
    assert f"off by up to {math.ceil(max(map(largest, decay)))} % of how much the loss changes" in README
    rows = [row for command in decay for row in ROW.finditer(SHOWN[command])]
    assert len(rows) == 22
    assert all(abs(float(row["deviation"])) < float(row["error"]) for row in rows)  # "each by less than the error"


def test_the_study_page_has_the_errors_of_the_claims():
    sizes, *rows = re.findall(r"^\| (?:\$N\$|[a-z+]+) \|.* \|$", STUDY.partition("## What came out")[2], re.MULTILINE)[
        :6
    ]
    columns = [cell.strip() for cell in sizes.split("|")[2:-1]]
    shown = {}
    for row in rows:
        mask, *cells = (cell.strip() for cell in row.split("|")[1:-1])
        shown |= {f"error/{mask}/{size}": cell for size, cell in zip(columns, cells, strict=True)}
    recorded = {name: value for name, value in RECORD["study"]["values"].items() if name in shown}
    assert len(recorded) >= 6
    assert {name: f"{value:.3f}" for name, value in recorded.items()} == {name: shown[name] for name in recorded}


def test_the_study_page_has_the_ratios_of_the_benchmark():
    table = (ROOT / "benchmarks" / "RATIOS.md").read_text(encoding="utf-8")
    autograd, closed = re.findall(r"^\| test_study \| 480 runs stacked \| .* \| ([\d.]+) \|$", table, re.MULTILINE)
    assert f"{autograd} times as long as stacked ({closed} times with closed-form gradients in both" in STUDY
