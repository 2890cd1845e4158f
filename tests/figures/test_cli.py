"""The command-line contract: JSON alone on stdout, exit status, one-line errors."""

import json

import numpy as np
import pytest

from figures.cli.main import run

SIZES = ["--p", "40", "--H", "10", "--N", "80", "--sigma2", "0.01", "--t-max", "1", "--points", "3"]


def output(capsys, *arguments):
    assert run(list(arguments)) == 0
    return capsys.readouterr().out


def as_json(capsys, *arguments):
    text = output(capsys, *arguments)
    assert text.count("\n") == 1
    return json.loads(text)


@pytest.fixture
def matrix(tmp_path, rng):
    path = tmp_path / "x.npy"
    np.save(path, rng.normal(size=(60, 12)) * np.linspace(0.5, 2, 12))
    return str(path)


def test_regimes_lists_the_twenty_faces(capsys):
    found = as_json(capsys, "regimes", "--json")["regimes"]
    assert [r["dimension"] for r in found] == [2] * 5 + [1] * 9 + [0] * 6
    keys = {"name", "dimension", "scaling", "time_scale", "train", "population", "solution"}
    assert all(keys <= set(r) for r in found)
    assert all(r["solution"] in ("closed form", "quadrature", "ode", "series") for r in found)


def test_regimes_as_text_and_latex(capsys):
    assert "mean-field (facet): eta -> inf; rate T = 1; quadrature" in output(capsys, "regimes", "mean-field")
    latex = output(capsys, "regimes", "small-data", "--format", "latex")
    assert latex.count(r"\begin{align*}") == latex.count(r"\end{align*}") == 1
    everything = output(capsys, "regimes", "--format", "latex")
    assert everything.count(r"\begin{align*}") == everything.count(r"\end{align*}") == 20


def test_regimes_print_the_series_asked_for(capsys):
    found = as_json(capsys, "regimes", "free+large-data", "--series", "1", "--json")["regimes"][0]
    assert found["name"] == "large-data+free"
    # (1/2) <a^2> and -4 <a^3>, moments of a Wishart matrix
    assert found["series"]["train"] == ["alpha**2*eta*(eta + 1)/2", "-4*alpha**3*eta*(eta**2 + 3*eta + 1)"]
    assert "train/p      = -alpha*eta + 1/2" in output(capsys, "regimes", "mean-field+narrow-latent", "--series", "0")


def test_predict_with_the_first_correction(capsys):
    sizes = ["--p", "40", "--H", "400", "--N", "80", "--sigma2", "0.0005", "--t-max", "1", "--points", "3"]
    plain, corrected = (
        as_json(capsys, "predict", *sizes, "--regime", "mean-field", *more, "--json") for more in ([], ["--correction"])
    )
    # at t = 0 the correction is that of E Tr A^2: p^2 H sigma^4 / 2
    assert corrected["train"][0] - plain["train"][0] == pytest.approx(40**2 * 400 * 0.0005**2 / 2)


def test_predict_warns_of_what_happens_later(capsys):
    """H = p/2 is no narrow latent: the loss is negative at t = 1, where 21.4 is true; and printed beside a reason."""
    sizes = ["--p", "100", "--H", "50", "--N", "200", "--sigma2", "1e-4", "--t-max", "2", "--points", "2"]
    assert run(["predict", "--regime", "narrow-latent", *sizes, "--json"]) == 0
    said = capsys.readouterr()
    warnings = json.loads(said.out)["warnings"]
    assert warnings[0].startswith("the train loss is negative from t = 0.7")
    assert all(f"prism: the limit narrow-latent: {text}" in said.err for text in warnings)
    assert run(["predict", "--regime", "narrow-latent", *sizes, "--correction"]) == 2
    assert "the correction to narrow-latent exceeds 10% of L(0)" in capsys.readouterr().err


