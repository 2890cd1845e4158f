"""Boxes of all texts that a figure draws: which overlap each other, a marker, a curve or an arrow, and which leave the
canvas; legends that stand half in their panel, and markers that its edge cuts.

``python -m tests.figures.text_boxes [--quick] [NAME ...]`` measures figures of the gallery, from their stored data.
"""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest import mock

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.container import ErrorbarContainer
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.text import Annotation, Text

from figures import gallery
from figures.phase_diagram.labels import inside, overlap, rectangle
from figures.store import remembered
from figures.style import prism_style
from numerics.methods.arrays import Array

ROUNDING = 1.0  # pixels by which a box may be wider than its letters, whose extents are whole numbers
STEP = 2.0  # pixels between the points of a curve that are tried: letters are ten pixels high


@dataclass(frozen=True)
class Box:
    """What is drawn somewhere, with its four corners in pixels; ``ground`` if it has a ground of its own."""

    words: str
    corners: Array
    ground: bool = False


def faults(figure: Figure) -> list[str]:
    """One line for every two texts that overlap, every text over a marker, a curve or an arrow, and outside the canvas.

    Texts with a ground of their own may stand on curves. Legends across an edge of their panel and markers that are
    cut by one have lines as well.
    """
    with drawn(figure) as artists:
        texts = [text_box(one) for one in artists if isinstance(one, Text)]
        marks = [box for one in artists for box in marker_boxes(one)]
        curves = [(str(one.get_label()), curve_points(one)) for one in artists if isinstance(one, Line2D) and one.axes]
        curves += [(f"the arrow of {one.get_text()!r}", arrow_points(one)) for one in artists if has_arrow(one)]
        found = [f"{legend_words(one)!r} stands across the edge of its panel" for one in artists if across_edge(one)]
        found += [f"{box.words} is cut by the edge" for one in artists for box in marker_boxes(one) if is_cut(one, box)]
        page = figure.bbox.get_points()
    pairs = [(i, k) for i, k in near(texts, texts) if i < k and overlap(texts[i].corners, texts[k].corners)]
    found += [f"{texts[i].words!r} overlaps {texts[k].words!r}" for i, k in pairs]
    found += [f"{texts[i].words!r} overlaps {marks[k].words}" for i, k in near(texts, marks)
              if overlap(texts[i].corners, marks[k].corners)]  # fmt: skip
    bare = [one for one in texts if not one.ground]
    found += [f"{one.words!r} overlaps the curve {name}" for one in bare for name, places in curves
              if passes(places, one.corners) and name != f"the arrow of {one.words!r}"]  # fmt: skip
    return found + [f"{one.words!r} leaves the canvas" for one in texts if not within(one.corners, page)]


def cut_bars(figure: Figure) -> list[str]:
    """One line for every error bar that ends beyond its axes, where nobody sees how far it goes; of a drawn figure."""
    bars = [(axes, found) for axes in figure.axes for found in axes.containers if isinstance(found, ErrorbarContainer)]
    return [f"a bar of {found.get_label()} is cut" for axes, found in bars for lines in found.lines[2]
            for ends in lines.get_segments() if not within(axes.transData.transform(ends), page_of(axes))]  # fmt: skip


def page_of(axes: Axes) -> Array:
    """Lower left and upper right corner in pixels, with a pixel for the width of lines."""
    return axes.bbox.get_points() + np.array([[-ROUNDING], [ROUNDING]])


@contextmanager
def drawn(figure: Figure) -> Iterator[list[Artist]]:
    """The texts and markers that drawing the figure reaches, such as no ticks beyond the limits."""
    found: list[Artist] = []

    def recording(kind: type[Artist]) -> Any:
        original = kind.draw

        def draw(artist: Artist, *arguments: Any, **named: Any) -> None:
            if artist.get_visible():
                found.append(artist)
            original(artist, *arguments, **named)

        return mock.patch.object(kind, "draw", draw)

    with prism_style(), ExitStack() as stack:
        for kind in (Text, Line2D, PathCollection, Legend):
            stack.enter_context(recording(kind))
        FigureCanvasAgg(figure).draw()
        drawn_once = {id(one): one for one in found if not (isinstance(one, Text) and not one.get_text().strip())}
        yield list(drawn_once.values())


def near(some: list[Box], others: list[Box]) -> list[list[int]]:
    """Pairs of indices whose upright bounds meet; the thousands of others need no closer look."""
    if not (some and others):
        return []
    (low, high), (floor, roof) = bounds(some), bounds(others)
    apart = (low[:, None] > roof) | (floor > high[:, None])
    return np.argwhere(~apart.any(axis=-1)).tolist()


def bounds(boxes: list[Box]) -> tuple[Array, Array]:
    """The least and the largest coordinates of each box, shape (n, 2) each."""
    corners = np.array([box.corners for box in boxes])
    return corners.min(axis=1), corners.max(axis=1)


