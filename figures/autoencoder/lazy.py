"""What untying the weights adds to the regimes: the lazy one, in planes of the exponents of width and variance."""

from fractions import Fraction

import sympy as sp
from matplotlib.figure import Figure

from figures.phase_diagram.scaling_map import LETTERS, Notation, colours_of, draw_maps
from figures.store import Data
from figures.style import FULL, prism_style
from theory.matrix.regimes import regimes
from theory.matrix.scaling_map import Cell, Plane, ScalingMap, divided, expression
from theory.models import load

MODELS = ("tied-autoencoder", "untied-autoencoder")
LINEAR = (Fraction(1), Fraction(0), Fraction(0))
PLANE = Plane(
    ("H", "sigma2"),
    ((Fraction(0), Fraction(7, 2)), (Fraction(-7, 2), Fraction(1))),
    {"p": LINEAR, "N": LINEAR},
)
SYMBOLS = dict(zip(PLANE.axes, sp.symbols("x y"), strict=True))


def data(quick: bool) -> Data:  # noqa: ARG001
    """The regions of both models with their rates, and the ends of the border of each facet."""
    return {"models": [_model(name) for name in MODELS]}


def _model(name: str) -> Data:
    found = _mapped(name)
    return {
        "model": name,
        "regions": {_name(cell): str(expression(_time(cell), list(SYMBOLS.values()))) for cell in found.regions},
        "borders": {_name(cell): [[str(x) for x in place] for place in cell.corners] for cell in found.borders},
    }


def _mapped(name: str) -> ScalingMap:
    return divided(regimes(load(name)), PLANE)


def _name(cell: Cell) -> str:
    return cell.regime.name if cell.regime else "none"


def _time(cell: Cell) -> tuple[Fraction, Fraction, Fraction]:
    assert cell.time_power, "all sizes are powers of p"
    return cell.time_power


def draw(data: Data) -> Figure:
    """One panel a model, one above the other."""
    maps = [_mapped(entry["model"]) for entry in data["models"]]
    notation = Notation("p", SYMBOLS, colours_of(maps))
    with prism_style():
        figure = Figure(figsize=(FULL, 5.4))
        panels = list(zip(figure.subplots(2, 1, sharex=True), maps, strict=True))
        draw_maps(figure, panels, notation, LETTERS)
        for (axes, _), entry in zip(panels, data["models"], strict=True):
            axes.set_title(rf"{entry['model']},  ${axes.get_title()[1:-1]}$")
        return figure


def caption(data: Data) -> str:
    """Rate and border of the lazy regime."""
    tied, untied = data["models"]
    more = [name for name in untied["regions"] if name not in tied["regions"]]
    (x1, y1), (x2, y2) = untied["borders"]["lazy"]
    times = sorted({f"p^({untied['regions'][name]})" for name in more})
    return f"""
        Regimes of the scalings H ~ p^x, sigma^2 ~ p^y at N ~ p, for tied and for untied weights. Untying adds the lazy
        regime: the regions {" and ".join(more)}, where the loss moves at the rate of the kernel,
        T ~ {", ".join(times)}.
        They meet in the border from (x, y) = ({x1}, {y1}) to ({x2}, {y2}), where p H sigma^4 stays fixed: below it the
        target is learned by the kernel, above it the target is negligible. Polygons are exact, from the derivatives of
        orders 1 to 4; (odd orders) marks a regime whose derivatives of even orders are negligible. No random
        numbers enter."""
