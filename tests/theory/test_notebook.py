"""What notebooks show: balanced LaTeX, tables that hold what they are about, short representations."""

from dataclasses import replace
from fractions import Fraction

import matplotlib.mathtext
import pytest

from theory import REGIMES, by_scaling, coefficient
from theory.matrix import classify
from theory.matrix.expansion import expansion
from theory.matrix.regimes import regimes
from theory.models import load
from theory.notebook import LONGEST
from theory.solutions import MODELS, solutions

SHORT = 200
"""Characters of a representation: two lines of a terminal."""
SOLUTIONS = [found for model in MODELS for found in solutions(model).values()]


@pytest.mark.parametrize("shown", [*REGIMES.values(), *SOLUTIONS], ids=repr)
def test_formulas_are_balanced_latex_with_all_equations(shown):
    latex = shown._repr_latex_()
    losses = 2 if hasattr(shown, "train") else len(shown.losses)
    assert latex.count(r"\\" + "\n") == losses + len(shown.where)
    assert latex.count(r"\left") - latex.count(r"\left[") == latex.count(r"\right") - latex.count(r"\right]")
    assert latex.replace(r"\{", "").count("{") == latex.replace(r"\}", "").count("}")
    assert shown.name in latex
    assert len(repr(shown)) < SHORT
    assert "docs/" in shown.cite() or "arXiv" in shown.cite()


def test_a_coefficient_is_set_as_its_polynomial():
    shown = coefficient("train", 0)._repr_latex_()
    assert r"\mathbb{E}\,L_{\mathrm{train}}^{(0)}(0) &= \frac{1}{2} p - p H \sigma^{2}" in shown
    body = shown.split("&=")[1].split("\n")[0]
    matplotlib.mathtext.MathTextParser("agg").parse(f"${body}$")


def test_long_polynomials_keep_their_short_text():
    long = coefficient("train", 5)
    assert len(long.terms) > LONGEST
    assert long._repr_latex_() is None
    assert repr(long) == f"Coefficient(order 5 of the train expansion: {len(long.terms)} terms)"


def test_expansions_of_any_model():
    found = expansion(load("untied-autoencoder"), "train", 1)
    assert r"L_{\mathrm{train}}^{(1)}(0)" in found._repr_latex_()
    assert found.cite() == "order 1 of the mean of train, untied-autoencoder: docs/theory/matrix-models.md"
    assert len(repr(found)) < SHORT


def test_classifications_are_tables_of_distances():
    found = by_scaling(H=Fraction(2), N=Fraction(1), sigma2=Fraction(-2))
    shown = found._repr_html_()
    assert shown.startswith("<p>mean-field: p*sigma^2 -&gt; 0, H/p -&gt; inf")
    assert shown.count("<tr>") == 1 + len(found.distances)
    assert repr(found) == "Classification(mean-field; T: 0)"


def test_regimes_of_a_model_are_a_table():
    found = regimes(load("untied-autoencoder"))
    assert found._repr_html_().count("<tr>") == 1 + len(found.regimes) + len(found.alternating)
    assert "p/N -&gt; 0" in found["large-data"]._repr_html_()
    chosen = classify.by_scaling(found, {"p": Fraction(1), "H": Fraction(2), "N": Fraction(1), "sigma2": Fraction(-2)})
    assert found["mean-field"].condition.split(",")[0].replace(">", "&gt;") in chosen._repr_html_()
    assert r"\frac{H}{p} \to \infty" in found["mean-field"]._repr_latex_()
    assert chosen._repr_latex_() == found["mean-field"]._repr_latex_()
    body = found["large-data"]._repr_latex_().split("&")[1].split("\n")[0]
    matplotlib.mathtext.MathTextParser("agg").parse(f"${body}$")
    assert found["mean-field"].cite() == chosen.cite() == (
        "mean-field: docs/theory/matrix-models.md; the prism: arXiv:2606.05335"
    )  # fmt: skip
    nowhere = replace(chosen, regime=None, reason="no face")
    assert (nowhere._repr_latex_(), nowhere.cite().split(":")[0]) == (None, "no regime")
    assert max(len(repr(shown)) for shown in (found, found["large-data"], chosen)) < SHORT
