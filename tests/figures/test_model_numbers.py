"""``prism predict --model`` and ``prism simulate --model`` as a script sees them."""

import json
from functools import partial

import numpy as np
import pytest

from figures.cli import model_predict
from numerics.models.fluctuations import bands
from numerics.models.planar import planar
from numerics.models.point import Point
from numerics.models.simulation import simulate
from numerics.models.training import train
from numerics.solutions import limit
from theory.models import load

POINT = "--size", "p=8", "--size", "H=4", "--size", "N=16", "--value", "sigma2=0.05"
UNTIED = "--model", "untied-autoencoder", *POINT, "--t-max", "1", "--points", "3"
TIMES = np.linspace(0, 1, 3)


def point():
    return Point(load("untied-autoencoder"), {"p": 8, "H": 4, "N": 16}, {"sigma2": 0.05})


@pytest.fixture
def samples(tmp_path, rng):
    """A table of 16 samples with 8 features."""
    file = tmp_path / "samples.npy"
    np.save(file, rng.standard_normal((16, 8)))
    return file


def test_predict_json_is_the_planar_limit(run_prism):
    status, out, err = run_prism("predict", *UNTIED, "--accuracy", "0.05", "--json")
    found, here = json.loads(out), planar(point(), TIMES, 0.05)
    assert status == 0
    assert list(found) == ["model", "t", "losses", "error", "route"]
    assert (found["model"], found["t"]) == ("untied-autoencoder", [0.0, 0.5, 1.0])
    assert found["losses"] == {name: list(curve) for name, curve in here.losses.items()}
    assert found["error"] == {name: list(error) for name, error in here.errors.items()}
    assert found["route"] == f"planar limit: {here.route}"
    assert err == f"prism: {found['route']}\n"


def test_correction_is_the_mean_at_the_sizes(run_prism):
    status, out, err = run_prism("predict", *UNTIED, "--accuracy", "0.05", "--correction")
    assert status == 0
    assert err.startswith("prism: mean at these sizes: 80 runs at the point itself")
    assert out.split("\n")[0].split() == ["t", "train", "train_error", "population", "population_error"]


def test_what_takes_too_long_is_refused_beforehand(run_prism, samples):
    """A table in other units than the model's makes the flow stiff: so many steps are foreseen, and none is made."""
    np.save(samples, 1000 * np.load(samples))
    given = (
        "--model",
        "untied-autoencoder",
        "--size",
        "H=4",
        "--value",
        "sigma2=0.05",
        "--size",
        "p=8",
        "--t-max",
        "1e6",
    )
    status, out, err = run_prism("predict", *given, "--matrix", f"X={samples}", "--budget", "5")
    assert (status, out) == (1, "")
    assert "the fastest of its directions falls at the rate" in err
    assert "more than 5 s: give an earlier --t-max, matrices divided by their scale, or a larger --budget" in err
    status, _, err = run_prism("predict", *UNTIED, "--series", "--budget", "5")
    assert (status, err) == (2, "prism: --budget is for runs, the series makes none: leave it out\n")


@pytest.fixture
def coarse_bands(monkeypatch):
    """Bands within 30 %: 400 runs."""
    monkeypatch.setattr(model_predict, "bands", partial(bands, accuracy=0.3))


@pytest.mark.usefixtures("coarse_bands")
def test_predict_shows_the_band_of_a_run(run_prism):
    """Beside the same losses, a tenth as wide for a mean of 100 runs."""
    early = "predict", "--model", "untied-autoencoder", *POINT, "--t-max", "0.02", "--points", "2", "--series"
    plain, one, many = (run_prism(*early, *more, "--json") for more in ([], ["--runs", "1"], ["--runs", "100"]))
    found, here = json.loads(one[1]), bands(point(), [0.0, 0.02], accuracy=0.3)
    assert list(found) == ["model", "t", "losses", "error", "band", "band_error", "route"]
    assert {key: value for key, value in found.items() if not key.startswith("band")} == json.loads(plain[1])
    for kind, rows in (("band", here.values), ("band_error", here.errors)):
        for name in ("train", "population"):
            assert found[kind][name] == pytest.approx(list(rows[name]))
            assert 10 * np.array(json.loads(many[1])[kind][name]) == pytest.approx(rows[name])
    said = "prism: the bands are the standard deviation of"
    assert one[2].splitlines()[1] == f"{said} one run, from {here.route}"
    assert many[2].splitlines()[1].startswith(f"{said} the mean of 100 runs, from ")
    header = run_prism(*early, "--runs", "1")[1].splitlines()[0].split()
    assert header[5:] == ["train_band", "train_band_error", "population_band", "population_band_error"]


