"""The measure of text boxes finds what a reader would, and nothing else; the gallery's figures are held to it."""

import pytest
from matplotlib.figure import Figure

from figures.style import prism_style
from tests.figures.text_boxes import cut_bars, faults


@pytest.fixture
def axes():
    """Empty axes from 0 to 1, without ticks."""
    with prism_style():
        found = Figure(figsize=(3, 3)).subplots()
    found.set(xlim=(0, 1), ylim=(0, 1), xticks=[], yticks=[])
    return found


def test_texts_that_cross_are_found_and_neighbours_are_not(axes):
    axes.text(0.5, 0.5, "one", va="bottom", ha="center")
    axes.text(0.5, 0.5, "below it", va="top", ha="center")
    assert faults(axes.figure) == []
    axes.text(0.5, 0.5, "across", rotation=45, ha="center", va="center")
    assert faults(axes.figure) == ["'one' overlaps 'across'", "'below it' overlaps 'across'"]


def test_turned_texts_have_turned_boxes(axes):
    """The upright boxes around two parallel diagonals overlap; the letters do not."""
    for x in (0.4, 0.6):
        axes.text(x, 0.5, "a long line of words", rotation=45, ha="center", va="center", rotation_mode="anchor")
    first, second = (text.get_window_extent() for text in axes.texts)
    assert first.overlaps(second)
    assert faults(axes.figure) == []


def test_letters_outside_the_canvas_are_found(axes):
    axes.figure.text(0.9, 0.5, "far too long for this page")
    assert faults(axes.figure) == ["'far too long for this page' leaves the canvas"]


@pytest.mark.parametrize("draw", ["plot", "scatter", "errorbar"])
def test_markers_below_letters_are_found(axes, draw):
    style = {} if draw == "scatter" else {"marker": "o", "ls": "none"}
    getattr(axes, draw)([0.5, 0.2], [0.5, 2.0], **style)
    axes.text(0.2, 1.0, "below a point beyond the limits", va="top")
    assert faults(axes.figure) == []
    axes.text(0.5, 0.5, "here", ha="center", va="center")
    (found,) = faults(axes.figure)
    assert found.startswith("'here' overlaps a marker at")


def test_curves_through_letters_are_found_but_not_behind_a_ground(axes):
    """The corners of the curve lie far from the letters, one of them beyond the axes."""
    axes.plot([0, 0, 2], [0, 0.5, 0.5], label="through")
    axes.text(0.5, 0.5, "here", ha="center", va="center", bbox={"fc": "white"})
    assert faults(axes.figure) == []
    axes.text(0.2, 0.5, "there", ha="center", va="center")
    assert faults(axes.figure) == ["'there' overlaps the curve through"]


def test_bars_cut_by_the_axes_are_found(axes):
    axes.errorbar([0.3, 0.6], [0.5, 0.5], [0.4, 0.5], label="within")
    axes.errorbar([0.3, 0.6], [0.5, 0.5], [[0.4, 0.5], [0.4, 0.6]], label="beyond")
    axes.figure.canvas.draw()
    assert cut_bars(axes.figure) == ["a bar of beyond is cut"]


def test_what_is_not_drawn_does_not_count(axes):
    """Labels of ticks beyond the limits, hidden texts and hidden curves."""
    axes.set_xticks([0.5, 0.51], ["first", "second"])
    axes.set_xlim(0, 0.505)
    axes.plot([0, 1], [0, 1], visible=False)
    axes.text(0.2, 0.2, "here")
    axes.text(0.2, 0.2, "hidden", visible=False)
    assert faults(axes.figure) == []
    axes.set_xlim(0, 1)
    assert faults(axes.figure) == ["'first' overlaps 'second'"]


def test_an_arrow_through_letters_is_found_but_not_that_of_the_letters_themselves(axes):
    axes.annotate("from here", (0.9, 0.5), (0.1, 0.5), va="center", arrowprops={"arrowstyle": "-"})
    assert faults(axes.figure) == []
    axes.text(0.6, 0.5, "between", ha="center", va="center")
    assert faults(axes.figure) == ["'between' overlaps the curve the arrow of 'from here'"]


@pytest.mark.parametrize(("place", "crosses"), [((0.5, 0.5), False), ((-0.1, 0.5), True), ((1.02, 0.5), False)])
def test_a_legend_across_the_edge_of_its_panel_is_found(axes, place, crosses):
    axes.figure.set_size_inches(6, 3)
    axes.plot([0.2, 0.4], [0.1, 0.1], label="curve")
    axes.legend(loc="center" if place[0] == 0.5 else "center left", bbox_to_anchor=place)
    expected = ["'curve' stands across the edge of its panel"] if crosses else []
    assert [fault for fault in faults(axes.figure) if "across" in fault] == expected


def test_markers_cut_by_the_edge_are_found(axes):
    (line,) = axes.plot([0, 0.5], [0.5, 0.5], "o")
    assert len(faults(axes.figure)) == 1
    assert "is cut by the edge" in faults(axes.figure)[0]
    line.set_clip_on(False)
    assert faults(axes.figure) == []
