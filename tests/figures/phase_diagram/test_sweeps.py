"""``prism phase-diagram validity`` and ``prototypes`` on small grids: output, figures, resuming, errors."""

import json

import pytest

from figures.cli.main import run

PROTOTYPES = ["phase-diagram", "prototypes", "--size", "6", "--softness", "2", "--ratios", "2", "--sets", "1"]
PROTOTYPES += ["--softness-range", "0.3", "0.5", "--steps", "20", "--elapsed", "20", "--workers", "1", "--json"]
VALIDITY = ["phase-diagram", "validity", "--points", "3", "--span", "2", "--horizon", "0.3", "--workers", "1", "--json"]


def test_prototypes(tmp_path, capsys):
    assert run([*PROTOTYPES, "--out", str(tmp_path)]) == 0
    first = json.loads(capsys.readouterr().out)
    assert [len(entry["flow"]) for entry in first["points"]] == [2, 2]
    assert all(entry["failure"] == "" for entry in first["points"])
    assert {path.suffix for path in tmp_path.glob("prototypes-separation.*")} == {".pdf", ".png"}
    before = (tmp_path / "prototypes-separation" / "journal.jsonl").read_bytes()
    assert run([*PROTOTYPES, "--out", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out) == first
    assert (tmp_path / "prototypes-separation" / "journal.jsonl").read_bytes() == before


@pytest.mark.slow
def test_validity(tmp_path, capsys):
    assert run([*VALIDITY, "--out", str(tmp_path)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["failed"] == 0
    assert len(found["planes"]) == 3
    for plane in found["planes"]:
        for panel in plane["facets"].values():
            assert len(panel["measured"]) == len(panel["measured"][0]) == 3
    assert {path.suffix for path in tmp_path.glob("validity.*")} == {".pdf", ".png"}


@pytest.mark.parametrize(
    "arguments",
    [["validity", "--points", "2"], ["validity", "--span", "0.5"], ["prototypes", "--size", "2"],
     ["prototypes", "--ratio-range", "3", "1"], ["prototypes", "--scheduler", "nonsense://x"]],
)  # fmt: skip
def test_bad_input(arguments, tmp_path, capsys):
    assert run(["phase-diagram", *arguments, "--out", str(tmp_path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
