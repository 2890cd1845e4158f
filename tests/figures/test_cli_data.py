"""Tables on the command line: one line on stderr says what was read, one key of the json too."""

import json

import numpy as np
import pytest
from sklearn.datasets import load_wine

PREDICT = ["predict", "--regime", "mean-field", "--H", "2000", "--sigma2", "1e-4", "--t-max", "1", "--points", "2"]
SIMULATE = ["simulate", "--H", "20", "--sigma2", "1e-2", "--t-max", "0.1", "--points", "2", "--seeds", "2"]
CHECK = ["check", "--regime", "narrow-latent", "--seeds", "4"]


@pytest.fixture
def wine(tmp_path):
    path = tmp_path / "wine.csv"
    load_wine(as_frame=True).frame.rename(columns={"target": "class"}).to_csv(path, index=False)
    return str(path)


def test_what_was_read_is_said_in_one_line(run_prism, wine):
    status, _, said = run_prism(*PREDICT, "--data", wine)
    assert status == 0
    read, *_ = said.splitlines()
    assert read.startswith(
        f"prism: 178 samples x 14 features from {wine}, header skipped, column `class` looks like labels: --drop"
    )
    assert "column `proline` carries 99.8% of the variance: --standardize" in read


@pytest.mark.parametrize("command", [PREDICT, SIMULATE, CHECK], ids=lambda command: command[0])
def test_every_command_takes_the_options_and_says_it_in_json(run_prism, wine, command):
    status, out, _ = run_prism(
        *command, "--data", wine, "--drop", "class", "--standardize", "--holdout", "0.25", "--json"
    )
    assert status == 0
    found = json.loads(out)["data"]
    assert (found["samples"], found["features"], found["header"]) == (178, 13, True)
    assert found["dropped"] == ["class"]
    assert found["columns"][-1] == "proline"
    assert (found["standardize"], found["holdout"]) == (True, 0.25)
    assert not any("variance" in remark for remark in found["remarks"])


def test_classify_takes_the_sizes_of_a_table(run_prism, wine):
    """The face is that of Gaussian samples of its sizes, which it says; the spectrum of wine is far from theirs."""
    weights = ("--H", "1400", "--sigma2", "1e-4")
    status, out, said = run_prism("classify", "--data", wine, "--drop", "class", *weights, "--json")
    found, bare = json.loads(out), run_prism("classify", "--p", "13", "--N", "178", *weights, "--json")[1]
    assert status == 0
    assert found["data"]["samples"] == 178
    assert found["looks_gaussian"] is False
    assert {key: found[key] for key in json.loads(bare)} == json.loads(bare)
    assert "for Gaussian samples of these sizes" not in said
    status, _, said = run_prism("classify", "--data", wine, "--N", "5", *weights)
    assert status == 2
    assert said.splitlines()[-1] == "prism: --N does not go with --data: they are the table's"


def test_columns_and_dialect(run_prism, tmp_path, rng):
    x = rng.normal(size=(30, 4)) * 100
    lines = [";".join(f"{value:.3f}".replace(".", ",") for value in row) for row in x]
    (tmp_path / "x.csv").write_text("\n".join(lines))
    options = ["--columns", "3,0", "--delimiter", ";", "--decimal", ",", "--no-header", "--json"]
    status, out, _ = run_prism(*PREDICT, "--data", str(tmp_path / "x.csv"), *options)
    assert status == 0
    np.save(tmp_path / "x.npy", x.round(3)[:, [3, 0]])
    _, expected, _ = run_prism(*PREDICT, "--data", str(tmp_path / "x.npy"), "--json")
    assert json.loads(out)["train"] == pytest.approx(json.loads(expected)["train"], rel=1e-12)


def test_digits_are_read_without_a_word(run_prism):
    _, _, said = run_prism(*SIMULATE, "--data", "digits")
    assert said == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--holdout", "0.001"], "holdout = 0.001 holds out none of 178 samples"),
        (["--drop", "klass"], "no column is named klass: there are class"),
        (["--drop", "99"], "there is no column 99"),
        (["--standardize", "--no-scale"], "leave one out"),
        (["--delimiter", "xy"], "separates no cells"),
    ],
)
def test_mistakes_end_in_one_line(run_prism, wine, arguments, message):
    status, out, said = run_prism(*PREDICT, "--data", wine, *arguments)
    assert (status, out) == (2, "")
    assert message in said.splitlines()[-1]


@pytest.mark.parametrize(
    "option",
    [["--drop", "a"], ["--columns", "a"], ["--no-header"], ["--delimiter", ";"], ["--standardize"]],
    ids=" ".join,
)
def test_options_of_tables_need_a_table(run_prism, option):
    status, _, said = run_prism(*PREDICT, "--p", "9", "--N", "9", *option)
    assert status == 2
    assert "needs --data" in said
    assert said.count("\n") == 1


def test_three_features_have_no_narrow_ladder(run_prism, tmp_path, rng):
    """At H = 4 the limit loss starts at zero: shares of it divided by zero, and the verdict was about numpy's nan."""
    path = tmp_path / "three.csv"
    np.savetxt(path, rng.normal(size=(9, 3)), delimiter=",")
    status, out, said = run_prism("check", "--data", str(path), "--seeds", "4")
    assert status == 0
    assert "mean-field" in out
    assert "narrow-latent" not in out
    assert "prism: narrow-latent left out: it takes 4 features or more" in said
    status, _, said = run_prism(*CHECK, "--data", str(path))
    assert status == 2
    assert "narrow-latent is checked at H = 4, 2, 1 on 4 features or more, not on 3" in said