def text_box(text: Text) -> Box:
    """The rectangle around the letters, turned as they are."""
    middle, angle = np.mean(Text.get_window_extent(text).get_points(), axis=0), text.get_rotation()
    text.set_rotation(0)
    level = Text.get_window_extent(text)
    text.set_rotation(angle)
    corners = rectangle(middle, level.width - ROUNDING, level.height - ROUNDING, angle)
    return Box(text.get_text(), corners, text.get_bbox_patch() is not None)


def marker_boxes(artist: Artist) -> Iterator[Box]:
    """A square for each marker in sight; of curves without markers and of ticks there are none."""
    if isinstance(artist, Line2D) and artist.axes is not None and artist.get_marker() not in ("None", "none", "", None):
        places, size = artist.get_transform().transform(artist.get_xydata()), artist.get_markersize()
        every = artist.get_markevery()
        places = places[:: every or 1] if every is None or isinstance(every, int) else places[every]
    elif isinstance(artist, PathCollection) and len(artist.get_offsets()):
        places = artist.get_offset_transform().transform(artist.get_offsets())
        size = float(np.sqrt(artist.get_sizes().max(initial=0.0)))
    else:
        return
    side, clip = size * artist.figure.dpi / 72, artist.get_clip_box() if artist.get_clip_on() else None
    for x, y in np.ma.filled(np.ma.asarray(places, dtype=float), np.nan):
        if np.isfinite([x, y]).all() and (clip is None or clip.contains(x, y)):
            yield Box(f"a marker at ({x:.0f}, {y:.0f})", rectangle((x, y), side, side, 0.0))


def curve_points(line: Line2D) -> Array:
    """Places along a curve in sight, shape (n, 2), a few pixels apart; none for a line that is not drawn."""
    corners = np.asarray(line.get_transform().transform(line.get_xydata()))
    if line.get_linestyle() in ("None", "none", "", " ") or len(corners) < 2:
        return np.empty((0, 2))
    page = line.axes.bbox if line.get_clip_on() else line.figure.bbox
    corners = np.clip(corners, page.min - 9 * page.size, page.max + 9 * page.size)
    counts = [2 + int(np.hypot(*step) / STEP) if np.isfinite(step).all() else 0 for step in np.diff(corners, axis=0)]
    found = [np.linspace(a, b, n) for a, b, n in zip(corners[:-1], corners[1:], counts, strict=True)]
    places = np.concatenate(found)
    return places[((places >= page.min) & (places <= page.max)).all(axis=1)]


def has_arrow(artist: Artist) -> bool:
    """Whether it is a text with a line to somewhere."""
    return isinstance(artist, Annotation) and artist.arrow_patch is not None


def arrow_points(text: Annotation) -> Array:
    """Places along the line from a text to what it names, shape (n, 2), a few pixels apart."""
    patch = text.arrow_patch
    corners = patch.get_transform().transform(patch.get_path().interpolated(1).vertices)
    first, last = corners[0], corners[-1]
    return np.linspace(first, last, 2 + int(np.hypot(*(last - first)) / STEP))


def across_edge(artist: Artist) -> bool:
    """Whether it is a legend of a panel that stands neither inside nor outside of it."""
    if not (isinstance(artist, Legend) and artist.axes and artist.axes.axison):
        return False
    box, panel = artist.get_window_extent(), artist.axes.bbox
    inner = within(box.corners(), np.array([panel.min - ROUNDING, panel.max + ROUNDING]))
    return box.overlaps(panel) and not inner


def legend_words(legend: Legend) -> str:
    """Its texts in one line."""
    return "; ".join(text.get_text() for text in [legend.get_title(), *legend.get_texts()] if text.get_text())


def is_cut(artist: Artist, marker: Box) -> bool:
    """Whether a marker in sight reaches beyond what is drawn of it."""
    clip = artist.get_clip_box() if artist.get_clip_on() else None
    if clip is None or not isinstance(artist, Line2D):
        return False
    return not within(marker.corners, np.array([clip.min - 2 * ROUNDING, clip.max + 2 * ROUNDING]))


def passes(places: Array, corners: Array) -> bool:
    """Whether one of the places lies in the rectangle."""
    near = ((places >= corners.min(axis=0)) & (places <= corners.max(axis=0))).all(axis=1)
    return any(inside(corners, place) for place in places[near])


def within(corners: Array, page: Array) -> bool:
    """Whether all corners lie on the page."""
    return bool((corners >= page[0]).all() and (corners <= page[1]).all())


def main(arguments: list[str]) -> int:
    """Print the faults of the figures named, or of all; 1 if there are any."""
    count, quick = 0, "--quick" in arguments
    for name in [one for one in arguments if one != "--quick"] or gallery.FIGURES:
        module = gallery.drawing(name)
        for line in faults(module.draw(remembered(module.data, quick))):
            count += 1
            print(f"{name}: {line}")
    return int(count > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
