"""Losses that no code knows, through every command of ``prism prototypes`` that trains or moves something."""

import json

import pytest

FILE = """
import sympy as sp
from theory.prototypes import PairEnergy
from theory.prototypes.symbols import tau
from theory.prototypes.system import squared_distance
multiquadric = PairEnergy(
    "inverse multiquadric",
    (lambda _, p, q: 1 / sp.sqrt(1 + squared_distance(p.centre, q.centre) / tau),),
    lambda means: means[0],
)
"""
TRAINING = ["--steps", "20", "--workers", "1", "--json"]


def commands(loss: str) -> list[list[str]]:
    place = ["--loss", f"separation={loss}"]
    return [
        ["forces", "--loss", loss],
        ["flow", "--loss", "coverage", "--loss", f"{loss}=0.02", "--prototypes", "4", "--samples", "4", "--t-max", "1"],
        ["critical", "--repulsor", loss, "--size", "6", "--tau", "0.02"],
        ["train", "--size", "4", "--loss", f"{loss}=0.1", "--steps", "20"],
        ["study", "--sizes", "3", "--seeds", "1", *place, *TRAINING],
        ["tau-sweep", "--size", "4", "--seeds", "1", "--taus", "0.1,0.2", *place, *TRAINING],
        ["claims-map", "--sizes", "3", "--seeds", "1", "--strengths", "0.1", "--taus", "0.1", "--coverage-taus", "0.1",
         *place, *TRAINING],
        ["balance", "--size", "4", "--sets", "1", "--margins", "1.1", "--tau", "0.1", "--repulsor", loss, *TRAINING],
        ["reconstruct", "--sizes", "3", "--seeds", "1", "--masks", "separation", *place, *TRAINING],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("loss", "parameters"),
    [
        pytest.param("exp(-d/tau)", {}, marks=pytest.mark.slow),
        pytest.param("max(0, 1 - d/(reach*sqrt(tau)))", {"reach": "2"}, marks=pytest.mark.slow),
        pytest.param("{folder}/mine.py:multiquadric", {}, marks=pytest.mark.slow),
    ],
)
def test_a_held_out_loss_goes_through_all_commands(loss, parameters, run_prism, tmp_path):
    (tmp_path / "mine.py").write_text(FILE)
    given = [f"--parameter={name}={value}" for name, value in parameters.items()]
    for arguments in commands(loss.format(folder=tmp_path)):
        _succeeds(run_prism, [*arguments, *given])


@pytest.mark.parametrize("command", ["study", "claims-map", "balance"])
def test_a_formula_goes_through_what_trains_many(command, run_prism):
    (arguments,) = [a for a in commands("exp(-d/tau)") if a[0] == command]
    _succeeds(run_prism, arguments)


def _succeeds(run_prism, arguments: list[str]) -> None:
    json_too = [] if "--json" in arguments else ["--json"]
    status, out, err = run_prism("prototypes", *arguments, *json_too)
    assert (status, "Warning" in err) == (0, False), (arguments, err)
    assert json.loads(out)


def test_the_text_says_what_stands_where(run_prism):
    arguments = ["study", "--sizes", "3", "--seeds", "1", "--steps", "2", "--workers", "1", "--loss", "overlap=exp(-d)"]
    status, out, _ = run_prism("prototypes", *arguments)
    assert (status, out.splitlines()[0]) == (0, "exp(-d) in the place of overlap")
