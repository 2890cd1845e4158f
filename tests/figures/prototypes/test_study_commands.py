"""``prism prototypes study`` and ``tau-sweep``: the JSON contract, files, resuming, exit statuses."""

import json

import numpy as np
import pytest
from click.testing import CliRunner
from matplotlib.image import imread

from figures.cli.main import prism, run
from figures.cli.prototypes.tau_sweep import verdict
from numerics.sweep import read_dataset

QUICK = ["study", "--sizes", "3,4", "--seeds", "2", "--steps", "30", "--workers", "1"]


def _run(*arguments: str) -> str:
    done = CliRunner().invoke(prism, ["prototypes", *arguments], catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def _inked(path) -> float:
    return float(np.mean(imread(path)[..., :3].min(axis=-1) < 0.99))


@pytest.fixture
def undrawn(monkeypatch):
    """From its call on, files of figures are not written: what is drawn once is not to be tried twice."""
    return lambda: monkeypatch.setattr("figures.style.save", lambda *_: [])


def test_study_json_files_and_resuming(tmp_path, undrawn):
    first = _run(*QUICK, "--json", "--out", str(tmp_path))
    result = json.loads(first)
    assert len(result["table"]) == 2 * 8 * 8  # sizes, masks, measures
    assert len(result["claims"]) == 7
    assert len(result["effects"]) == 2 * 13
    entry = next(e for e in result["table"] if (e["size"], e["mask"], e["measure"]) == (4, "overlap", "error"))
    values = read_dataset(tmp_path / "study.nc")["error"].sel(size=4, mask="overlap").values
    assert entry["mean"] == pytest.approx(values.mean(), rel=1e-15)
    assert entry["interval"][0] <= entry["mean"] <= entry["interval"][1]
    assert _inked(tmp_path / "measures.png") > 0.02
    assert _inked(tmp_path / "positions.png") > 0.02
    undrawn()
    assert _run(*QUICK, "--json", "--out", str(tmp_path)) == first


def test_study_text():
    shown = _run(*QUICK)
    assert "coverage+separation+overlap" in shown
    assert "coverage has the lowest reconstruction error:" in shown


@pytest.mark.slow
@pytest.mark.parametrize("dimension", [2, 8])
def test_study_in_more_dimensions(dimension, tmp_path):
    result = json.loads(_run(*QUICK, "--dimension", str(dimension), "--out", str(tmp_path), "--json"))
    assert read_dataset(tmp_path / "study.nc").sizes["dimension"] == dimension
    assert all(e["mean"] is not None for e in result["table"])
    assert all(0 <= e["mean"] <= 1 for e in result["table"] if e["measure"] == "outside")


@pytest.mark.slow
def test_claims_map_and_resuming(tmp_path, undrawn):
    arguments = ["claims-map", "--sizes", "3", "--seeds", "2", "--steps", "20", "--strengths", "0.1", "--workers", "1"]
    arguments += ["--coverage-taus", "1e-3,0.01", "--first-seed", "7", "--out", str(tmp_path)]
    result = json.loads(_run(*arguments, "--taus", "1e-3,0.1", "--json"))
    assert [(c["strength"], c["tau"], c["coverage_tau"]) for c in result["cells"]] == [
        (0.1, 1e-3, 1e-3), (0.1, 1e-3, 0.01), (0.1, 0.1, 1e-3), (0.1, 0.1, 0.01)
    ]  # fmt: skip
    assert result["plan"]["seeds"] == [7, 8]
    assert {c["sizes"] for cell in result["cells"] for c in cell["claims"].values()} == {1}
    assert _inked(tmp_path / "claims-map.png") > 0.1
    assert (tmp_path / "journal.jsonl").read_bytes().count(b"\n") == 9
    undrawn()
    shown = _run(*arguments, "--taus", "1e-3")
    assert (tmp_path / "journal.jsonl").read_bytes().count(b"\n") == 9
    assert shown.splitlines()[0].split()[:5] == ["lambda", "tau", "coverage", "tau", "coverage-lowest"]


@pytest.mark.parametrize(("seeds", "said"), [(2, True), (6, False)])
def test_too_few_seeds_are_said_first(seeds, said, capfd):
    """Two sizes need six seeds; said on stderr, so that --json stays one object."""
    run(["prototypes", "study", "--sizes", "3,4", "--seeds", str(seeds), "--steps", "2", "--workers", "1", "--json"])
    out, err = capfd.readouterr()
    assert json.loads(out)["plan"]["seeds"] == list(range(seeds))
    assert err.startswith(f"prism: {seeds} seed(s) can settle nothing") == said


def test_preset_gives_way_to_an_option():
    plan = json.loads(_run(*QUICK, "--tau", "0.5", "--preset", "sharp", "--first-seed", "3", "--json"))["plan"]
    assert (plan["settings"]["tau"], plan["settings"]["coverage_tau"]) == (0.5, 1e-4)
    assert plan["seeds"] == [3, 4]


@pytest.mark.slow
def test_tau_sweep_and_resuming(tmp_path, undrawn):
    arguments = ["tau-sweep", "--size", "6", "--seeds", "2", "--steps", "30", "--workers", "1", "--out", str(tmp_path)]
    arguments += ["--elapsed", "0.1"]
    result = json.loads(_run(*arguments, "--taus", "0.01,0.1", "--json"))
    assert result["tau"] == [0.01, 0.1]
    assert 0 < result["expelled_continuum"][0] < result["expelled_continuum"][1] < 1
    assert _inked(tmp_path / "tau-sweep.png") > 0.02
    assert read_dataset(tmp_path / "sweep.nc").sizes["point"] == 3
    undrawn()
    assert "separation expels at large tau only:" in _run(*arguments, "--taus", "0.03,0.1")
    assert (tmp_path / "journal.jsonl").read_bytes().count(b"\n") == 4  # the baseline, three temperatures: one is new


def test_tau_sweep_in_more_dimensions(tmp_path):
    arguments = ["tau-sweep", "--size", "6", "--seeds", "2", "--steps", "30", "--workers", "1", "--taus", "0.01,0.1"]
    result = json.loads(_run(*arguments, "--dimension", "8", "--json", "--out", str(tmp_path)))
    assert all(0 <= value <= 1 for value in result["outside_separation"])
    assert result["expelled_continuum"] == [None, None]  # a theory of one dimension
    assert _inked(tmp_path / "tau-sweep.png") > 0.02


@pytest.mark.slow
def test_balance_and_resuming(tmp_path, undrawn):
    arguments = ["balance", "--size", "8", "--sets", "2", "--steps", "20", "--workers", "1", "--out", str(tmp_path)]
    result = json.loads(_run(*arguments, "--margins", "0,2", "--json"))
    assert [row["margin"] for row in result["attractors"]] == [0, 2]
    assert len(result["smallest_attractors"]) == 2
    assert result["lattice_attractor"] > 0
    assert _inked(tmp_path / "balance.png") > 0.02
    undrawn()
    assert "smallest attractor, equal spacings" in _run(*arguments, "--margins", "2,1,0")
    assert (tmp_path / "journal.jsonl").read_bytes().count(b"\n") == 4  # the baseline, three margins: one is new


@pytest.mark.parametrize("steps", [100, 123])
def test_train_against_the_flow(tmp_path, steps):
    arguments = ["train", "--size", "5", "--steps", str(steps), "--rate", "0.01", "--out", str(tmp_path)]
    result = json.loads(_run(*arguments, "--json"))
    assert result["t"][-1] == pytest.approx(steps / 100)
    # explicit Euler: of the order of rate x the change of the velocity, which is below 1
    assert 0 < max(result["deviation"]) < 0.01
    assert _inked(tmp_path / "training.png") > 0.02
    assert "largest deviation of a weight" in _run(*arguments[:-2])


def test_train_with_a_formula():
    """Autograd in training, sympy's gradient in the flow; no pair meets its kink in this time."""
    start = ["train", "--size", "5", "--steps", "100", "--strength", "2", "--json", "--mask"]
    own = ["--loss", "exp(-d/tau)", "--tau", "0.1", "--coverage-tau", "0.01"]
    result = json.loads(_run(*start, "overlap+coverage", *own))
    assert 0 < max(result["deviation"]) < 0.01  # explicit Euler, as above
    without = json.loads(_run(*start, "coverage+overlap", *own[2:]))
    assert np.abs(np.subtract(result["flowed"], without["flowed"])).max() > 0.1


@pytest.mark.slow  # the smallest attractor of responses this wide takes half a minute
def test_balance_says_where_the_fit_is_singular():
    arguments = ["balance", "--size", "10", "--tau", "1", "--sets", "1", "--steps", "5", "--margins", "1"]
    done = CliRunner().invoke(prism, ["prototypes", *arguments, "--workers", "1", "--json"], catch_exceptions=False)
    assert "which makes the fit singular" in done.stderr
    assert json.loads(done.stdout)["warnings"]
    sound = json.loads(_run("balance", "--size", "8", "--sets", "2", "--steps", "5", "--margins", "1", "--json"))
    assert sound["warnings"] == []


@pytest.mark.parametrize(
    ("expels", "spared", "words"),
    [
        ([1.0, 0.01, 0.01], [0.01, 1.0, 1.0], "holds: expels from tau = 2 on"),
        ([1.0, 0.01, 0.01], [0.2, 1.0, 1.0], "unsettled: expels from tau = 2 on, but a rise by 10%"),
        ([0.01, 0.01, 0.01], [1.0, 1.0, 1.0], "fails: expels at every tau"),
        ([1.0, 0.9, 0.2], [0.01, 0.01, 0.01], "fails: expels at no tau"),
        ([1.0, 0.9, 0.2], [0.01, 0.01, 0.2], "unsettled: not significant at any tau"),
        ([1.0, 0.01, 0.2], [0.01, 1.0, 0.2], "unsettled: significant at tau = 2"),
        ([1.0, 0.01, 1.0], [0.01, 1.0, 0.01], "fails: expels at tau = 2, but not at 3"),
    ],
)
def test_verdict_of_the_sweep(expels, spared, words):
    """Ends of a scale: p-values of a fraction that rises for certain, that cannot have risen by the margin, neither."""
    found = verdict(np.array([1.0, 2.0, 3.0]), np.array(expels), np.array(spared))
    assert found.startswith(words)
