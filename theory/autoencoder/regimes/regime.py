"""What every learning regime of the prism is: one object, the same interface."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import sympy as sp

from theory import notebook
from theory.autoencoder.taylor import Series
from theory.errors import InputError

Solution = Literal["closed form", "quadrature", "ode", "series"]

KIND = {2: "facet", 1: "edge", 0: "vertex"}


def anywhere(order: int) -> None:
    """No order is out of reach."""


@dataclass(frozen=True)
class Regime:
    """A face of the prism with the limit of the train and population loss on it.

    Formulas hold for all real positive sizes and t >= 0, up to removable singularities at t = 0: no regime restricts
    them further. N may be infinite except on the small-data faces, whose numbers refuse it.

    Attributes
    ----------
    name : the facet's name, or those of the facets that meet in an edge or vertex, joined by ``+``
    dimension : 2 for a facet, 1 for an edge, 0 for a vertex
    scaling : pairs (quantity, its limit), the condition under which the regime holds
    time_scale : the scale T of dW/dt = -(1/T) dL/dW that makes the limit nondegenerate
    train : the limit of the train loss, raw (not divided by p), as a function of the time t at T = 1
    population : that of the population loss
    solution : how a number is obtained
    where : equations that define the symbols which the losses use
    source : where the formula stands
    expansion : the Taylor coefficients of both losses over p, up to a given order, from the formula or its equations
    reach : raises for an order of the series that is out of reach, before anything is computed
    """

    name: str
    dimension: int
    scaling: tuple[tuple[sp.Expr, sp.Expr], ...]
    time_scale: sp.Expr
    train: sp.Expr
    population: sp.Expr
    solution: Solution
    where: tuple[sp.Basic, ...]
    source: str
    expansion: Callable[[int], Series]
    reach: Callable[[int], None] = anywhere

    def __post_init__(self) -> None:
        if self.dimension != 3 - len(self.facets):
            raise ValueError(
                f"{self.name} is the meeting of {len(self.facets)} facets, not of dimension {self.dimension}"
            )

    def _repr_latex_(self) -> str:
        scaling = r",\; ".join(rf"{sp.latex(scale)} \to {sp.latex(limit)}" for scale, limit in self.scaling)
        heading = rf"&\text{{{self.name}:}}\quad {scaling},\quad T = {sp.latex(self.time_scale)}"
        losses = {"train": self.train, "population": self.population}
        return notebook.displayed(heading, *notebook.equations(losses, self.where))

    def __repr__(self) -> str:
        return f"Regime({self.name}, {self.kind}, {self.solution})"

    def cite(self) -> str:
        """The paper or the page of the docs that derives the formulas."""
        return f"{self.name}: {self.source}"

    @property
    def facets(self) -> tuple[str, ...]:
        """The facets that contain this face."""
        return tuple(self.name.split("+"))

    def series(self, order: int) -> Series:
        """Taylor coefficients c_0 .. c_order in t of both losses over p: exact polynomials in alpha, eta, nu."""
        self.require(order)
        return self.expansion(order)

    def require(self, order: int) -> None:
        """Raise :class:`theory.errors.InputError` for an order < 0, and what :attr:`reach` raises."""
        if order < 0:
            raise InputError(f"the order of a series is an integer >= 0, got {order}")
        self.reach(order)

    @property
    def kind(self) -> str:
        """``facet``, ``edge`` or ``vertex``."""
        return KIND[self.dimension]