def test_predict_simulates_where_no_correction_suffices(capsys):
    """H = 12 < N = 20: no map of rank 12 leaves less than about 62."""
    sizes = ["--p", "400", "--H", "12", "--N", "20", "--sigma2", "1.25e-3", "--t-max", "50", "--points", "2"]
    assert run(["predict", *sizes]) == 0
    out, err = capsys.readouterr()
    assert err == "prism: mean over simulated runs at these very sizes\n"
    names, *rows = (line.split() for line in out.splitlines())
    last = dict(zip(names, map(float, rows[-1]), strict=True))
    assert last["t"] == 50
    assert last["train"] == pytest.approx(62, abs=last["train_error"] + 0.6)


def test_predict_in_the_interior_says_route_and_error(capsys):
    sizes = ["--p", "300", "--H", "150", "--N", "300", "--sigma2", "0.001", "--points", "2", "--regime", "auto"]
    early = as_json(capsys, "predict", *sizes, "--t-max", "0.02", "--json")
    late = as_json(capsys, "predict", *sizes, "--t-max", "1", "--json")
    assert (early["route"], late["route"]) == ("series", "sampling")
    assert 0 < early["beyond_planar"] == late["beyond_planar"] < 1
    assert early["train"][0] == pytest.approx(late["train"][0], rel=1e-6)
    assert 0 < late["train_error"][1] <= 0.005 * late["train"][0]
    assert output(capsys, "predict", *sizes, "--t-max", "1").split()[:3] == ["t", "train", "train_error"]


@pytest.mark.parametrize("name", ["large-data+free", "mean-field+narrow-latent", "small-data+narrow-latent+free"])
def test_predict_on_edges_and_vertices(capsys, name):
    found = as_json(capsys, "predict", *SIZES, "--regime", "+".join(reversed(name.split("+"))), "--json")
    assert found["regime"] == name
    assert found["train"][0] > found["train"][-1]


def test_predict(capsys):
    found = as_json(capsys, "predict", *SIZES, "--regime", "mean-field", "--json")
    assert found["regime"] == "mean-field"
    assert found["t"] == [0, 0.5, 1]
    assert len(found["train"]) == len(found["population"]) == 3
    text = output(capsys, "predict", *SIZES, "--regime", "mean-field").splitlines()
    assert text[0].split() == ["t", "train", "population"]
    assert float(text[1].split()[1]) == pytest.approx(found["train"][0])


def test_predict_with_infinite_data(capsys):
    arguments = [a if a != "80" else "inf" for a in SIZES]
    found = as_json(capsys, "predict", *arguments, "--regime", "large-data", "--json")
    assert found["train"][0] == pytest.approx(17.0)  # (p/2) ((1 - a0)^2 + alpha a0)


def test_predict_and_simulate_with_data_agree_at_the_start(capsys, matrix):
    common = [
        "--H",
        "400",
        "--sigma2",
        "0.001",
        "--t-max",
        "0.1",
        "--points",
        "2",
        "--data",
        matrix,
        "--holdout",
        "0.25",
        "--json",
    ]
    theory = as_json(capsys, "predict", *common, "--regime", "mean-field")
    found = as_json(capsys, "simulate", *common, "--seeds", "3")
    for name in ("train", "population"):
        # p/H = 0.03 is the limit's error here
        assert found[name][0] == pytest.approx(theory[name][0], rel=0.05)
    assert found["seeds"] == 3


def test_data_without_holdout_have_no_population(capsys, matrix):
    common = ["--H", "4", "--sigma2", "0.01", "--t-max", "0.1", "--points", "2", "--data", matrix]
    assert as_json(capsys, "predict", *common, "--regime", "narrow-latent", "--json")["population"] is None
    assert as_json(capsys, "simulate", *common, "--seeds", "2", "--json")["population"] is None
    assert "population" not in output(capsys, "simulate", *common, "--seeds", "2")


def test_simulate_reaches_a_requested_standard_error(capsys):
    found = as_json(capsys, "simulate", *SIZES, "--stderr", "0.003", "--json")
    assert found["seeds"] >= 8
    for name in ("train", "population"):
        assert max(found[f"{name}_stderr"]) <= 0.003 * found[name][0]
    forecast = found["forecast"]
    assert forecast["reached"] <= forecast["stderr"] == 0.003
    assert forecast["seeds"] <= found["seeds"]
    assert len(forecast["variance_reduction"]["train"]) == 3