def test_a_band_that_is_not_reached(run_prism, monkeypatch):
    monkeypatch.setattr(model_predict, "bands", partial(bands, accuracy=0.01, most=400))
    early = "--model", "untied-autoencoder", *POINT, "--t-max", "0.02", "--points", "2", "--series"
    status, out, err = run_prism("predict", *early, "--runs", "1")
    assert (status, out) == (1, "")
    assert "after 400 runs, 0.02 is asked for: allow more runs" in err
    assert err.endswith("or leave out --runs\n")


@pytest.mark.usefixtures("coarse_bands")
def test_the_band_over_starts_of_a_table(run_prism, samples):
    """Given samples do not scatter, and small weights hardly do."""
    common = "--model", "untied-autoencoder", "--size", "H=4", "--t-max", "0.01", "--points", "2", "--accuracy", "0.5"
    options = "--size", "p=8", "--value", "sigma2=1e-5", "--matrix", f"X={samples}", "--runs", "1", "--json"
    status, out, _ = run_prism("predict", *common, *options)
    assert status == 0
    assert 0 < json.loads(out)["band"]["train"][0] < 1e-3


def test_simulate_json(run_prism):
    status, out, err = run_prism("simulate", *UNTIED, "--seeds", "3", "--seed", "5", "--json")
    found, here = json.loads(out), simulate(point(), TIMES, 3, 5)
    assert (status, err) == (0, "")
    assert list(found) == ["model", "t", "losses", "stderr", "route", "seeds"]
    assert (found["route"], found["seeds"]) == ("gradient flow", 3)
    assert found["losses"]["population"] == pytest.approx(list(here.mean["population"]))
    assert found["stderr"]["train"] == pytest.approx(list(here.stderr["train"]))


@pytest.mark.slow
def test_a_named_regime_with_its_first_correction(run_prism):
    sizes = "--size", "p=40", "--size", "H=400", "--size", "N=80", "--value", "sigma2=0.001"
    common = "predict", "--model", "untied-autoencoder", *sizes, "--t-max", "1", "--points", "3"
    plain, corrected = (
        json.loads(run_prism(*common, "--regime", "mean-field", *more, "--json")[1]) for more in ([], ["--correction"])
    )
    assert (plain["correction"], corrected["correction"]) == (False, True)
    here = Point(load("untied-autoencoder"), {"p": 40, "H": 400, "N": 80}, {"sigma2": 0.001})
    added = limit("untied-autoencoder", "mean-field").correction([0.0, 0.5, 1.0], here)
    for loss, curve in plain["losses"].items():
        assert corrected["losses"][loss] == pytest.approx(np.array(curve) + added[loss])
    status, _, err = run_prism(*common, "--regime", "lazy", "--correction")
    assert (status, err) == (2, "prism: no correction to lazy of untied-autoencoder is known: leave it out\n")


def test_as_many_runs_as_a_standard_error_needs(run_prism):
    status, out, err = run_prism("simulate", *UNTIED, "--stderr", "0.03", "--json")
    found = json.loads(out)
    assert status == 0
    assert err.splitlines()[0].startswith("prism: 8 runs: standard error ")
    assert found["seeds"] > 8
    assert found["forecast"]["reached"] <= 0.03
    assert max(found["stderr"]["train"]) <= 0.03 * found["losses"]["train"][0]


def test_training_in_minibatches(run_prism):
    steps = "--optimizer", "sgd", "--rate", "0.05", "--batch", "N=4", "--seeds", "2"
    status, out, err = run_prism("simulate", *UNTIED, *steps, "--json")
    found, here = json.loads(out), train(point(), [0, 10, 20], 0.05, 2, optimizer="sgd", batch=("N", 4))
    assert (status, err) == (0, "")
    assert (found["route"], found["t"]) == ("sgd at rate 0.05", [0.0, 0.5, 1.0])
    assert found["losses"]["train"] == pytest.approx(list(here.mean["train"]))


@pytest.mark.parametrize("sizes", [["p=8"], ["N=16"], ["N=16", "p=8"]])
def test_a_table_is_turned_and_gives_its_sizes(run_prism, samples, sizes):
    options = [word for size in [*sizes, "H=4"] for word in ("--size", size)]
    common = "--model", "untied-autoencoder", "--value", "sigma2=0.05", "--t-max", "1", "--points", "3"
    status, out, err = run_prism("simulate", *common, *options, "--matrix", f"X={samples}", "--seeds", "2", "--json")
    here = simulate(point(), TIMES, 2, matrices={"X": np.load(samples).T})
    assert status == 0
    assert err.splitlines() == [
        f"prism: X: 16 samples x 8 features from {samples}, turned to p x N = 8 x 16",
        "prism: population does not contain X: only training brings the table in, new samples are the model's",
    ]
    assert json.loads(out)["losses"]["train"] == pytest.approx(list(here.mean["train"]))


