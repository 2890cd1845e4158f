"""The learning regimes of a model: the faces of its polyhedron that hold terms of all orders.

Time is one more size (docs/theory/matrix-models.md): the normal of a face gives the scaling condition and the natural
rate at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from theory import notebook
from theory.errors import InputError
from theory.matrix.condition import Condition, condition, condition_latex, condition_text, time_scale
from theory.matrix.expansion import Expansion, expansion
from theory.matrix.faces import Points, through
from theory.matrix.growth import Polyhedron, polyhedron
from theory.matrix.leading import leading
from theory.matrix.model import Model
from theory.matrix.names import known, systematic, told_apart
from theory.matrix.polyhedron import dimension, lineality
from theory.matrix.rational import Vector, primitive
from theory.matrix.render import latex_monomial
from theory.matrix.scales import Powers, Scales, text

ORDER = 4
"""The default: from order 4 on the regimes of every library model stay the same, and it takes under a second each."""
INTERIOR = "interior"
HEADER = ("regime", "dimension", "condition", "rate T")
LEAST = 3
"""Orders below tell growth from accident in no model."""


@dataclass(frozen=True)
class Regime:
    """A face of the polyhedron.

    ``facets``: the names of the facets that meet in it; ``dimension``: how many dimensionless parameters stay free on
    it; ``normal``: powers of sizes, scalars and time along which it leads, the sum of its facets' normals; ``orders``:
    ``all``, or ``odd`` or ``even`` if its terms of the other orders are negligible; ``points``: its terms, exponents of
    sizes and scalars and the order.
    """

    names: tuple[str, ...]
    name: str
    facets: tuple[str, ...]
    dimension: int
    normal: Vector
    conditions: Condition
    growth: Powers
    orders: str
    points: Points

    @property
    def condition(self) -> str:
        """For example ``H/p -> inf, p*sigma2 -> 0, H*sigma2 fixed, p/N fixed``."""
        return condition_text(self.names, self.conditions)

    @property
    def time_scale(self) -> str:
        """The natural rate T: the loss has a limit as a function of t*T; for example ``p*sigma2``."""
        return text(self.names, self.growth)

    def _repr_html_(self) -> str:
        return notebook.table(HEADER, [self.row])

    def _repr_latex_(self) -> str:
        condition, scale = condition_latex(self.names, self.conditions), latex_monomial(self.names, self.growth)
        return notebook.displayed(rf"&\text{{{self.name}:}}\quad {condition},\quad T = {scale}")

    def __repr__(self) -> str:
        return f"Regime({self.name}: {self.condition}; T = {self.time_scale})"

    @property
    def row(self) -> tuple[object, ...]:
        """Name, dimension, condition and rate."""
        return self.name, self.dimension, self.condition, self.time_scale

    def cite(self) -> str:
        """Where it is derived that faces are regimes."""
        return f"{self.name}: docs/theory/matrix-models.md; the prism: arXiv:2606.05335"

    def leading(self, order: int) -> list[Vector]:
        """The exponents of sizes and scalars of its terms of one order."""
        return sorted((point[:-1] for point in self.points if point[-1] == order), reverse=True)


@dataclass(frozen=True)
class Regimes:
    """The regimes of a model's loss, facets first.

    ``dimension``: the number of dimensionless parameters, which all stay free in the interior; ``alternating``: faces
    with terms of every second order only; ``artifacts``: how many facets the hull of the terms up to ``order`` has
    beyond; ``settled``: whether the terms of the highest order follow from the lower ones.
    """

    model: Model
    loss: str
    order: int
    dimension: int
    regimes: tuple[Regime, ...]
    alternating: tuple[Regime, ...]
    artifacts: int
    settled: bool
    polyhedron: Polyhedron
    scales: Scales

    def _repr_html_(self) -> str:
        return notebook.table(HEADER, [one.row for one in (*self.regimes, *self.alternating)])

    def __repr__(self) -> str:
        return f"Regimes({self.model.name}, {self.loss}: {len(self.regimes)} up to order {self.order})"

    def cite(self) -> str:
        """Where it is derived that faces are regimes."""
        return f"regimes of {self.model.name}: docs/theory/matrix-models.md; the prism: arXiv:2606.05335"

    @property
    def facets(self) -> tuple[Regime, ...]:
        """Those of the largest dimension."""
        return tuple(regime for regime in self.regimes if regime.dimension == self.dimension - 1)

    @property
    def interior(self) -> Regime:
        """What leads where every dimensionless parameter stays fixed: all leading terms."""
        return regime(self.polyhedron, self.scales, {}, self.polyhedron.points)

    def derivative(self, order: int) -> Expansion:
        """The exact derivative of the loss of that order."""
        return expansion(self.model, self.loss, order)

    def __getitem__(self, name: str) -> Regime:
        for regime in (*self.regimes, *self.alternating):
            if regime.name == name:
                return regime
        listed = ", ".join(r.name for r in self.regimes) or "its interior only: no dimensionless parameter is free"
        raise InputError(f"{self.model.name} has no regime {name!r}; it has {listed}")


def regimes(model: Model, loss: str | None = None, order: int = ORDER) -> Regimes:
    """The regimes of a loss, that of the flow by default, from its derivatives of orders 1 to ``order``.

    Raises :class:`theory.errors.InputError` for an unknown loss, an order below 3, and a loss that stops moving.

    >>> from theory.models import load
    >>> [facet.name for facet in regimes(load("tied-autoencoder")).facets]
    ['large-data', 'small-data', 'mean-field', 'narrow-latent', 'free']
    """
    return derived(model, model.flow if loss is None else loss, order)


@lru_cache(maxsize=64)
def derived(model: Model, loss: str, order: int) -> Regimes:
    """The regimes, derived once whether loss and order are said or left out."""
    found = polyhedron(leading_terms(model, loss, order))
    flat = tuple(lineality(found.points))
    scales = Scales(model, flat)
    faces = [face for face in found.faces() if grow(found, face, flat, len(model.sizes))]
    names = facet_names(model, found, scales, faces)
    listed = renamed(
        sorted((regime(found, scales, names, face) for face in faces), key=lambda r: place(r, list(names.values())))
    )
    return Regimes(
        model,
        loss,
        order,
        dimension(found.points) - 1,
        tuple(one for one in listed if one.orders == "all"),
        tuple(one for one in listed if one.orders != "all"),
        len(found.artifacts),
        found.settled,
        found,
        scales,
    )


def leading_terms(model: Model, loss: str, order: int) -> dict[int, frozenset[Vector]]:
    """The leading exponents of sizes and scalars at the orders 1, 2, ...; moments of fixed matrices are numbers."""
    model.require_loss(loss)
    if order < LEAST:
        raise InputError(f"regimes show from the derivatives of orders 1 to {LEAST} at least, got order {order}")
    width, sizes = len(model.names), len(model.sizes)
    terms = {
        s: leading({powers[:width] for powers in expansion(model, loss, s).terms}, sizes)
        for s in range(order, 0, -1)  # the highest first: an order out of reach is refused at once
    }
    moving = sorted(s for s, some in terms.items() if some)
    if len(moving) < LEAST and moving[-1:] != [order]:
        ends = f"after order {moving[-1]}" if moving else "at every order"
        raise InputError(f"model {model.name}: the derivatives of the loss {loss} vanish {ends}: it has no regimes")
    if len(moving) < LEAST:
        raise InputError(
            f"model {model.name}: of the derivatives of the loss {loss} up to order {order} only "
            f"{len(moving)} do not vanish, regimes take {LEAST}; ask for a higher order"
        )
    return terms


def grow(found: Polyhedron, face: Points, flat: Sequence[Vector], sizes: int) -> bool:
    """Whether all sizes can tend to infinity where the face leads: only then are its terms Pareto-optimal ones.

    They can on every face if one of the directions ``flat``, which change no weight, makes all sizes grow.
    """
    if any(min(line[:sizes]) > 0 or max(line[:sizes]) < 0 for line in flat):
        return True
    from scipy.optimize import linprog  # 0.2 s, which the models whose sizes can grow together do without

    rays = [side.normal[:sizes] for side in through(face, found.sides)]
    lines = [direction[:sizes] for direction in flat]
    table = -np.array([*rays, *lines], dtype=float).T
    bounds = [(1, None)] * len(rays) + [(None, None)] * len(lines)
    return bool(linprog(np.zeros(table.shape[1]), A_ub=table, b_ub=-np.ones(sizes), bounds=bounds).status == 0)


def facet_names(model: Model, found: Polyhedron, scales: Scales, faces: Sequence[Points]) -> dict[Vector, str]:
    """Normal -> name of every side that is a regime itself, the model's own names first, in the model's order."""
    full = dimension(found.points) - 1
    spanned = [side for side in found.sides if side.points in faces and dimension(side.points) == full]
    table = known(model.names, model.regimes, found.growths, scales.flat)
    own = {normal: name for normal, name in table.items() if any(side.normal == normal for side in spanned)}
    others = [side.normal for side in spanned if side.normal not in own]
    return own | dict(zip(others, systematic(model.names, [condition(scales, [n]) for n in others]), strict=True))


def regime(found: Polyhedron, scales: Scales, names: Mapping[Vector, str], face: Points) -> Regime:
    """The regime of a face."""
    rays = [side.normal for side in through(face, found.sides)]
    listed = condition(scales, rays)
    facets = tuple(name for normal, name in names.items() if normal in rays)
    return Regime(
        scales.model.names,
        "+".join(facets) or INTERIOR,
        facets,
        dimension(face) - 1,
        primitive([sum(ray[i] for ray in rays) for i in range(len(scales.model.names) + 1)]),
        listed,
        time_scale(scales, rays, found.growths_in(face)),
        found.lasting(face) or "",
        face,
    )


def renamed(listed: Sequence[Regime]) -> list[Regime]:
    """The same with names that tell them apart."""
    joined = ["+".join(one.facets) for one in listed]
    told = told_apart(listed[0].names, joined, [one.conditions for one in listed]) if listed else []
    return [replace(one, name=name) for one, name in zip(listed, told, strict=True)]


def place(one: Regime, names: Sequence[str]) -> tuple[object, ...]:
    """Sort key: facets first, then by the facets that meet."""
    return -one.dimension, [names.index(name) for name in one.facets], one.normal