def test_simulate_forecasts_the_runs_of_a_requested_standard_error(capsys):
    assert run(["simulate", *SIZES, "--stderr", "0.003"]) == 0
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith("prism: 8 runs: standard error 0.0")
    assert all("of L(0), 0.003 takes " in line for line in lines)


def test_memory_chooses_the_solver_not_the_result(capsys):
    """Both solvers keep 1e-6 of L(0)."""
    plain, frugal = (
        as_json(capsys, "simulate", *SIZES, "--seeds", "2", *extra, "--json") for extra in ([], ["--memory", "1e-9"])
    )
    assert frugal["train"] == pytest.approx(plain["train"], abs=2e-6 * plain["train"][0])
    assert frugal["train"] != plain["train"]


def test_discrete_training_comes_close_to_the_flow(capsys):
    """Steps of 0.001 are off by about that share of the loss; single precision by its rounding."""
    arguments = ["simulate", *SIZES, "--seeds", "2", "--json"]
    flow, single = as_json(capsys, *arguments), as_json(capsys, *arguments, "--single")
    discrete = as_json(capsys, *arguments, "--optimizer", "gd", "--rate", "0.001")
    assert single["train"] == pytest.approx(flow["train"], rel=1e-4)
    assert discrete["train"] == pytest.approx(flow["train"], rel=1e-2)
    assert discrete["train"] != flow["train"]


def test_times_of_discrete_training_are_those_of_steps_each_once(capsys):
    """Eleven times to t = 1, with steps of 0.3 near four of them; a single step that fills the time is enough."""
    arguments = [*SIZES[:8], "--t-max", "1", "--points", "11", "--seeds", "2", "--optimizer", "gd", "--json", "--rate"]
    assert as_json(capsys, "simulate", *arguments, "0.3")["t"] == pytest.approx([0, 0.3, 0.6, 0.9])
    assert as_json(capsys, "simulate", *arguments, "1")["t"] == [0, 1]


def test_simulate_with_one_seed_has_null_errors(capsys):
    found = as_json(capsys, "simulate", *SIZES, "--seeds", "1", "--json")
    assert found["train_stderr"] == [None] * 3


def test_check_writes_table_figure_and_results(capsys, tmp_path):
    text = output(capsys, "check", "--regime", "narrow-latent", "--p", "64", "--seeds", "8", "--out", str(tmp_path))
    places, losses = (part.splitlines() for part in text.split("\n\n"))
    assert [line.split() for line in places] == [
        ["regime", "p", "H", "N", "sigma2", "seeds"],
        ["narrow-latent", "64", "4", "128", "0.00781", "8"],
    ]
    assert [line.split()[:2] for line in losses[1:]] == [["narrow-latent", "train"], ["narrow-latent", "population"]]
    assert max(map(len, losses)) <= 115  # what the site shows beside its menu without wrapping
    raw = json.loads((tmp_path / "check.json").read_text())
    assert len(raw["curves"]) == 2
    assert len(raw["curves"][0]["theory"]) == len(raw["curves"][0]["times"])
    assert (tmp_path / "check.png").stat().st_size > 10_000
    assert (tmp_path / "check.pdf").read_bytes().startswith(b"%PDF")


def test_check_with_data(capsys, matrix):
    rows = as_json(capsys, "check", "--data", matrix, "--seeds", "8", "--json")["rows"]
    assert [row["regime"] for row in rows] == ["mean-field", "narrow-latent"]
    assert all(row["order"]["along"] == "H/p" for row in rows)


