"""``--covariance`` on the command line."""

import json

import pytest

POINT = ["--p", "20", "--H", "2000", "--N", "40", "--sigma2", "1e-4", "--t-max", "1", "--points", "3"]
PREDICT = ["predict", "--regime", "mean-field", *POINT]


def test_predict_and_simulate_agree(run_prism):
    """60 runs; beyond the first correction there are terms of order 1/p^2, 1 % with derivatives in them."""
    law = ["--covariance", "3:0.5,0.2:0.5", "--json"]
    status, out, said = run_prism(*PREDICT, "--correction", *law)
    assert (status, said) == (0, "")
    predicted = json.loads(out)
    assert (predicted["covariance"], predicted["warnings"]) == ("3:0.5,0.2:0.5", [])
    status, out, _ = run_prism("simulate", *POINT, "--seeds", "60", *law)
    assert status == 0
    found = json.loads(out)
    for name in ("train", "population"):
        for mean, error, expected in zip(found[name], found[f"{name}_stderr"], predicted[name], strict=True):
            assert abs(mean - expected) < 4 * error + 0.01 * predicted[name][0]


def test_shares_that_are_scaled_or_rounded_are_named(run_prism):
    status, _, said = run_prism(*PREDICT, "--covariance", "3:1,0.2:2")
    assert status == 0
    assert "the shares of 3:1,0.2:2 sum to 3 and are scaled to one" in said
    assert "rounded to whole eigenvalues of 20: 3 in 7, 0.2 in 13" in said


def test_a_file_gives_p(run_prism, tmp_path):
    file = tmp_path / "c.txt"
    file.write_text("2 1 0.5 0.1")
    arguments = [x for x in PREDICT if x not in ("--p", "20")]
    status, out, _ = run_prism(*arguments, "--covariance", str(file), "--json")
    assert status == 0
    assert json.loads(out)["train"][0] == pytest.approx(3.6 / 2 * 0.8**2, rel=1e-9)


def test_compare_names_the_covariance(run_prism):
    call = ["compare", *POINT, "--seeds", "4", "--covariance", "3:0.5,0.2:0.5"]
    status, out, said = run_prism(*call, "--json")
    found = json.loads(out)
    assert (status, said, found["covariance"]) == (0, "", "3:0.5,0.2:0.5")
    assert [theory["name"] for theory in found["theories"]] == ["mean-field", "corrected mean-field"]
    _, predicted, _ = run_prism(*PREDICT, "--covariance", "3:0.5,0.2:0.5", "--json")
    assert found["theories"][0]["losses"]["train"] == json.loads(predicted)["train"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([*PREDICT, "--covariance", "x"], "'x' is neither a covariance nor a text file: give power-law:EXPONENT"),
        (
            ["predict", *POINT, "--covariance", "1:1"],
            "--regime auto looks at data of identity covariance",
        ),
        ([*PREDICT, "--covariance", "1:1", "--runs", "2"], "--runs does not go with --covariance: leave it out"),
        ([*PREDICT[:3], *POINT[2:], "--covariance", "1:1"], "--p missing: give it, or a file of eigenvalues"),
        (["check", "--covariance", "1:1", "--data", "digits"], "--data has its own: leave one out"),
        (
            ["check", "--regime", "free", "--covariance", "1:1"],
            "no check for free here: choose one of mean-field",
        ),
        (["simulate", "--model", "denoising", "--covariance", "1:1", "--t-max", "1"], "--covariance does not go with"),
        (["compare", "--model", "denoising", "--covariance", "1:1", "--t-max", "1"], "--covariance does not go with"),
        (["compare", "--covariance", "1:1", "--data", "digits", "--t-max", "1"], "--data has its own: leave one out"),
    ],
)
def test_bad_input_is_one_line(run_prism, arguments, said):
    status, _, err = run_prism(*arguments)
    assert status == 2
    assert said in err
    assert len(err.strip().splitlines()) == 1
