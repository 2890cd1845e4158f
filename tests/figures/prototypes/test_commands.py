"""``prism prototypes forces`` and ``flow``: the JSON contract, files, exit statuses."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from figures.cli.main import prism


def _json(*arguments: str) -> dict:
    done = CliRunner().invoke(prism, ["prototypes", *arguments, "--json"], catch_exceptions=False)
    assert done.exit_code == 0
    return json.loads(done.stdout)


def test_group_lists_its_commands():
    shown = CliRunner().invoke(prism, ["prototypes", "--help"]).stdout
    assert "forces" in shown
    assert "flow" in shown


def test_forces_json():
    result = _json("forces", "--loss", "separation", "--centres", "0,1", "--tau", "0.5")
    (entry,) = result["losses"]
    # (2 / tau) g exp(-g^2 / tau) at g = 1, tau = 1/2: 4 e^-2
    assert entry["forces"] == pytest.approx([-0.5413411329464508, 0.5413411329464508])
    assert entry["net_force"] == 0
    assert entry["outside"]["verdict"] == "expels"
    assert (
        entry["force"] == r"\frac{2 \left(c_{1} - c_{2}\right) e^{- \frac{\left(c_{1} - c_{2}\right)^{2}}{\tau}}}{\tau}"
    )


def test_forces_text_names_every_loss():
    done = CliRunner().invoke(prism, ["prototypes", "forces"], catch_exceptions=False)
    assert done.exit_code == 0
    assert "coverage: outside the hull it attracts" in done.stdout
    assert "overlap: outside the hull it expels" in done.stdout


def test_forces_outside_agree_with_what_is_said():
    """Hard coverage pulls the prototype at 1.3 with 2 (1 - 1.3) / 5: of five samples the last is nearest to it."""
    arguments = ["forces", "--loss", "hard-coverage", "--centres", "0.5,1.3"]
    (entry,) = _json(*arguments)["losses"]
    assert entry["forces"][1] == pytest.approx(-0.12)
    assert (entry["outside"]["verdict"], entry["outside"]["nearest"]["verdict"]) == ("none", "attracts")
    text = CliRunner().invoke(prism, ["prototypes", *arguments], catch_exceptions=False).stdout
    assert "does nothing to a prototype while every sample has a nearer one, and attracts a sample's nearest" in text


def test_flow_of_a_mirror_symmetric_set_is_symmetric():
    """Forces of exp(-123) move no prototype that floats can see at 1, and must not move one at 0."""
    result = _json("flow", "--loss", "separation=1", "--tau", "0.0001")
    assert result["events"] == []
    assert set(result["outside"]) == {0.0}


def test_flow_json_and_files(tmp_path):
    arguments = ["--loss", "separation=1", "--loss", "coverage=0.2", "--tau", "0.02", "--points", "5"]
    result = _json("flow", *arguments, "--out", str(tmp_path))
    assert json.loads((tmp_path / "flow.json").read_text()) == result
    assert (tmp_path / "flow.png").stat().st_size > 5000
    assert len(result["t"]) == len(result["centres"]) == len(result["outside"]) == 5
    assert {event["kind"] for event in result["events"]} == {"leaves"}
    assert result["outside"] == sorted(result["outside"])


def test_flow_in_weights_escapes():
    arguments = [
        "--loss",
        "overlap",
        "--prototypes",
        "4",
        "--start",
        "random",
        "--seed",
        "3",
        "--width",
        "0.5",
    ]
    result = _json("flow", *arguments, "--space", "weights", "--t-max", "20")
    assert "escapes" in {event["kind"] for event in result["events"]}


def test_flow_repeats_with_its_seed():
    arguments = ["flow", "--loss", "coverage", "--start", "random", "--points", "2"]
    assert _json(*arguments, "--seed", "4") == _json(*arguments, "--seed", "4")
    assert _json(*arguments, "--seed", "4")["centres"] != _json(*arguments, "--seed", "5")["centres"]


OWN = """
import sympy as sp
from theory.prototypes import PairEnergy
from theory.prototypes.system import distance

reach = sp.Symbol("reach", positive=True)
soft = PairEnergy("soft", (lambda _, p, q: sp.exp(-distance(p.centre, q.centre) / reach),), lambda u: u[0])
"""


@pytest.fixture
def own(tmp_path):
    (tmp_path / "mine.py").write_text(OWN)
    return f"{tmp_path / 'mine.py'}:soft"


def test_a_loss_of_a_file_is_that_of_a_formula(own, tmp_path):
    file = _json("forces", "--loss", own, "--parameter", "reach=0.3", "--out", str(tmp_path))
    formula = _json("forces", "--loss", "exp(-d/tau)", "--tau", "0.3")
    assert file["losses"][0]["forces"] == formula["losses"][0]["forces"]
    assert file["losses"][0]["outside"] == formula["losses"][0]["outside"]
    assert file["losses"][0]["name"] == "soft"
    assert (tmp_path / "forces.png").stat().st_size > 5000


def test_flow_of_a_file_and_a_formula_with_two_temperatures(own):
    rest = ["--loss", "coverage", "--coverage-tau", "0.02", "--t-max", "1", "--points", "3"]
    file = _json("flow", "--loss", f"{own}=0.2", "--parameter", "reach=0.3", *rest)
    formula = _json("flow", "--loss", "exp(-d/tau)=0.2", "--tau", "0.3", "--width", "1", *rest)
    assert np.abs(np.subtract(file["centres"], formula["centres"])).max() < 1e-7  # ten of the flow's tolerances
    assert file["coverage_tau"] == 0.02


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("soft = 1", "has no loss 'soft': it has none; give FILE.py:NAME"),
        ("1/0", "cannot be read: ZeroDivisionError: division by zero"),
        ("soft = (", "cannot be read: SyntaxError"),
        ("raise SystemExit(0)", "cannot be read: SystemExit"),
        ("from theory.prototypes.losses import overlap", "it has overlap"),
    ],
)
def test_a_file_without_the_loss(content, words, tmp_path, run_prism):
    (tmp_path / "mine.py").write_text(content)
    status, out, err = run_prism("prototypes", "forces", "--loss", f"{tmp_path / 'mine.py'}:soft")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert words in err


def test_a_flow_beyond_the_memory(run_prism):
    status, _, err = run_prism("prototypes", "flow", "--loss", "separation", "--prototypes", "100000")
    assert (status, err.count("\n")) == (1, 1)
    assert "take fewer prototypes" in err


def test_critical_of_the_built_in_losses_and_of_a_kink():
    """The fold of docs/guides/add-a-loss.md, and a lattice held by the kink of the distance."""
    smooth = _json("critical", "--size", "10")
    assert (smooth["fold"], smooth["limit"]) == pytest.approx((0.1002, 0.09737), rel=1e-3)  # digits of the guide
    kink = _json("critical", "--size", "10", "--attractor", "min_i(r)")
    assert "fold" not in kink
    assert kink["kink"] > smooth["fold"]


def test_flow_starts_at_centres_of_ones_own():
    """Listed in any order, they keep their places; the text ends with where they are."""
    chosen = ("flow", "--loss", "coverage", "--centres", "0.9,0.1,0.4", "--samples", "4", "--t-max", "2")
    found = _json(*chosen)["centres"]
    assert found[0] == [0.9, 0.1, 0.4]
    text = CliRunner().invoke(prism, ["prototypes", *chosen], catch_exceptions=False).stdout
    assert text.splitlines()[-1] == "centres at t = 2: " + "  ".join(f"{c:.5g}" for c in found[-1])
