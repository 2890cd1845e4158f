"""The prism in three dimensions, for the train and for the population loss, with its facets named."""

from matplotlib.figure import Figure

from figures.phase_diagram.prism import draw_prism
from figures.store import Data
from figures.style import FULL, prism_style
from theory.autoencoder.expansion import coefficient
from theory.autoencoder.prism import faces, lattice_point, leading
from theory.autoencoder.regimes import REGIMES

LOSSES = ("train", "population")


def data(quick: bool) -> Data:
    """The Pareto-optimal terms counted, and the faces of the polytope that they span."""
    order = 2 if quick else 3
    found = {loss: coefficient(loss, order) for loss in LOSSES}
    points = {loss: [lattice_point(e) for e in leading(found[loss].terms)] for loss in LOSSES}
    return {
        "order": order,
        "terms": {loss: len(found[loss].terms) for loss in LOSSES},
        "points": {loss: len(points[loss]) for loss in LOSSES},
        "layers": {loss: max(d for _, _, d in points[loss]) for loss in LOSSES},
        "faces": [sum(face.dimension == k for face in faces("train", order).values()) for k in (2, 1, 0)],
    }


def draw(data: Data) -> Figure:
    """One prism a loss."""
    with prism_style():
        figure = Figure(figsize=(FULL, 3.6))
        for k, loss in enumerate(LOSSES):
            axes = figure.add_subplot(1, 2, k + 1, projection="3d")
            draw_prism(axes, loss, data["order"])
            axes.set_title(rf"{loss} loss: $p\,\alpha^m\eta^h\nu^d$ at $s={data['order']}$", y=1.02)
        return figure


def caption(data: Data) -> str:
    """Numbers of terms and faces."""
    s, terms, points, layers = data["order"], data["terms"], data["points"], data["layers"]
    facets, edges, corners = data["faces"]
    return f"""
        The Pareto-optimal terms p alpha^m eta^h nu^d of E[d^{s} L/dt^{s}(0)], alpha = sigma^2 p, eta = H/p, nu = p/N,
        and the polytope that they span: {points["train"]} of {terms["train"]} terms for the train loss (left) and
        {points["population"]} of {terms["population"]} for the population loss (right). It is a triangular prism with
        {facets} facets (named; coloured frames mark the two through which the points are seen), {edges} edges and
        {corners} corners, of height d = {layers["train"]} and {layers["population"]}; each of its {len(REGIMES)}
        faces is a learning regime. Points are exact lattice points, found without assuming the shape. No random numbers
        enter."""