def test_a_table_as_it_stands(run_prism, samples):
    common = "--model", "untied-autoencoder", "--value", "sigma2=0.05", "--t-max", "1", "--points", "2"
    options = "--size", "p=16", "--size", "H=4", "--matrix", f"X={samples}", "--accuracy", "0.05"
    status, _, err = run_prism("predict", *common, *options)
    assert status == 0
    assert "as p x N = 16 x 8" in err
    assert "prism: mean over the starts at these sizes: " in err


def test_a_table_of_another_scale_is_said(run_prism, tmp_path, rng):
    np.save(tmp_path / "large.npy", 3 * rng.standard_normal((16, 8)))
    options = "--size", "p=8", "--size", "H=4", "--value", "sigma2=0.05", "--matrix", f"X={tmp_path / 'large.npy'}"
    _, _, err = run_prism("simulate", "--model", "untied-autoencoder", *options, "--t-max", "1", "--seeds", "1")
    assert "prism: X: its entries have the mean square" in err
    assert "those of the Gaussian matrix 1; it stands unscaled" in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["predict", "--p", "3", *UNTIED], "--p does not go with --model: use --size, --value and --matrix"),
        (["predict", "--regime", "auto", "--H", "3", *UNTIED], "--H does not go with --model"),
        (["simulate", "--single", *UNTIED], "--single does not go with --model"),
        (["predict", "--data", "digits", "--holdout", "0.5", *UNTIED], "--data, --holdout do not go with --model"),
        (["simulate", *POINT, "--t-max", "1"], "--size, --value do not go with the tied autoencoder: give --model"),
        (["simulate", "--sigma2", "1", "--t-max", "1"], "Missing option '--H'"),
        (["predict", "--H", "3", "--t-max", "1"], "Missing option '--sigma2'"),
        (["predict", "--model", "untied-autoencoder", "--t-max", "1"], "a size is missing for p, H, N"),
        (["predict", "--size", "K=3", *UNTIED], "unknown size 'K'"),
        (["predict", "--size", "p=9", *UNTIED], "--size gives p twice"),
        (["simulate", *UNTIED, "--matrix", "X"], "--matrix takes NAME=FILE such as X=samples.csv, got 'X'"),
        (["simulate", *UNTIED, "--matrix", "V=digits"], "V is trained; only fixed matrices can be given"),
        (["simulate", *UNTIED, "--matrix", "x=digits"], "has no matrix 'x' (did you mean 'X'?)"),
        (["simulate", *UNTIED, "--matrix", "X=digits"], "X is p x N = 8 x 16, the table is 1797 x 64"),
        (["simulate", *UNTIED, "--optimizer", "sgd", "--rate", "0.1", "--batch", "4"], "such as N=4"),
        (["simulate", *UNTIED, "--optimizer", "sgd", "--rate", "0.1", "--batch", "H=2"], "the matrix V on it is no"),
        (["simulate", *UNTIED, "--optimizer", "sgd", "--rate", "0.1", "--batch", "N=17"], "give 1 to N = 16 samples"),
        (["simulate", *UNTIED, "--batch", "N=4"], "--rate and --batch need --optimizer"),
        (["predict", *UNTIED, "--accuracy", "2"], "accuracy = 2.0: give a share of the loss between 0 and 1"),
    ],
)
def test_bad_input(run_prism, arguments, message):
    status, out, err = run_prism(*arguments)
    assert (status, out) == (2, "")
    assert message in err.splitlines()[-1]
    assert len(err.splitlines()) <= 1 + err.count("samples x")


def test_a_table_that_fits_both_ways_is_refused(run_prism, samples):
    common = "--model", "untied-autoencoder", "--size", "H=4", "--value", "sigma2=1", "--t-max", "1"
    status, _, err = run_prism("simulate", *common, "--matrix", f"X={samples}")
    assert status == 2
    assert "the table is 16 x 8: which is which? give --size p=8 if N counts its rows, --size p=16 if not" in err


def test_a_model_without_a_planar_limit(run_prism, tmp_path):
    file = tmp_path / "mixed.toml"
    file.write_text(
        'name = "mixed"\n[sizes]\np = "rows"\n[scalars]\n[matrices]\n'
        'W = { shape = ["p", "p"], trained = true }\n'
        '[losses]\nL = "Tr(W*W.T)/p + Tr(W*W.T)/p**2"\n[flow]\nloss = "L"\n'
    )
    arguments = "predict", "--model", str(file), "--size", "p=4", "--t-max", "1", "--accuracy", "0.1"
    status, _, err = run_prism(*arguments)
    assert status == 2
    assert err.startswith("prism: mixed has no planar limit")
    status, out, err = run_prism(*arguments, "--points", "2", "--correction")
    assert status == 0
    # W decays at the rate 2/p + 2/p^2 = 5/8; E L(0) = 1 p + 1 = 5.
    assert float(out.split("\n")[2].split()[1]) == pytest.approx(5 * np.exp(-2 * 5 / 8), rel=0.1)
