"""``prism phase-diagram scaling``: output, figures, errors."""

import json

import numpy as np
import pytest

from figures.cli.main import run
from figures.phase_diagram.colours import FACETS, face_colour, facet_colours, mixed
from figures.phase_diagram.prism import draw as draw_prism
from figures.phase_diagram.scalings import SLICES, draw
from theory.autoencoder import faces
from theory.autoencoder.scaling_map import divided_slice


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    return tmp_path_factory.mktemp("drawn")


def test_json(drawn, capsys):
    assert run(["phase-diagram", "scaling", "--slice", "N=p", "--out", str(drawn), "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["slices"]
    assert (found["fixed"], found["value"], found["axes"]) == ("N", "1", ["H", "sigma2"])
    assert {part["regime"]: part["time_scale"] for part in found["regions"]} == {
        "mean-field+narrow-latent": "p^(0)", "mean-field+free": "p^(x + z)", "narrow-latent+free": "p^(z + 1)"
    }  # fmt: skip
    assert sorted(path.name for path in drawn.iterdir()) == ["prism.pdf", "prism.png", "scaling.pdf", "scaling.png"]


@pytest.mark.slow
def test_same_bytes_again(drawn, tmp_path, capsys):
    """As the test before wrote."""
    assert run(["phase-diagram", "scaling", "--slice", "N=p", "--out", str(tmp_path)]) == 0
    assert "N ~ p^1, regions in the plane of H and sigma2\n" in capsys.readouterr().out
    for path in drawn.iterdir():
        assert path.read_bytes() == (tmp_path / path.name).read_bytes()


def test_a_plane_of_ones_own(tmp_path, capsys, monkeypatch):
    """At sigma^2 ~ 1/H, a0 fixed: by hand, H = p and N = p divide the plane."""
    monkeypatch.setattr("figures.style.save", lambda *_: [])
    plane = ["--x", "H", "--y", "N", "--x-range", "1/2,2", "--y-range", "0,3", "--fix", "sigma2=-H"]
    assert run(["phase-diagram", "scaling", *plane, "--out", str(tmp_path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["ranges"] == [["1/2", "2"], ["0", "3"]]
    assert found["fixed"] == {"sigma2": "-x", "p": "1"}
    assert {part["regime"]: part["power"] for part in found["regions"]} == {
        "small-data+narrow-latent+free": "p^(-x - y + 2)", "large-data+narrow-latent+free": "p^(1 - x)",
        "small-data+mean-field": "p^(1 - y)", "large-data+mean-field": "1",
    }  # fmt: skip
    assert {part["regime"] for part in found["borders"]} == {
        "large-data", "small-data", "mean-field", "narrow-latent+free"
    }  # fmt: skip


def test_infinite_data_and_ranges_of_slices(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("figures.style.save", lambda *_: [])
    ranges = ["--x-range", "0,3/2", "--y-range", "-2,0"]
    command = ["phase-diagram", "scaling", "--slice", "N=inf", *ranges, "--order", "1", "--out", str(tmp_path)]
    assert run([*command, "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["slices"]
    assert found["value"] == "inf"
    corners = {tuple(place) for part in found["regions"] for place in part["corners"]}
    assert corners >= {("0", "-2"), ("3/2", "-2"), ("3/2", "0"), ("0", "0")}
    assert {part["regime"]: part["time_scale"] for part in found["regions"]} == {
        "large-data+mean-field+narrow-latent": "p^(0)", "large-data+narrow-latent+free": "p^(z + 1)",
        "large-data+mean-field+free": "p^(x + z)",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--x-range", "0,1"], "the slices have different axes"),
        (["--slice", "N=p", "--x-range", "2,1"], "the range of an axis ascends, got 2 to 1 for H"),
        (["--slice", "H=inf"], "only N may be inf, H scales like a power of p"),
        (["--fix", "N=2"], "--fix goes with the axes of a plane: give --x NAME and --y NAME, or --slice"),
        (["--x", "H", "--y", "H", "--fix", "N=1"], "two different sizes or scalars, got H twice"),
        (["--x", "H", "--y", "N", "--slice", "N=p"], "--slice does not go with --x and --y; give --fix"),
        (["--x", "H", "--y", "N", "--loss", "train"], "--loss does not go with --x and --y"),
        (["--x", "H", "--y", "p"], "p is the reference size, whose power is 1; leave it out"),
    ],
)
def test_bad_planes(arguments, message, tmp_path, capsys):
    assert run(["phase-diagram", "scaling", *arguments, "--out", str(tmp_path / "out")]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert message in error
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("text", ["N", "N=2", "M=p", "N=p^-1"])
def test_bad_slices(text, tmp_path, capsys):
    assert run(["phase-diagram", "scaling", "--slice", text, "--out", str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith("prism: ")


@pytest.mark.parametrize(("option", "value"), [("--loss", "test"), ("--order", "0")])
def test_what_is_refused_leaves_no_file(option, value, tmp_path, capsys):
    assert run(["phase-diagram", "scaling", option, value, "--out", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err.startswith("prism: ")
    assert not (tmp_path / "out").exists()


def test_every_cell_is_named():
    figure = draw()
    for plane, axes in zip(SLICES, figure.axes, strict=True):
        texts = {text.get_text().replace("\n", " ") for text in axes.texts}
        found = divided_slice(plane)
        for cell in found.regions:
            assert any(all(name in text for name in cell.regime.facets) and "T" in text for text in texts)
        assert {cell.regime.name for cell in found.points} <= texts


def test_prism_shows_all_points_and_facets():
    """At s = 2 of the train loss (s+1)(s+2)(s+3)/2 = 30 lattice points; the facets carry the five names."""
    (axes,) = draw_prism("train", 2).axes
    assert "30 Pareto-optimal terms" in axes.get_title()
    assert {text.get_text() for text in axes.texts} == {
        "large-data", "small-data", "mean-field", "narrow-latent", "free"
    }  # fmt: skip


def test_colours_tell_all_faces_apart():
    assert len({face_colour(face) for face in faces().values()}) == 20


def test_a_facet_has_its_colour_in_every_model():
    colours = facet_colours(["lazy", "free", "rich", "other", "fourth"])
    assert {name: colours[name] for name in FACETS} == FACETS
    assert len(set(colours.values())) == len(FACETS) + 4
    assert mixed(["free"], colours) == FACETS["free"].lower()


def test_names_of_facets_stand_beside_the_prism():
    """No name covers a point of the lattice, another name or the title, nor leaves the figure."""
    figure = draw_prism("train", 2)
    figure.draw_without_rendering()
    (axes,) = figure.axes
    points = axes.transData.transform(np.array(axes.collections[-1].get_offsets()))
    boxes = [text.get_bbox_patch().get_window_extent() for text in axes.texts]
    for box in boxes:
        assert not any(box.contains(*place) for place in points)
        assert not box.overlaps(axes.title.get_window_extent())
        assert sum(box.overlaps(other) for other in boxes) == 1
        assert figure.bbox.containsx(box.x0)
        assert figure.bbox.containsx(box.x1)
        assert figure.bbox.containsy(box.y0)
        assert figure.bbox.containsy(box.y1)