BAD = [
    (["predict", "--p", "-4", *SIZES[2:], "--regime", "free"], "'-4' is not a positive integer"),
    (["predict", "--p", "1_0", *SIZES[2:], "--regime", "free"], "'1_0' is not a positive integer"),
    (
        ["predict", *SIZES[:6], "--sigma2", "0,1", *SIZES[8:], "--regime", "free"],
        "'0,1' is not a finite positive number",
    ),
    (["predict", "--p", "4.5", *SIZES[2:], "--regime", "free"], "'4.5' is not a positive integer"),
    (["predict", *SIZES[:4], "--N", "nan", *SIZES[6:], "--regime", "free"], "positive integer or inf"),
    (["predict", *SIZES[:6], "--sigma2", "1/0", *SIZES[8:], "--regime", "free"], "not a finite positive number"),
    (["predict", *SIZES[:6], "--sigma2", "inf", *SIZES[8:], "--regime", "free"], "not a finite positive number"),
    (["predict", *SIZES[:8], "--t-max", "nan", "--regime", "free"], "not a finite positive number"),
    (["predict", *SIZES, "--regime", "narow-latent"], "did you mean narrow-latent"),
    (["predict", "--H", "3", *SIZES[6:], "--regime", "mean-field"], "--p and --N missing"),
    (
        ["predict", "--data", "digits", *SIZES[2:4], "--sigma2", "0.1", "--t-max", "1", "--correction"],
        "name it (large-data, small-data",
    ),
    (["predict", *SIZES, "--regime", "auto", "--accuracy", "1e-10"], "out of range"),
    (["predict", *SIZES, "--regime", "free", "--accuracy", "0.1"], "goes with --regime auto"),
    (["predict", *SIZES, "--regime", "large-data+free", "--correction"], "no correction to large-data+free is known"),
    (
        ["predict", "--H", "3", *SIZES[6:], "--regime", "mean-field", "--data", "no.csv"],
        "cannot read no.csv: no such file",
    ),
    (["predict", *SIZES, "--regime", "mean-field", "--data", "digits"], "contradicts the data, which have 64"),
    (["predict", *SIZES, "--regime", "mean-field", "--holdout", "0.2"], "needs --data"),
    (["predict", *SIZES, "--regime", "mean-field", "--no-scale"], "--no-scale needs --data"),
    (["simulate", *SIZES, "--device", "abacus"], "no device"),
    (["simulate", *SIZES, "--seeds", "0"], "not a positive integer"),
    (["simulate", *SIZES, "--optimizer", "gd"], "needs --rate"),
    (["simulate", *SIZES, "--rate", "0.1"], "need --optimizer"),
    (["simulate", *SIZES, "--optimizer", "gd", "--rate", "0.1", "--device", "cuda"], "CPU only"),
    (["simulate", *SIZES, "--optimizer", "gd", "--rate", "2"], "--rate 2 is longer than --t-max 1"),
    (["simulate", *SIZES, "--stderr", "0"], "not a finite positive number"),
    (["check", "--p", "8"], "too small"),
    (["check", "--seeds", "1"], "one run has no standard error, give at least 2"),
    (["check", "--model", "quadratic", "--seeds", "1"], "one run has no standard error, give at least 2"),
    (["check", "--regime", "nonsense"], "no regime is named 'nonsense'"),
    (["frobnicate"], "No such command"),
    (["regimes", "--format", "html"], "html"),
]


