"""The prism of one order: its Pareto-optimal terms as points, its facets named beside it.

Caption: every term of E[d^s L/dt^s (0)] that no other term exceeds is p alpha^m eta^h nu^d for a point (m, h, d) of a
triangular prism; its five facets are the regimes. Two of them are seen through, and have frames in their colours.
"""

from typing import Any

import numpy as np
from matplotlib.figure import Figure
from mpl_toolkits.mplot3d import Axes3D, proj3d
from mpl_toolkits.mplot3d.art3d import Poly3DCollection

from figures.phase_diagram.colours import FACETS, diluted
from figures.style import prism_style
from numerics.methods.arrays import Array
from theory.autoencoder import coefficient
from theory.autoencoder.prism import lattice_point, leading, polytope
from theory.matrix.polyhedron import Facet, corners

ORDER = 3
VIEW = {"elev": 20.0, "azim": -118.0}
NAMES = {
    "small-data": (0.76, 0.91), "mean-field": (0.24, 0.91), "free": (0.95, 0.56), "narrow-latent": (0.86, 0.06),
    "large-data": (0.58, 0.03),
}  # fmt: skip
"""Where the names stand in the panel seen from VIEW, beside the prism: shares of its width and height."""
ZOOM = 0.84
GROUND, GLASS = 0.5, 0.1  # opacity of the facets behind and before the points
FRAME = 0.9  # of its facet: a frame in the colour that the glass is too clear to show
LABEL: dict[str, Any] = {
    "fontsize": 8,
    "fontweight": "bold",
    "color": "black",
    "ha": "center",
    "va": "center",
    "zorder": 10,
}


def draw(loss: str = "train", order: int = ORDER) -> Figure:
    """The prism of ``E[d^order L/dt^order (0)]``."""
    with prism_style():
        figure = Figure(figsize=(4.8, 4.4))
        draw_prism(figure.add_subplot(projection="3d"), loss, order)
        return figure


def draw_prism(axes: Axes3D, loss: str, order: int) -> None:
    """Points, facets with their names, and axes."""
    found = coefficient(loss, order)
    points = sorted(lattice_point(exponents) for exponents in leading(found.terms))
    facets = polytope(found)
    axes.computed_zorder = False
    for name, facet in facets.items():
        draw_facet(axes, name, facet)
    axes.scatter(*zip(*points, strict=True), s=9, color="black", depthshade=False, zorder=4)
    axes.set(xlabel="$m$", ylabel="$h$", zlabel="$d$")
    axes.set_title(rf"{len(points)} Pareto-optimal terms $p\,\alpha^m\eta^h\nu^d$ of the {loss} loss at $s = {order}$")
    for axis, values in zip("xyz", zip(*points, strict=True), strict=True):
        axes.set(**{f"{axis}ticks": sorted(set(values)), f"{axis}lim": (min(values), max(values))})
    axes.view_init(**VIEW)
    axes.set_box_aspect((1, 1, 0.9), zoom=ZOOM)
    frames = [sides(frame(facet)) for facet in facets.values() if towards_viewer(facet)]
    covered = projected(axes, np.concatenate([np.array(points, dtype=float), *frames]))
    for name, facet in facets.items():
        label_facet(axes, name, facet, covered)


def draw_facet(axes: Axes3D, name: str, facet: Facet) -> None:
    """The facet; before the points it is so clear that those behind it keep their colours, and has a frame."""
    outline, opacity = [outlined(facet)], GLASS if towards_viewer(facet) else GROUND
    add(axes, outline, facecolor=FACETS[name], edgecolor="none", alpha=opacity, zorder=1)
    add(axes, outline, facecolor="none", edgecolor="black", linewidth=0.8, zorder=2)
    if towards_viewer(facet):
        add(axes, [frame(facet)], facecolor="none", edgecolor=FACETS[name], linewidth=1.6, zorder=3)


def add(axes: Axes3D, outlines: list[Array], **style: Any) -> None:
    """Polygons in space."""
    axes.add_collection3d(Poly3DCollection(outlines, **style))


def towards_viewer(facet: Facet) -> bool:
    """Whether the facet is seen from outside."""
    up, around = np.radians(VIEW["elev"]), np.radians(VIEW["azim"])
    viewer = np.array([np.cos(up) * np.cos(around), np.cos(up) * np.sin(around), np.sin(up)])
    return bool(viewer @ np.array(facet.normal, dtype=float) > 0)


def label_facet(axes: Axes3D, name: str, facet: Facet, covered: Array) -> None:
    """The name beside the prism, on a tint of the facet's colour, with a line to the facet or to its frame."""
    there = axes.transData.inverted().transform(axes.transAxes.transform(NAMES[name]))
    seen = (
        nearest(projected(axes, sides(frame(facet))), there)
        if towards_viewer(facet)
        else clearest(projected(axes, between(facet)), covered)
    )
    axes.annotate(
        name, tuple(seen), NAMES[name], textcoords="axes fraction",
        bbox={"boxstyle": "round,pad=0.25", "fc": diluted(FACETS[name], 0.35), "ec": FACETS[name], "lw": 1.4},
        arrowprops={"arrowstyle": "-", "color": FACETS[name], "lw": 1.4, "shrinkA": 0, "shrinkB": 0}, **LABEL,
    )  # fmt: skip


def projected(axes: Axes3D, places: Array) -> Array:
    """Where places in space are seen, shape (n, 2)."""
    x, y, _ = proj3d.proj_transform(*places.T, axes.get_proj())
    return np.stack([x, y], axis=-1)


def nearest(places: Array, there: Array) -> Array:
    """The one of the places, shape (n, 2), that is nearest."""
    return places[np.argmin(np.linalg.norm(places - there, axis=1))]


def clearest(places: Array, covered: Array) -> Array:
    """The one of the places, shape (n, 2), that is farthest from all that are covered, shape (k, 2)."""
    return places[np.argmax(np.linalg.norm(places[:, None] - covered, axis=-1).min(axis=1))]


def frame(facet: Facet) -> Array:
    """The outline, drawn in towards its middle."""
    outline = outlined(facet)
    return FRAME * outline + (1 - FRAME) * outline.mean(axis=0)


def sides(outline: Array) -> Array:
    """Places on the sides between the points on the edges behind, shape (4 n, 3)."""
    following = np.roll(outline, -1, axis=0)
    return np.concatenate([(1 - share) * outline + share * following for share in (0.125, 0.375, 0.625, 0.875)])


def between(facet: Facet) -> Array:
    """The middles of two points that are near that of the facet, shape (n, 3)."""
    points = np.array(sorted(facet.points), dtype=float)
    places = np.unique((points[:, None] + points)[np.triu_indices(len(points), 1)] / 2, axis=0)
    return places[np.linalg.norm(places - outlined(facet).mean(axis=0), axis=1) < 0.75]


def outlined(facet: Facet) -> Array:
    """The facet's corners, shape (n, 3), in the order in which its outline passes them."""
    found = np.array(sorted(corners(facet.points)), dtype=float)
    spokes = found - found.mean(axis=0)
    across = np.cross(facet.normal, spokes[0])
    return found[np.argsort(np.arctan2(spokes @ across / np.linalg.norm(across), spokes @ spokes[0]))]
