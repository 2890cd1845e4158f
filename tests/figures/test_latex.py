"""The LaTeX of every regime: each formula in matplotlib's mathtext, whole documents where there is a LaTeX engine."""

import shutil
import subprocess

import pytest
from matplotlib.mathtext import MathTextParser

from figures.cli.regimes import as_latex
from theory.autoencoder.regimes import REGIMES
from theory.notebook import upright

LATEX = shutil.which("pdflatex")


@pytest.mark.parametrize("name", REGIMES)
def test_lines_are_mathtext(name):
    r"""Line by line; mathtext has neither ``\limits`` nor ``cases``, which LaTeX knows."""
    body = as_latex(REGIMES[name], 3).split(r"\begin{align*}")[1].split(r"\end{align*}")[0]
    for line in body.split(" \\\\\n"):
        if "cases" not in line:
            formula = line.strip().replace(r"\limits", "").replace("&=", "=")
            MathTextParser("path").parse(f"${formula}$")


def test_names_of_any_characters_are_upright_words():
    """A brace or a dollar of a loss's name ended the formula."""
    names = ["test loss", "a_b", "50%", "$x$", "#1", "a&b", "x{y}", "é"]
    for name in names:
        MathTextParser("path").parse(f"$L_{{{upright(name)}}}$".replace(r"\&", "+"))  # mathtext has no \&
    assert upright("a\\b^~") == r"\mathrm{a\backslash b\wedge \sim }"


@pytest.mark.skipif(LATEX is None, reason="there is no LaTeX engine")
def test_all_regimes_compile(tmp_path):
    text = "\n\n".join(as_latex(r, 3) for r in REGIMES.values())
    document = rf"\documentclass{{article}}\usepackage{{amsmath}}\begin{{document}}{text}\end{{document}}"
    (tmp_path / "regimes.tex").write_text(document.replace(r"\begin{document}", "\\begin{document}\n"))
    command = [LATEX, "-interaction=nonstopmode", "-halt-on-error", "regimes.tex"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout[-2000:]
