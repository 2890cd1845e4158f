"""Counts that stand in the text of README and pages."""

import re

import pytest

from tests.docs.pages import ROOT
from theory.matrix.regimes import regimes
from theory.models import load, names
from theory.solutions import solutions

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAPER = (ROOT / "docs" / "paper.md").read_text(encoding="utf-8")
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
