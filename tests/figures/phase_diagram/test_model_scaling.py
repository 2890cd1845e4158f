"""``prism phase-diagram scaling --model``: planes of any model, their texts, and errors."""

import json
from itertools import combinations

import numpy as np
import pytest

from figures.cli.main import run
from figures.cli.phase_diagram.model_scaling import affine, assignments
from figures.phase_diagram.labels import inside, overlap, rectangle
from figures.phase_diagram.scaling_map import draw
from figures.phase_diagram.scalings import SLICES
from figures.phase_diagram.scalings import draw as draw_slices
from theory.errors import InputError
from theory.matrix.regimes import regimes
from theory.matrix.scaling_map import Plane, divided
from theory.models import load

UNTIED = ["phase-diagram", "scaling", "--model", "untied-autoencoder", "--x", "H", "--y", "sigma2", "--fix", "p=1"]
ONE = affine("1", ("H", "sigma2"))


def test_lazy_and_rich(tmp_path, capsys):
    assert run([*UNTIED, "--fix", "N=1", "--y-range", "-3,1", "--out", str(tmp_path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [found[key] for key in ("model", "loss", "order", "axes", "ranges", "fixed")] == [
        "untied-autoencoder", "train", 4, ["H", "sigma2"], [["0", "3"], ["-3", "1"]], {"p": "1", "N": "1"}
    ]  # fmt: skip
    assert {cell["regime"]: (cell["time_scale"], cell["power"]) for cell in found["regions"]} == {
        "mean-field+narrow-latent": ("1", "1"),
        "narrow-latent+free": ("p*sigma2", "rho^(y + 1)"),
        "mean-field+lazy": ("H*sigma2", "rho^(x + y)"),
        "free+lazy": ("H*sigma2", "rho^(x + y)"),
    }
    assert {cell["regime"]: cell["corners"] for cell in found["borders"]}["lazy"] == [["1", "-1"], ["3", "-2"]]
    assert [path.split("/")[-1] for path in found["files"]] == ["scaling.pdf", "scaling.png"]


@pytest.fixture
def undrawn(monkeypatch):
    """Commands that save no figure, which costs a second each."""
    monkeypatch.setattr("figures.phase_diagram.scaling_map.draw", lambda _: None)
    monkeypatch.setattr("figures.style.save", lambda *_: [])


@pytest.mark.usefixtures("undrawn")
def test_a_table_for_people(tmp_path, capsys):
    assert run([*UNTIED, "--fix", "N=inf", "--x-range", "1,2", "--out", str(tmp_path)]) == 0
    output = capsys.readouterr()
    assert output.out.startswith("H ~ rho^x, sigma2 ~ rho^y, p ~ rho, N = inf\n")
    assert "large-data+mean-field+narrow-latent (odd orders only)  1   " in output.out
    assert "H*sigma2 = rho^(x + y)" in output.out
    assert output.err == ""


@pytest.mark.usefixtures("undrawn")
def test_what_is_left_out_is_said(tmp_path, capsys):
    assert run([*UNTIED, "--out", str(tmp_path)]) == 0
    assert capsys.readouterr().err == "prism: --fix leaves out N: taken to stay fixed, power 0\n"


@pytest.mark.usefixtures("undrawn")
def test_a_model_of_a_file_and_affine_powers(tmp_path, capsys):
    (tmp_path / "decay.toml").write_text(
        'name = "decay"\n[sizes]\np = "p"\nH = "H"\n[scalars]\ns = "s"\nlambda = "weight decay"\n'
        '[matrices]\nW = { shape = ["p", "H"], variance = "s", trained = true }\n'
        '[losses]\nL = "Tr((I - W*W.T)**2)/2 + lambda*Tr(W*W.T)/2"\n[flow]\nloss = "L"\n'
    )
    arguments = ["--model", str(tmp_path / "decay.toml"), "--x", "s", "--y", "lambda", "--fix", "p=1", "--fix", "H=1"]
    assert run(["phase-diagram", "scaling", *arguments, "--json", "--out", str(tmp_path)]) == 0
    first = json.loads(capsys.readouterr().out)
    assert {"s", "lambda"} == set(first["axes"])
    arguments[-1] = "H=1 + (lambda - lambda)/2"
    assert run(["phase-diagram", "scaling", *arguments, "--json", "--out", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out)["regions"] == first["regions"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--model", "quadratic"], "a plane has two axes: give --x NAME and --y NAME"),
        (["--x", "H"], "a plane has two axes: give --x NAME and --y NAME"),
        ([*UNTIED[2:], "--slice", "N=p"], "--slice does not go with --model; give --x, --y and --fix"),
        ([*UNTIED[2:], "--x-range", "-1,3"], "H counts dimensions or samples, so its power is at least 0, got -1"),
        ([*UNTIED[2:], "--x-range", "3"], "a range is LOW,HIGH such as 0,3 or -1/2,2, got '3'"),
        ([*UNTIED[2:], "--x-range", "0,1e999999999"], "numbers lie between 1e-100 and 1e100 in size, got 1e999999999"),
        ([*UNTIED[2:], "--y-range", "0,1_0"], "such as 0.5, 1e-3 or 2/3 is needed, got '1_0'"),
        ([*UNTIED[2:], "--x-range", "2,2"], "the range of an axis ascends, got 2 to 2 for H"),
        ([*UNTIED[2:], "--fix", "N"], "--fix takes NAME=POWER such as p=1, N=inf or N=2*H-1, got 'N'"),
        ([*UNTIED[2:], "--fix", "p=2"], "--fix gives p twice; leave out one of them"),
        ([*UNTIED[2:], "--fix", "N=H**2"], "a power is a number plus multiples of those of H and sigma2, got 'H**2'"),
        ([*UNTIED[2:], "--fix", "N=M"], "--fix N=M: unknown name 'M'"),
        ([*UNTIED[2:], "--fix", "sigma2=1"], "sigma2 is an axis of the plane, its power cannot be fixed"),
        ([*UNTIED[2:], "--fix", "n=1"], "no size or scalar is named 'n' (did you mean 'N'?)"),
        ([*UNTIED[2:], "--loss", "test"], "test"),
    ],
)
def test_errors_are_one_line(arguments, message, tmp_path, capsys):
    assert run(["phase-diagram", "scaling", *arguments, "--out", str(tmp_path / "out")]) == 2
    error = capsys.readouterr().err
    assert error.startswith("prism: ")
    assert error.count("\n") == 1
    assert message in error
    assert not (tmp_path / "out").exists()


def test_infinite_powers_and_functions():
    axes = ("H", "sigma2")
    assert assignments(("N=inf", " p = 2*H - sigma2/2 + 0.5 "), axes) == {"N": None, "p": (0.5, 2, -0.5)}
    with pytest.raises(InputError, match="a power is a number plus multiples"):
        affine("H*sigma2", axes)


def boxes(axes):
    """Every text of a panel with the rectangle in pixels that it fills, turned as it is."""
    found = []
    for text in axes.texts:
        angle = text.get_rotation()
        middle = axes.transData.transform(text.get_position())
        text.set_rotation(0)
        extent = text.get_window_extent()
        text.set_rotation(angle)
        found.append((text.get_text(), rectangle(middle, extent.width, extent.height, angle)))
    return found


def planes():
    """Planes of several models, with narrow regions."""
    for name, axes, ranges, fixed in (
        ("untied-autoencoder", ("H", "N"), ((0, 2), (0, 2)), {"p": ONE, "sigma2": affine("-1.2", ("H", "N"))}),
        ("tied-weight-decay", ("lambda", "sigma2"), ((-2, 2), (-3, 1)), {"p": ONE, "H": ONE}),
    ):
        yield divided(regimes(load(name)), Plane(axes, ranges, fixed))


@pytest.fixture(scope="module")
def drawn():
    return [(found, draw(found)) for found in planes()]


def test_no_text_covers_another_or_leaves_its_panel(drawn):
    panels = [axes for figure in (*(figure for _, figure in drawn), draw_slices(SLICES)) for axes in figure.axes]
    assert len(panels) == 2 + len(SLICES)
    for axes in panels:
        found = boxes(axes)
        (left, low), (right, high) = axes.bbox.get_points()
        frame = np.array([(left, low), (right, low), (right, high), (left, high)])
        assert all(inside(frame, corner) for _, box in found for corner in box)
        for (one, first), (other, second) in combinations(found, 2):
            assert not overlap(first, second), (one, other)


def test_what_finds_no_room_stands_in_the_key(drawn):
    """Every regime of a plane with narrow regions is named, in the panel or, under its number, beside it."""
    for found, figure in drawn:
        (axes,), (key,) = figure.axes, figure.texts
        words = " ".join(text.get_text() for text in (*axes.texts, key))
        for cell in (*found.regions, *found.borders, *found.points):
            assert all(facet in words for facet in (cell.regime.facets if cell.regime else ()))
        numbers = {text.get_text() for text in axes.texts if text.get_text().isdigit()}
        assert numbers == {line.split()[0] for line in key.get_text().splitlines()[1:]}


def test_squares_that_meet_and_that_do_not():
    first, turned = rectangle(np.zeros(2), 2, 2, 0), rectangle(np.array([2.2, 0]), 2, 2, 45)
    assert overlap(first, turned)
    assert not overlap(first, rectangle(np.array([2.5, 0]), 2, 2, 45))
    assert not overlap(first, rectangle(np.array([0, 2.1]), 2, 2, 0))
