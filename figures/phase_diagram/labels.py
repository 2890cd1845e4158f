"""Texts in a map that neither overlap nor leave their region; what finds no room gets a number and stands in a key."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from numerics.methods.arrays import Array

PAD = 1.5  # pixels around a text that stay free
RIM = 0.15  # of the letters' size: the white rim of names on borders and of numbers
CIRCLE, POINT = 14.0, 5.5  # pixels across a point with its rim, and its size in the units of letters
STEPS = (4, 10, 18, 28, 40)  # pixels between a point and its name, across and up
SHARES = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8)  # places tried along a border
TRIED = 20  # places a side tried in a region
WHITE: dict[str, Any] = {"fc": "white"}
GAP = 0.3  # inches around the key
LONGEST = 54  # letters of a line of the key that can be broken


class Labels:
    """The texts of one panel, whose axes have their final size and limits; ``size`` is that of their letters."""

    def __init__(self, axes: Axes, size: float) -> None:
        self.axes, self.size = axes, size
        self.taken: list[Array] = []
        self.regions: list[Array] = []
        self.extents: dict[tuple[str, str], tuple[float, float]] = {}
        self.key: list[str] = []

    def region(self, corners: Sequence[tuple[float, float]], lines: Sequence[str], short: str) -> None:
        """One line below the other, as near the middle of a convex region as there is room; ``short`` for the key."""
        outline = self.pixels(corners)
        self.regions.append(outline)
        style: dict[str, Any] = {"fontsize": self.size, "linespacing": 1.15}
        for place in inner_places(outline):
            if self.put(place, "\n".join(lines), 0.0, outline, style):
                return
        self.number(inner_places(outline), short)

    def border(self, ends: Sequence[tuple[float, float]], facets: Sequence[str]) -> None:
        """The names along a line, in two lines if they are too long for one."""
        first, last = self.pixels(ends)
        if first[0] > last[0] or (first[0] == last[0] and first[1] < last[1]):
            first, last = last, first
        angle = math.degrees(math.atan2(last[1] - first[1], last[0] - first[0]))
        places = [first + share * (last - first) for share in SHARES]
        style = {
            "fontsize": self.size - 0.5,
            "bbox": {"boxstyle": "round,pad=0.15", **WHITE, "ec": "none", "alpha": 0.85},
        }
        for text in dict.fromkeys([" + ".join(facets), " +\n".join(facets)]):
            for place in places:
                if self.put(place, text, angle, self.along(first, last), style):
                    return
        self.number(places, " + ".join(facets))

    def circle(self, place: tuple[float, float], colour: str) -> None:
        """A point of the map."""
        self.axes.plot(*place, "o", color="black", ms=POINT, mfc=colour, zorder=3)
        self.taken.append(rectangle(self.pixels([place])[0], CIRCLE, CIRCLE, 0.0))

    def beside(self, place: tuple[float, float], name: str) -> None:
        """The name of a point as near to it as there is room in a region."""
        style: dict[str, Any] = {"fontsize": self.size, "fontweight": "bold"}
        (middle,), (wide, high) = self.pixels([place]), self.extent(name, style)
        around = [(sign_x * (wide / 2 + across), sign_y * (high / 2 + up)) for up in STEPS for across in STEPS
                  for sign_x, sign_y in ((-1, -1), (1, -1), (-1, 1), (1, 1))]  # fmt: skip
        for step in sorted(around, key=lambda step: math.hypot(*step)):
            if any(self.put(middle + step, name, 0.0, outline, style) for outline in self.regions):
                return
        around_it = [middle + 2 * CIRCLE * np.array(step) for step in ((0, -1), (1, 0), (-1, 0), (0, 1))]
        self.number(around_it, name)

    def number(self, places: Sequence[Array], text: str) -> None:
        """A number in the map and the text in the key, the same for the same text."""
        if text not in self.key:
            self.key.append(text)
        shown = str(self.key.index(text) + 1)
        style = {"fontsize": self.size, "bbox": {"boxstyle": "circle,pad=0.2", **WHITE, "ec": "black", "lw": 0.5}}
        for place in places:
            if self.put(place, shown, 0.0, self.frame(), style):
                return
        self.write(places[0], shown, 0.0, style)

    def put(self, place: Array, text: str, angle: float, outline: Array, style: dict[str, Any]) -> bool:
        """Write the text if it fits into the convex outline, in pixels, and the axes, and apart from all others."""
        box = rectangle(place, *self.extent(text, style), angle)
        if not all(inside(some, corner) for corner in box for some in (outline, self.frame())):
            return False
        if any(overlap(box, other) for other in self.taken):
            return False
        self.taken.append(box)
        self.write(place, text, angle, style)
        return True

    def write(self, place: Array, text: str, angle: float, style: dict[str, Any]) -> None:
        """The text at a place in pixels, kept in the units of the axes."""
        x, y = self.axes.transData.inverted().transform(place)
        self.axes.text(x, y, text, ha="center", va="center", rotation=angle, rotation_mode="anchor", **style)

    def extent(self, text: str, style: dict[str, Any]) -> tuple[float, float]:
        """Width and height in pixels with the free rim."""
        key = text, str(style)
        if key not in self.extents:
            probe = self.axes.text(0.5, 0.5, text, transform=self.axes.transAxes, **style)
            box = probe.get_window_extent()
            probe.remove()
            rim = 2 * PAD + ("bbox" in style) * 2 * RIM * self.size * self.axes.figure.dpi / 72
            self.extents[key] = box.width + rim, box.height + rim
        return self.extents[key]

    def pixels(self, places: Sequence[tuple[float, float]]) -> Array:
        """Places in pixels, shape (n, 2)."""
        return np.asarray(self.axes.transData.transform(places))

    def frame(self) -> Array:
        """The outline of the axes in pixels."""
        (left, low), (right, high) = self.axes.bbox.get_points()
        return np.array([(left, low), (right, low), (right, high), (left, high)])

    def along(self, first: Array, last: Array) -> Array:
        """A strip around a line, wide enough for two lines of letters, no longer than the line."""
        across = np.array([first[1] - last[1], last[0] - first[0]])
        across *= 4 * self.size * self.axes.figure.dpi / 72 / np.hypot(*across)
        return np.array([first - across, last - across, last + across, first + across])


def inner_places(outline: Array) -> list[Array]:
    """Places of a grid over a convex polygon that lie in it, those nearest its centre of mass first."""
    low, high = outline.min(axis=0), outline.max(axis=0)
    grid = [low + (high - low) * np.array([i, j]) / TRIED for i in range(1, TRIED) for j in range(1, TRIED)]
    middle = centroid(outline)
    return [middle, *sorted((q for q in grid if inside(outline, q)), key=lambda q: float(np.hypot(*(q - middle))))]


def centroid(outline: Array) -> Array:
    """The centre of mass of a polygon, by triangles from its first corner."""
    first, rays = outline[0], outline[1:] - outline[0]
    areas = rays[:-1, 0] * rays[1:, 1] - rays[:-1, 1] * rays[1:, 0]
    return first + (areas[:, None] * (rays[:-1] + rays[1:])).sum(axis=0) / (3 * areas.sum())


def inside(outline: Array, place: Array) -> bool:
    """Whether a place lies in a convex polygon, given anticlockwise."""
    steps, rays = np.roll(outline, -1, axis=0) - outline, place - outline
    return bool((steps[:, 0] * rays[:, 1] - steps[:, 1] * rays[:, 0] >= 0).all())


def rectangle(middle: Array, width: float, height: float, angle: float) -> Array:
    """The corners of a rectangle turned about its middle by degrees, anticlockwise."""
    c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * (width / 2, height / 2)
    return np.asarray(middle) + corners @ np.array([(c, s), (-s, c)])


def overlap(first: Array, second: Array) -> bool:
    """Whether two rectangles meet: no side of either separates them."""
    for outline, other in ((first, second), (second, first)):
        steps = np.roll(outline, -1, axis=0) - outline
        for step, corner in zip(steps, outline, strict=True):
            rays = other - corner
            if (step[0] * rays[:, 1] - step[1] * rays[:, 0] < 0).all():
                return False
    return True


def add_key(figure: Figure, keys: Sequence[tuple[str, Sequence[str]]]) -> None:
    """Widen the figure by a column with the numbered texts of each panel under its title, if there are any."""
    lines = [line for title, texts in keys if texts for line in (title, *numbered(texts), "")]
    if not lines:
        return
    text = figure.text(0.0, 0.97, "\n".join(lines).rstrip(), fontsize=7, va="top", linespacing=1.3)
    width, height = figure.get_size_inches()
    wider = width + GAP + text.get_window_extent().width / figure.dpi
    for axes in figure.axes:
        box = axes.get_position()
        axes.set_position((box.x0 * width / wider, box.y0, box.width * width / wider, box.height))
    text.set_x((width + GAP / 2) / wider)
    figure.set_size_inches(wider, height)


def numbered(texts: Sequence[str]) -> list[str]:
    """``1  first``, ``2  second``."""
    return [f"{i}  {broken(text)}" for i, text in enumerate(texts, 1)]


def broken(text: str) -> str:
    """Facets with a plus sign between them, on further lines where one is full.

    >>> print(broken("a" * 40 + " + " + "b" * 20 + " + c, $x + y$"))
    aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa +
        bbbbbbbbbbbbbbbbbbbb + c, $x + y$
    """
    names, comma, rate = text.partition(", $")
    lines = [""]
    for facet in names.split(" + "):
        if lines[-1] and len(lines[-1]) + len(facet) > LONGEST:
            lines.append("")
        lines[-1] += (" + " if lines[-1] else "") + facet
    return " +\n    ".join(lines) + comma + rate
