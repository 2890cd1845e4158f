"""The prism of one order: its Pareto-optimal terms as points, its facets named.

Caption: every term of E[d^s L/dt^s (0)] that no other term exceeds is p alpha^m eta^h nu^d for a point (m, h, d) of a
triangular prism; its five facets are the regimes.
"""

from typing import Any

import numpy as np
from matplotlib.figure import Figure
from mpl_toolkits.mplot3d import Axes3D
from mpl_toolkits.mplot3d.art3d import Poly3DCollection

from figures.phase_diagram.colours import FACETS
from figures.style import prism_style
from numerics.methods.arrays import Array
from theory.autoencoder import coefficient
from theory.autoencoder.prism import lattice_point, leading, polytope
from theory.matrix.polyhedron import Facet, corners

ORDER = 3
VIEW = {"elev": 20.0, "azim": -118.0}
OUTSIDE = 0.75  # distance of a name from its facet, in lattice spacings
LABEL: dict[str, Any] = {"fontsize": 8, "fontweight": "bold", "ha": "center", "va": "center", "zorder": 10}


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
    for name, facet in polytope(found).items():
        draw_facet(axes, name, facet)
    axes.scatter(*zip(*points, strict=True), s=9, color="black", depthshade=False)
    axes.set(xlabel=r"$m$  (power of $\alpha$)", ylabel=r"$h$  (power of $\eta$)", zlabel=r"$d$  (power of $\nu$)")
    axes.set_title(f"{len(points)} Pareto-optimal terms of the {loss} loss at $s = {order}$")
    for axis, values in zip("xyz", zip(*points, strict=True), strict=True):
        axes.set(**{f"{axis}ticks": sorted(set(values)), f"{axis}lim": (min(values), max(values))})
    axes.view_init(**VIEW)
    axes.set_box_aspect((1, 1, 0.9))


def draw_facet(axes: Axes3D, name: str, facet: Facet) -> None:
    """The facet, and its name outside it at the end of a line from its middle."""
    colour, outline = FACETS[name], outlined(facet)
    axes.add_collection3d(Poly3DCollection([outline], facecolor=colour, edgecolor="black", linewidth=0.8, alpha=0.25))
    middle = outline.mean(axis=0)
    place = middle + OUTSIDE * np.array(facet.normal) / np.linalg.norm(facet.normal)
    axes.plot(*np.array([middle, place]).T, color=colour, lw=1.2)
    axes.text(*place, name, bbox={"boxstyle": "round,pad=0.2", "facecolor": "white", "edgecolor": colour}, **LABEL)


def outlined(facet: Facet) -> Array:
    """The facet's corners, shape (n, 3), in the order in which its outline passes them."""
    found = np.array(sorted(corners(facet.points)), dtype=float)
    spokes = found - found.mean(axis=0)
    across = np.cross(facet.normal, spokes[0])
    return found[np.argsort(np.arctan2(spokes @ across / np.linalg.norm(across), spokes @ spokes[0]))]
