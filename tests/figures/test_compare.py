"""``prism compare`` and ``figures.compare``: table, JSON and picture."""

import json

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

import figures
from figures.comparison import draw, title
from figures.phase_diagram.colours import FACETS
from linear_ae import Sizes
from numerics import compare
from numerics.comparison.compared import Compared, Simulation, Theory
from tests.figures.text_boxes import faults

SIZES = Sizes(p=200, H=100, N=float("inf"), sigma2=0.005)
CALL = "compare", "--p", "200", "--H", "100", "--N", "inf", "--sigma2", "0.005", "--t-max", "0.1", "--points", "3"


@pytest.fixture(scope="module")
def found():
    return compare(SIZES, np.linspace(0, 0.1, 3), runs=2)


def test_json_has_all_curves(run_prism, found):
    status, out, err = run_prism(*CALL, "--seeds", "2", "--json")
    read = json.loads(out)
    assert (status, err) == (0, "")
    assert list(read) == ["model", "point", "t", "simulation", "theories", "left_out", "by_change"]
    assert read["simulation"]["losses"] == {name: list(x) for name, x in found.simulation.losses.items()}
    for entry, theory in zip(read["theories"], found.theories, strict=True):
        assert (entry["name"], entry["route"]) == (theory.name, theory.route)
        assert entry["losses"] == {name: list(x) for name, x in theory.losses.items()}
        assert entry["largest"]["train"]["score"] == found.gap(theory, "train").score
    assert read["left_out"] == list(found.left_out)


def test_table_routes_and_what_is_left_out(run_prism, found):
    status, out, err = run_prism(*CALL, "--seeds", "2")
    rows = out.splitlines()
    assert status == 0
    assert rows[0].split() == ["theory", "loss", "at", "t", "predicted", "simulated", "deviation", "error", "score"]
    assert len(rows) == 1 + len(found.gaps)
    assert [row.startswith(gap.theory) for row, gap in zip(rows[1:], found.gaps, strict=True)] == [True] * len(
        found.gaps
    )
    assert err.splitlines()[0] == "prism: large-data: limit formula, without an error estimate"
    assert err.splitlines()[-1] == "prism: left out, planar limit: at infinite N it is large-data itself"


@pytest.mark.parametrize(("suffix", "start"), [("pdf", b"%PDF"), ("png", b"\x89PNG"), ("svg", b"<?xml")])
def test_the_suffix_decides(run_prism, tmp_path, suffix, start):
    file = tmp_path / "new" / f"picture.{suffix}"
    status, _, err = run_prism(*CALL, "--seeds", "2", "--out", str(file))
    assert (status, err.splitlines()[-1]) == (0, f"wrote {file}")
    assert file.read_bytes().startswith(start)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--out", "picture.jpg"], "picture.jpg: the suffix decides the format: give one of .pdf, .png, .svg"),
        (["--seeds", "1"], "one run has no standard error"),
        (["--size", "p=3"], "--size does not go with the tied autoencoder"),
    ],
)
def test_bad_input_is_one_line(run_prism, more, message):
    status, out, err = run_prism(*CALL, *more)
    assert (status, out, len(err.splitlines())) == (2, "", 1)
    assert message in err


def test_a_model_with_its_own_options(run_prism):
    point = "--size", "p=8", "--size", "H=4", "--size", "N=16", "--value", "sigma2=0.05"
    call = "compare", "--model", "untied-autoencoder", *point, "--t-max", "0.1", "--points", "2", "--accuracy", "0.1"
    status, out, err = run_prism(*call, "--seeds", "4")
    assert status == 0
    assert [row.split()[2] for row in out.splitlines()[1:]] == ["train", "population"]
    assert "errors up to" in err
    assert "left out, corrected planar limit: at sizes this small" in err


def test_one_call_gives_the_axes():
    axes = figures.compare(SIZES, np.linspace(0, 0.1, 3), runs=2)
    assert axes.shape == (2, 2)
    assert [each.get_title() for each in axes[0]] == ["train", "population"]
    limit, corrected = axes[0, 0].get_lines()[:2]
    assert to_hex(limit.get_color()).upper() == to_hex(corrected.get_color()).upper() == FACETS["large-data"]
    assert (limit.get_linestyle(), corrected.get_linestyle()) == ("-", "--")