@pytest.mark.parametrize(("arguments", "message"), BAD)
def test_bad_input_is_one_line_and_status_two(capsys, arguments, message):
    assert run(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert message in captured.err
    assert captured.err.count("\n") == 1


def test_a_regime_that_does_not_suit_the_sizes_is_named(capsys):
    sizes = ["--p", "60", "--H", "1200", "--N", "120", "--sigma2", "2e-4", "--t-max", "1", "--points", "2", "--json"]
    run(["predict", "--regime", "narrow-latent", *sizes])
    far = capsys.readouterr()
    run(["predict", "--regime", "mean-field", *sizes])
    near = capsys.readouterr()
    assert json.loads(near.out)["missed"] <= 0.1 < 0.5 < json.loads(far.out)["missed"]
    assert near.err == ""
    assert far.err.startswith("prism: the limit narrow-latent misses 83% of the derivatives at t = 0")


def test_auto_at_the_border_corrects_the_nearest_facet(capsys):
    """H/p = 0.0025 is too small to sample, and the series does not reach t = 3."""
    sizes = ["--p", "400", "--H", "1", "--N", "400", "--sigma2", "0.002", "--t-max", "3", "--points", "3"]
    found = as_json(capsys, "predict", *sizes, "--json")
    assert (found["regime"], found["route"]) == ("narrow-latent", "correction")
    named = as_json(capsys, "predict", *sizes, "--regime", "narrow-latent", "--correction", "--json")
    assert found["train"] == named["train"]
    assert run(["predict", *sizes]) == 0
    assert capsys.readouterr().err == "prism: narrow-latent with its first correction\n"


def test_auto_refuses_what_no_route_reaches(capsys):
    assert run(["predict", "--p", "400", "--H", "2", "--N", "3", "--sigma2", "0.005", "--t-max", "0.05"]) == 1
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert "runs at these sizes scatter: ask for an accuracy of 0.0" in said.err


def test_auto_with_infinite_data_is_exact(capsys):
    sizes = ["--p", "40", "--H", "10", "--N", "inf", "--sigma2", "0.01", "--t-max", "1", "--points", "3", "--json"]
    found, named = as_json(capsys, "predict", *sizes), as_json(capsys, "predict", *sizes, "--regime", "large-data")
    assert found == named


def test_auto_with_data_integrates_and_says_how_far_the_limits_are(capsys, matrix):
    arguments = ["predict", "--data", matrix, "--H", "4000", "--sigma2", "1e-4", "--t-max", "1", "--json"]
    assert run(arguments) == 0
    found = capsys.readouterr()
    result = json.loads(found.out)
    assert (result["regime"], result["route"], result["fit"]["best"]) == ("exact", "integrate", "mean-field")
    assert result["fit"]["off"]["mean-field"] < result["fit"]["off"]["narrow-latent"]
    assert max(result["train_error"]) <= 0.005 * result["train"][0]
    assert "mean-field is off by at most" in found.err


def test_predict_with_infinite_data_and_its_correction(capsys):
    """At N = inf what is left is 1/p: at t = 0, p H sigma^4 / 2."""
    arguments = [a if a != "80" else "inf" for a in SIZES]
    plain, corrected = (as_json(capsys, "predict", *arguments, *more, "--json") for more in ([], ["--correction"]))
    assert (plain["regime"], corrected["regime"], corrected["route"]) == ("large-data", "interior", "simulation")
    assert max(corrected["train_error"]) <= 0.002 * corrected["train"][0]
    assert corrected["train"][0] - plain["train"][0] == pytest.approx(40 * 10 * 0.01**2 / 2)


def test_predict_shows_the_band_of_a_run(capsys, monkeypatch, matrix):
    """As many columns as losses, a tenth as wide for a mean of 100 runs, and no change in the losses."""
    monkeypatch.setattr("numerics.autoencoder.planar.smaller_sizes.RUNS", 300)
    arguments = ["predict", "--p", "8", "--H", "4", "--N", "16", *SIZES[6:], "--regime", "mean-field", "--json"]
    plain, one, many = (as_json(capsys, *arguments, *more) for more in ([], ["--runs", "1"], ["--runs", "100"]))
    bands = ["train_band", "train_band_error", "population_band", "population_band_error"]
    assert {key: value for key, value in one.items() if key not in bands} == plain
    for name in bands:
        assert 10 * np.array(many[name]) == pytest.approx(np.array(one[name]))
    assert run([*arguments[:-1], "--runs", "1"]) == 0
    said = capsys.readouterr()
    assert said.err.startswith("prism: the bands are the standard deviation of one run, from 300 runs at these sizes\n")
    assert said.out.split()[:4] == ["t", "train", "population", "train_band"]
    on_data = ["predict", "--data", matrix, "--H", "4", "--sigma2", "0.01", "--t-max", "0.1", "--points", "2", "--json"]
    found = as_json(capsys, *on_data, "--regime", "mean-field", "--runs", "1")
    assert found["train_band"][0] > found["train_band_error"][0] > 0
    assert found["population_band"] is None
