"""Every figure draws from small data, says in its caption what the data say, and comes out the same twice."""

import importlib
import json
import pkgutil

import numpy as np
import pytest
from matplotlib.image import imread
from matplotlib.text import Text

import figures
from figures import gallery, store
from figures.cli.main import run
from figures.store import remembered
from figures.style import COLUMN, FULL, SMALLEST, save
from tests.figures.text_boxes import cut_bars, faults

PARTS = ("data", "draw", "caption")


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    return tmp_path_factory.mktemp("figures")


@pytest.fixture(autouse=True)
def _own_store(fresh, monkeypatch):
    """One fresh store for all tests, so small data are computed once; exact results lie where all tests find them."""
    monkeypatch.setattr(store, "folder", lambda: fresh)


def _modules():
    names = [found.name for found in pkgutil.walk_packages(figures.__path__, "figures.") if ".cli" not in found.name]
    return {name: module for name in names if all(hasattr(module := importlib.import_module(name), p) for p in PARTS)}


def test_every_module_of_a_figure_is_registered():
    assert {module for module, _ in gallery.FIGURES.values()} == set(_modules())
    assert all(text.endswith(".") and len(text) < 80 for _, text in gallery.FIGURES.values())


DEAR = {"power-laws", "critical", "facets"}  # seconds each: the default run leaves them to the slow tests


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow) if name in DEAR else name for name in gallery.FIGURES]
)
def test_figure_draws_legibly_with_a_caption(name):
    module = gallery.drawing(name)
    data = remembered(module.data, quick=True)
    figure = module.draw(data)
    width, height = figure.get_size_inches()
    assert width in (COLUMN, FULL)
    assert 1.5 < height < 9
    written = [t for t in figure.findobj(Text) if t.get_visible() and t.get_text()]
    assert min(text.get_fontsize() for text in written) >= SMALLEST
    assert faults(figure) == []
    assert cut_bars(figure) == []
    assert np.mean(np.asarray(figure.canvas.buffer_rgba())[..., :3].min(axis=-1) < 252) > 0.01
    caption = module.caption(data)
    assert len(caption) > 200
    assert not any(word in caption for word in ("nan", "inf ", "{", "}", "None"))


@pytest.mark.slow
@pytest.mark.parametrize("name", gallery.FIGURES)
def test_every_figure_is_written(name, tmp_path):
    module = gallery.drawing(name)
    pdf, png = save(module.draw(remembered(module.data, quick=True)), tmp_path, name)
    assert pdf.read_bytes().startswith(b"%PDF")
    assert np.mean(imread(png)[..., :3].min(axis=-1) < 0.99) > 0.01


@pytest.mark.parametrize(
    "name", [*(pytest.param(name, marks=pytest.mark.slow) for name in ("pareto-lattice", "crossover")), "forces"]
)
def test_bytes_are_the_same_when_redrawn_and_when_computed_again(name, tmp_path, monkeypatch):
    first = gallery.render(name, tmp_path / "a", quick=True)
    again = gallery.render(name, tmp_path / "b", quick=True)
    monkeypatch.setattr(store, "folder", lambda: tmp_path / "empty")
    fresh = gallery.render(name, tmp_path / "c", quick=True)
    for one, other, third in zip(first, again, fresh, strict=True):
        assert one.read_bytes() == other.read_bytes() == third.read_bytes()


@pytest.mark.slow
def test_caption_takes_its_numbers_from_the_data():
    """Moving one point of the mean-field train loss by 10 % of L(0) moves the deviation that the caption states."""
    module = gallery.drawing("facets")
    data = remembered(module.data, quick=True)
    entry = next(ladder for ladder in data["ladders"] if ladder["regime"] == "mean-field")
    found = entry["losses"]["train"]
    found["experiment"][7] = found["theory"][7] + 0.1234 * found["theory"][0]
    text = module.caption(data)
    mean_field = text.partition("mean-field: ")[2].partition(";")[0]
    assert "largest deviation 12.34% (train)" in mean_field
    assert f"p = {entry['sizes'][-1]['p']}, H = {entry['sizes'][-1]['H']}," in mean_field
    assert "12.34%" not in text.replace(mean_field, "")


def test_caption_of_the_convergence_states_the_fitted_orders():
    module = gallery.drawing("convergence")
    data = remembered(module.data, quick=True)
    for ladder in data["ladders"]:
        gaps = np.abs(ladder["losses"]["train"]["deviation"])
        errors = np.asarray(ladder["losses"]["train"]["deviation_stderr"])
        x = np.log(ladder["size"])
        slope = np.polyfit(x, np.log(gaps), 1, w=gaps / errors)[0]  # the same least squares, by other code
        assert f"{np.sign(ladder['expected']) * slope:.3f} +- " in module.caption(data)


def test_list_and_json(capsys):
    assert run(["figures", "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["name", *gallery.FIGURES]
    assert run(["figures", "--list", "facets", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["figures"][0]["name"] == "facets"


def test_command_writes_three_files_a_figure(capsys, tmp_path):
    assert run(["figures", "pareto-lattice", "pareto-lattice", "--quick", "--out", str(tmp_path), "--json"]) == 0
    (entry,) = json.loads(capsys.readouterr().out)["figures"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"pareto-lattice.{end}" for end in ("pdf", "png", "txt")
    ]
    caption = (tmp_path / "pareto-lattice.txt").read_text()
    assert entry["caption"] == caption
    assert max(map(len, caption.splitlines())) <= 100
    assert [path.rsplit(".")[-1] for path in entry["files"]] == ["pdf", "png", "txt"]


def test_unknown_name_ends_before_anything_is_drawn(capsys, tmp_path):
    assert run(["figures", "facets", "fasets", "--out", str(tmp_path / "out")]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "no figure is named 'fasets'" in error
    assert all(name in error for name in gallery.FIGURES)
    assert not (tmp_path / "out").exists()
