"""The prism of one order: its Pareto-optimal terms as points, its facets named beside it.

Caption: every term of E[d^s L/dt^s (0)] that no other term exceeds is p alpha^m eta^h nu^d for a point (m, h, d) of a
triangular prism; its five facets are the regimes.
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
    "small-data": (0.76, 0.91), "mean-field": (0.2, 0.91), "free": (0.94, 0.78), "narrow-latent": (0.86, 0.06),
    "large-data": (0.58, 0.03),
}  # fmt: skip
"""Where the names stand in the panel seen from VIEW, beside the prism: shares of its width and height."""
ZOOM = 0.84
GROUND, GLASS = 0.5, 0.15  # opacity of the facets behind and before the points
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
    for name, facet in facets.items():
        draw_facet(axes, name, facet)
    axes.scatter(*zip(*points, strict=True), s=9, color="black", depthshade=False)
    axes.set(xlabel="$m$", ylabel="$h$", zlabel="$d$")
    axes.set_title(rf"{len(points)} Pareto-optimal terms $p\,\alpha^m\eta^h\nu^d$ of the {loss} loss at $s = {order}$")
    for axis, values in zip("xyz", zip(*points, strict=True), strict=True):
        axes.set(**{f"{axis}ticks": sorted(set(values)), f"{axis}lim": (min(values), max(values))})
    axes.view_init(**VIEW)
    axes.set_box_aspect((1, 1, 0.9), zoom=ZOOM)
    for name, facet in facets.items():
        label_facet(axes, name, facet)


def draw_facet(axes: Axes3D, name: str, facet: Facet) -> None:
    """The facet, so clear that those behind it keep their colours if it lies before the points."""
    outline, opacity = [outlined(facet)], GLASS if towards_viewer(facet) else GROUND
    axes.add_collection3d(Poly3DCollection(outline, facecolor=FACETS[name], edgecolor="none", alpha=opacity))
    axes.add_collection3d(Poly3DCollection(outline, facecolor="none", edgecolor="black", linewidth=0.8))


def towards_viewer(facet: Facet) -> bool:
    """Whether the facet is seen from outside."""
    up, around = np.radians(VIEW["elev"]), np.radians(VIEW["azim"])
    viewer = np.array([np.cos(up) * np.cos(around), np.cos(up) * np.sin(around), np.sin(up)])
    return bool(viewer @ np.array(facet.normal, dtype=float) > 0)


def label_facet(axes: Axes3D, name: str, facet: Facet) -> None:
    """The name beside the prism, on a tint of the facet's colour, with a line to the middle of the facet."""
    x, y, _ = proj3d.proj_transform(*outlined(facet).mean(axis=0), axes.get_proj())
    axes.annotate(
        name, (x, y), NAMES[name], textcoords="axes fraction",
        bbox={"boxstyle": "round,pad=0.25", "fc": diluted(FACETS[name], 0.35), "ec": FACETS[name], "lw": 1.4},
        arrowprops={"arrowstyle": "-", "color": FACETS[name], "lw": 1.4, "shrinkA": 0, "shrinkB": 0}, **LABEL,
    )  # fmt: skip


def outlined(facet: Facet) -> Array:
    """The facet's corners, shape (n, 3), in the order in which its outline passes them."""
    found = np.array(sorted(corners(facet.points)), dtype=float)
    spokes = found - found.mean(axis=0)
    across = np.cross(facet.normal, spokes[0])
    return found[np.argsort(np.arctan2(spokes @ across / np.linalg.norm(across), spokes @ spokes[0]))]
