"""``prism phase-diagram scaling``: output, figures, errors."""

import json

import pytest

from figures.cli.main import run
from figures.phase_diagram.colours import face_colour
from figures.phase_diagram.prism import draw as draw_prism
from figures.phase_diagram.scalings import SLICES, draw
from theory.autoencoder import faces
from theory.autoencoder.scaling_map import divided_slice


def test_json(tmp_path, capsys):
    assert run(["phase-diagram", "scaling", "--slice", "N=p", "--out", str(tmp_path), "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["slices"]
    assert (found["fixed"], found["value"], found["axes"]) == ("N", "1", ["H", "sigma2"])
    assert {part["regime"]: part["time_scale"] for part in found["regions"]} == {
        "mean-field+narrow-latent": "p^(0)", "mean-field+free": "p^(x + z)", "narrow-latent+free": "p^(z + 1)"
    }  # fmt: skip
    assert sorted(path.name for path in tmp_path.iterdir()) == ["prism.pdf", "prism.png", "scaling.pdf", "scaling.png"]


def test_same_bytes_again(tmp_path, capsys):
    for folder in ("a", "b"):
        assert run(["phase-diagram", "scaling", "--slice", "H=p", "--out", str(tmp_path / folder)]) == 0
    assert "small-data+mean-field+narrow-latent  p^(1 - y)" in capsys.readouterr().out
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


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
