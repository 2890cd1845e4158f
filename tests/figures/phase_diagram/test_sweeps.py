"""``prism phase-diagram validity`` and ``prototypes`` on small grids: output, figures, resuming, errors."""

import json

import numpy as np
import pytest
import xarray as xr
from matplotlib.figure import Figure

from figures.cli.main import run
from figures.phase_diagram.colours import facet_colours
from figures.phase_diagram.decades import round_numbers, set_ticks
from figures.phase_diagram.validity import draw
from numerics.autoencoder.experiment.planes import standard_planes
from numerics.autoencoder.experiment.validity_map import Lines
from tests.figures.text_boxes import faults
from theory.autoencoder.prism import FACETS

PROTOTYPES = ["phase-diagram", "prototypes", "--size", "6", "--x-cells", "2", "--y-cells", "2", "--sets", "1"]
PROTOTYPES += ["--x-range", "0.3,0.5", "--steps", "20", "--elapsed", "20", "--workers", "1", "--json"]
VALIDITY = ["phase-diagram", "validity", "--points", "3", "--span", "2", "--horizon", "0.3", "--workers", "1", "--json"]


@pytest.mark.slow
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
        for panel in plane["limits"].values():
            assert len(panel["measured"]) == len(panel["measured"][0]) == 3
    assert {path.suffix for path in tmp_path.glob("validity.*")} == {".pdf", ".png"}


OWN = ["phase-diagram", "validity", "--x", "H", "--y", "sigma2", "--x-range", "40,160", "--y-range", "0.001,0.1"]
OWN += ["--fix", "p=20", "--fix", "N=inf", "--limit", "mean-field", "--x-cells", "4", "--points", "3", "--workers", "1"]


@pytest.mark.slow
def test_validity_of_a_plane_of_sizes(tmp_path, capsys, monkeypatch):
    """Wide layers at infinite data: nearer where H is large and sigma^2 small; rectangular, resumed as it was."""
    monkeypatch.setattr("figures.style.save", lambda *_: [])
    monkeypatch.setattr("numerics.autoencoder.experiment.validity.SMALLEST", 24)  # scatters by 0.02 of L(0) at most
    monkeypatch.setattr("numerics.autoencoder.experiment.validity.STDERR", 0.02)
    assert run([*OWN, "--json", "--out", str(tmp_path)]) == 0
    output = capsys.readouterr()
    assert output.err.startswith("prism: 12 points, about ")
    assert "sizes count by their ratios; what is beyond these (order 1/p) reaches 0." in output.err
    found = json.loads(output.out)
    (plane,) = found["planes"]
    assert (plane["x"]["name"], plane["y"]["name"], plane["fixed"]) == ("H", "sigma2", {"p": 20.0, "N": "inf"})
    assert plane["x"]["values"] == pytest.approx([40, 40 * 4 ** (1 / 3), 40 * 4 ** (2 / 3), 160])
    (measured,) = (panel["measured"] for panel in plane["limits"].values())
    assert [len(measured), len(measured[0])] == [3, 4]
    assert measured[0][3] < 0.2 * measured[2][0]
    before = (tmp_path / "validity" / "journal.jsonl").read_bytes()
    assert run([*OWN, "--out", str(tmp_path)]) == 0
    assert "H, sigma2  mean-field  " in capsys.readouterr().out
    assert (tmp_path / "validity" / "journal.jsonl").read_bytes() == before


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (1 / 16, 16, [0.1, 1, 10]),
        (0.35, 2.8, [0.5, 1, 2]),
        (1.02, 1.08, [1.02, 1.08]),
        (1e-6, 1e6, [1e-4, 1, 1e4]),
    ],
)
def test_ticks_are_few_and_round(low, high, ticks):
    assert round_numbers(low, high) == ticks


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        (0.04, 20, ["0.1", "1", "10"]),
        (3e-11, 0.02, ["$10^{-10}$", "$10^{-8}$", "$10^{-6}$", "$10^{-4}$", "$10^{-2}$"]),  # not 0.01 beside powers
        (1.1e-5, 6e-5, [rf"${k}\times10^{{-5}}$" for k in (2, 3, 4, 5, 6)]),
    ],
)
def test_ticks_are_written_in_one_way(low, high, texts):
    axis = Figure().subplots().yaxis
    axis.axes.set(yscale="log", ylim=(low, high))
    set_ticks(axis, low, high, most=6)
    assert [label.get_text() for label in axis.get_ticklabels()] == texts


LONG = [f"small-m*variance_of_the_initial_factors-at-fixed-r*size_{k}+large-n/m" for k in range(3)]