def test_a_figure_of_the_user_is_drawn_into():
    mine = Figure()
    axes = figures.compare(SIZES, [0, 0.1], runs=2, figure=mine)
    assert axes[0, 0].figure is mine
    assert mine.axes == list(axes.ravel())


def crowded(count):
    """``count`` theories of three losses with long names, one of them far off."""
    t, losses = np.linspace(0, 1, 5), ("train", "error", "population")
    curves = {name: np.exp(-t) for name in losses}
    errors = {name: np.full(5, 0.01) for name in losses}
    theories = tuple(
        Theory(f"corrected large-data+narrow-latent {k}", "", {n: x * (1 + 40 * k) for n, x in curves.items()}, errors)
        for k in range(count)
    )
    point = {f"a_long_name_{k}": 123456.0 for k in range(9)}
    simulation = Simulation(curves, errors, dict.fromkeys(losses, 7), 8, 0)
    return Compared("a-model-of-a-long-name", point, t, theories, simulation, ())


@pytest.mark.parametrize("count", [pytest.param(0, marks=pytest.mark.slow), pytest.param(2, marks=pytest.mark.slow), 6])
def test_nothing_overlaps(count):
    figure = draw(crowded(count))[0, 0].figure
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    panels = [axes.get_tightbbox(renderer) for axes in figure.axes]
    legend, heading = (part.get_window_extent(renderer) for part in (figure.legends[0], figure._suptitle))
    page = figure.bbox
    boxes = [box.padded(-1) for box in (*panels, legend, heading)]  # they may touch
    assert not [(k, m) for k in range(len(boxes)) for m in range(k) if boxes[k].overlaps(boxes[m])]
    assert all(box.x0 >= page.x0 - 1 and box.x1 <= page.x1 + 1 for box in boxes)
    assert all(box.y0 >= page.y0 - 1 and box.y1 <= page.y1 + 1 for box in boxes)


def test_a_theory_far_off_does_not_flatten_the_others():
    low, high = draw(crowded(3))[0, 0].get_ylim()
    assert low > 0
    assert high < 1.3


def test_greek_names_are_set_as_letters_and_lines_break_between_sizes(found):
    point = {"sigma2": 0.5, "lambda": 2.0, "H": 3.0}
    heading = title(Compared("m", point, found.t, (), found.simulation, ()), 16)
    assert heading.replace("\u00a0", " ").splitlines() == [r"m: $\sigma^{2}$ = 0.5,", r"$\lambda^{}$ = 2,", "H = 3"]


def far_off(names: list[str], theories: dict[str, float], times: int = 5) -> Compared:
    """Losses that hardly fall, and theories so many times larger."""
    t = np.linspace(0, 1, times)
    curve = 1 - 1e-5 * t
    simulation = Simulation(
        dict.fromkeys(names, curve), dict.fromkeys(names, 1e-6 * curve), dict.fromkeys(names, 1), 2, 0
    )
    found = [Theory(name, "formula", dict.fromkeys(names, factor**t * curve)) for name, factor in theories.items()]
    point = {"variance_of_the_initial_factors": 1.234567e-7, "number_of_rows": 1234567}
    return Compared(
        "a-model-with-a-long-name", point, t, tuple(found), simulation, (), "a/long/path/to/a/table.parquet"
    )


@pytest.mark.parametrize("names", [["train"], ["reconstruction_error_on_all_entries_of_the_matrix", "b", "c"]])
def test_names_of_any_length_fit(names):
    regimes = {f"corrected small-data+mean-field+narrow-latent, {k}": 1.0 + k for k in range(7)}
    axes = draw(far_off(names, regimes))
    assert faults(axes[0, 0].figure) == []


def test_a_theory_far_off_hides_neither_the_others_nor_the_ticks():
    """Its deviation of 1e60 leaves the panel; small changes are written out, not as an offset beside the title."""
    above, below = draw(far_off(["train"], {"near": 1.0 + 1e-6, "far": 1e60}))[:, 0]
    assert below.get_ylim()[1] <= 1e3
    above.figure.draw_without_rendering()
    assert above.yaxis.get_offset_text().get_text() == ""
    assert len({label.get_text() for label in above.get_yticklabels()}) == len(above.get_yticklabels())


def test_whole_bars_are_seen():
    noisy = far_off(["train"], {"near": 1.0})
    noisy.simulation.stderr["train"][:] = 0.01
    low, high = draw(noisy)[0, 0].get_ylim()
    assert low < 0.98 < 1.02 < high
