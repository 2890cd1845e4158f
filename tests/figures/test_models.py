"""``prism expand --model`` and ``prism models`` as a script sees them."""

import json
import re
from fractions import Fraction

import matplotlib.pyplot as plt
import pytest

from theory.autoencoder.expansion import coefficient
from theory.matrix import expansion, variance
from theory.models import load, names
from theory.models.tied_autoencoder import variant

FILE = """
[sizes]
p = "inputs"
H = "hidden units"
[scalars]
sigma2 = "variance"
lambda = "decay"
[matrices]
W = { shape = ["p", "H"], variance = "sigma2", trained = true }
[losses]
fit = "Tr((I - W*W.T)**2)/2 + lambda*Tr(W*W.T)/2"
[flow]
loss = "fit"
"""


@pytest.fixture
def own(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(FILE)
    return str(path)


def test_json(run_prism):
    arguments = "expand", "--model", "low-rank-adaptation", "--loss", "population", "--order", "2"
    status, out, err = run_prism(*arguments, "--json")
    found = json.loads(out)
    assert (status, err) == (0, "")
    assert list(found) == ["model", "loss", "order", "terms"]
    assert (found["model"], found["loss"], found["order"]) == ("low-rank-adaptation", "population", 2)
    expected = expansion(load("low-rank-adaptation"), "population", 2)
    terms = {
        tuple(term["exponents"].get(name, 0) for name in expected.names): Fraction(term["coefficient"])
        for term in found["terms"]
    }
    assert terms == expected.terms
    assert all(0 not in term["exponents"].values() for term in found["terms"])
    assert run_prism(*arguments, "--format", "json")[1] == out


def test_planar_json(run_prism):
    found = json.loads(run_prism("expand", "--model", "tied-autoencoder", "--order", "1", "--planar", "--json")[1])
    assert found["planar"] is True
    assert len(found["terms"]) == 12


def test_the_tied_model_prints_the_same_with_and_without_its_name(run_prism, empty_cache):  # noqa: ARG001
    for loss in ("train", "population"):
        plain = run_prism("expand", "--loss", loss, "--order", "2")[1]
        assert run_prism("expand", "--loss", loss, "--order", "2", "--model", "tied-autoencoder")[1] == plain


def test_a_file_and_the_loss_of_its_flow(run_prism, own):
    status, out, err = run_prism("expand", "--model", own, "--order", "0")
    assert (status, err) == (0, "")
    assert out == (
        "1/2 p - p H sigma^2 + 1/2 p H sigma^2 lambda + 1/2 p^2 H sigma^4 + 1/2 p H^2 sigma^4 + 1/2 p H sigma^4\n"
    )
    assert run_prism("expand", "--model", own, "--loss", "fit", "--order", "0")[1] == out


def test_latex_compiles(run_prism, own):
    latex = run_prism("expand", "--model", own, "--order", "1", "--format", "latex")[1].strip()
    assert latex.startswith(r"\mathbb{E}\left[ \mathrm{fit}^{(1)}(0) \right] = ")
    assert r"\lambda^{2}" in latex
    figure = plt.figure()
    figure.text(0, 0, f"${latex}$")
    figure.canvas.draw()
    plt.close(figure)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--model", "tied"], "the model is a file NAME.toml or one of tied-autoencoder"),
        (["--model", "none.toml"], "none.toml: cannot be read: No such file or directory"),
        (["--model", "regression", "--loss", "error"], "the loss is train or population, got 'error'"),
        (["--model", "regression", "--free"], "--free and --infinite-data do not go with --model"),
        (["--loss", "error"], "the loss is train or population, got 'error'"),
    ],
)
def test_bad_input(run_prism, arguments, message):
    status, out, err = run_prism("expand", "--order", "1", *arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert message in err


def test_out_of_reach(run_prism):
    status, out, err = run_prism("expand", "--model", "untied-autoencoder", "--order", "40")
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert "order 40 would take" in err


def test_models(run_prism):
    status, out, err = run_prism("models")
    assert (status, err) == (0, "")
    assert [line for line in out.splitlines() if line and not line.startswith(" ")] == list(names())
    assert "train *     Tr((I - V*U)*X*X.T*(I - V*U).T)/(2*N)" in out


def test_models_and_regimes_count_alike(run_prism):
    (_, described, _), (_, listed, _) = run_prism("models", "regression"), run_prism("regimes", "--model", "regression")
    assert re.search(r"regimes +(\d+), ", described)[1] == re.search(r": (\d+) regimes", listed)[1]


def test_models_json(run_prism, own):
    found = json.loads(run_prism("models", "--json")[1])["models"]
    assert [model["name"] for model in found] == list(names())
    (mine,) = json.loads(run_prism("models", own, "--json")[1])["models"]
    assert mine == {
        "name": "own",
        "sizes": {"p": "inputs", "H": "hidden units"},
        "scalars": {"sigma2": "variance", "lambda": "decay"},
        "losses": {"fit": "Tr((I - W*W.T)**2)/2 + lambda*Tr(W*W.T)/2"},
        "flow": "fit",
    }


def test_the_variance(run_prism):
    arguments = "expand", "--moment", "variance", "--order", "1", "--loss", "population"
    status, out, err = run_prism(*arguments, "--model", "tied-autoencoder", "--planar", "--json")
    found = json.loads(out)
    assert (status, err, found["moment"], found["planar"]) == (0, "", "variance", True)
    expected = variance(load("tied-autoencoder"), "population", 1, planar=True)
    assert {
        tuple(term["exponents"].get(name, 0) for name in expected.names): Fraction(term["coefficient"])
        for term in found["terms"]
    } == expected.terms
    plain = json.loads(run_prism(*arguments, "--planar", "--json")[1])
    assert plain["moment"] == "variance"
    terms = {tuple(term[name] for name in expected.names): Fraction(term["coefficient"]) for term in plain["terms"]}
    assert terms == expected.terms
    text = run_prism(*arguments)[1]
    assert text == run_prism(*arguments, "--model", "tied-autoencoder")[1]
    assert text != run_prism(*arguments[:2], "mean", *arguments[3:])[1]


def test_the_variance_in_latex_compiles(run_prism):
    arguments = "expand", "--moment", "variance", "--order", "0", "--format", "latex"
    for model, name in (["--model", "regression"], r"\mathrm{train}"), ([], r"L_{\mathrm{tr}}"):
        latex = run_prism(*arguments, *model)[1].strip()
        assert latex.startswith(rf"\operatorname{{Var}}\left[ {name} \right]^{{(0)}}(0) = ")
        figure = plt.figure()
        figure.text(0, 0, f"${latex}$")
        figure.canvas.draw()
        plt.close(figure)


@pytest.mark.parametrize(
    "options", [{"target": False}, {"infinite_data": True}, {"target": False, "infinite_data": True}]
)
def test_the_variants_of_the_tied_model_have_its_means(run_prism, options):
    """What the variance with --free and --infinite-data is computed from has the means of these options."""
    for loss in ("train", "population"):
        assert expansion(variant(**options), loss, 2).terms == coefficient(loss, 2, **options).terms
    flags = [flag for flag, name in (("--free", "target"), ("--infinite-data", "infinite_data")) if name in options]
    found = json.loads(run_prism("expand", "--moment", "variance", "--order", "0", *flags, "--json")[1])
    assert len(found["terms"]) == len(variance(variant(**options), "train", 0).terms)
    assert found.get("infinite_data", False) is options.get("infinite_data", False)