@pytest.mark.parametrize("names", [list(FACETS)[:1], list(FACETS), LONG[:1], LONG])
def test_the_legend_and_the_titles_fit_the_figure(names):
    """Whatever the number of panels and the names; the lines alone are drawn."""
    limits = len(names)
    for planes in (standard_planes(3, 2.0)[:1], standard_planes(3, 2.0)):
        known = {name: np.full((3, 3), 0.05) for name in names}
        nothing = xr.Dataset(
            {"measured": (("point", "seed", "limit", "loss"), np.full((9 * len(planes), 1, limits, 1), 0.5))},
            {"limit": names, "loss": ["train"]},
        )
        drawn = [Lines(plane.x.values, plane.y.values, known) for plane in planes]
        figure = draw(nothing, planes, drawn, "train", facet_colours(names))
        assert faults(figure) == []
        box = figure.legends[0].get_window_extent()
        assert figure.bbox.x0 <= box.x0 < box.x1 <= figure.bbox.x1
        assert len(figure.axes) == limits * len(planes)


def test_boundaries_have_no_specks():
    """A pit at one value is a speck, narrower than the step between values; a whole row makes a line a level."""
    plane = standard_planes(3, 4.0)[0]
    x, y = plane.x.values, plane.y.values
    pit, row = np.full((3, 3), 0.9), np.full((3, 3), 0.9)
    pit[1, 1], row[0] = 0.0999, 0.005
    nothing = xr.Dataset(
        {"measured": (("point", "seed", "limit", "loss"), np.full((9, 1, 1, 1), 0.5))},
        {"limit": ["free"], "loss": ["train"]},
    )
    for derived, lines in ((pit, 0), (row, 3)):
        (axes,) = draw(nothing, [plane], [Lines(x, y, {"free": derived})], "train").axes
        assert len(axes.lines) == lines


@pytest.mark.parametrize(
    "arguments",
    [["validity", "--points", "1"], ["validity", "--span", "0.5"], ["prototypes", "--size", "2"],
     ["validity", "--x", "eta"], ["validity", "--x-range", "1,2"], ["validity", "--x", "p", "--y", "eta"],
     ["validity", "--x", "eta", "--y", "eta", "--fix", "nu=1"], ["validity", "--limit", "mean"],
     ["validity", "--points", "200"], ["validity", "--span", "1e6"], ["validity", "--fix", "alpha"],
     ["validity", "--fix", "nu=0", "--limit", "small-data", "--x", "eta", "--y", "alpha"],
     ["prototypes", "--y-range", "3,1"], ["prototypes", "--scheduler", "nonsense://x"]],
)  # fmt: skip
def test_bad_input(arguments, tmp_path, capsys):
    assert run(["phase-diagram", *arguments, "--out", str(tmp_path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


UNTIED = ["phase-diagram", "validity", "--model", "untied-autoencoder", "--x", "H", "--y", "sigma2", "--workers", "1"]
UNTIED += ["--x-range", "10,160", "--y-range", "0.001,0.1", "--fix", "p=20", "--fix", "N=40", "--points", "3"]


@pytest.mark.slow
def test_validity_of_a_model(tmp_path, capsys):
    """The lazy facet holds where the hidden layer is wide and p H sigma^4 of order one or less, the free one at large
    variance; simulation and series agree to one cell everywhere."""
    assert run([*UNTIED, "--json", "--out", str(tmp_path)]) == 0
    output = capsys.readouterr()
    assert output.err.startswith("prism: 9 points, up to about ")
    found = json.loads(output.out)
    (plane,) = found["planes"]
    assert (found["failed"], found["model"], plane["fixed"]) == (0, "untied-autoencoder", {"p": 20.0, "N": 40.0})
    assert all(entry["apart"] == 0 for panel in plane["limits"].values() for entry in panel["agreement"])
    measured = {name: panel["measured"] for name, panel in plane["limits"].items()}
    assert measured["lazy"][0][2] < 0.02
    assert measured["free"][2][2] < 0.05 < 0.9 < measured["free"][0][0]
    assert sorted(path.suffix for path in tmp_path.glob("validity.*")) == [".pdf", ".png"]
    assert run([*UNTIED, "--out", str(tmp_path)]) == 0
    assert "prism: 9 points, up to about 0." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--span", "4"], "--span does not go with --model: give --x-range and --y-range"),
        (["--limit", "rich"], "untied-autoencoder: no facet 'rich'"),
        (["--fix", "N=9"], "--fix gives N twice"),
        (["--loss", "test"], "test"),
    ],
)
def test_bad_input_about_a_model(arguments, message, tmp_path, capsys):
    assert run([*UNTIED, *arguments, "--out", str(tmp_path / "out")]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert message in error
