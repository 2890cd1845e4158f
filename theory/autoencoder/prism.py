r"""The prism of learning regimes, found from the exact coefficients.

The *Pareto-optimal* terms of ``E[d^s L/dt^s (0)]`` (arXiv:2602.04548) are those that no other term exceeds
however p, H and N grow; with alpha = sigma^2 p, eta = H/p, nu = p/N each is ``p alpha^m eta^h nu^d``, and the
points (m, h, d) span a polytope. A regime is a face; its scaling condition is the cone of growing directions
(log alpha, log eta, log nu) in which the terms of the face win, and its natural rate is the factor
between them at orders s and s + 1 (docs/theory/prism.md). Names, faces, conditions and rates are those of the
library's model ``tied-autoencoder`` (``theory.matrix.regimes``), written in the scales of the autoencoder.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from math import prod

import sympy as sp

from theory.autoencoder.expansion import Coefficient, Exponents
from theory.autoencoder.symbols import H, N, a0, alpha, eta, nu, p, sigma2
from theory.errors import InputError
from theory.matrix.leading import leading as pareto
from theory.matrix.polyhedron import Facet, dimension, facets
from theory.matrix.rational import Row, Vector, dot, primitive
from theory.matrix.regimes import LEAST, Regime, Regimes, regimes
from theory.models.tied_autoencoder import MODEL

FACETS = tuple(MODEL.regimes)
Point = Vector
"""(m, h, d) of a leading term ``p alpha^m eta^h nu^d``."""
SIZES: Mapping[str, sp.Symbol] = {"p": p, "H": H, "N": N, "sigma2": sigma2}
"""The symbols of the model's sizes and variance, by name."""
ORDER = 3


def leading(terms: Iterable[Exponents]) -> frozenset[Exponents]:
    """The Pareto-optimal exponents (p, H, N, sigma^2): :func:`theory.matrix.leading.leading` for three sizes."""
    return pareto(terms, len(MODEL.sizes))


def lattice_point(exponents: Exponents) -> Point:
    """(m, h, d) of ``p alpha^m eta^h nu^d``; :class:`ValueError` if the term is not of this form."""
    i, h, k, m = exponents
    if i + h + k != 1 + m:
        raise ValueError(f"p^{i} H^{h} N^{k} sigma^{2 * m} is not of the form p alpha^m eta^h nu^d")
    return m, h, -k


def normal(facet: str) -> Point:
    """The outer normal in (m, h, d) of a facet, gcd 1: ``p^i H^h N^-d sigma^2m`` of weight w has i = 1 + m - h + d."""
    weight = MODEL.regimes[facet]
    of_p, of_h, of_n, of_sigma2 = (weight.get(name, 0) for name in MODEL.names)
    return primitive((of_p + of_sigma2, of_h - of_p, of_p - of_n))


def polytope(found: Coefficient) -> dict[str, Facet]:
    """The facets spanned by the leading terms of a coefficient with at least one letter A a term, by name.

    Raises :class:`theory.errors.InputError` if the points (m, h, d) lie in a plane.
    """
    points = {lattice_point(e) for e in leading(found.terms)}
    if dimension(points) < 3:
        raise InputError(f"{len(points)} points lie in one plane; a three-dimensional polytope needs a higher order")
    sides = {side.normal: side for side in facets(points)}
    return {name: sides[normal(name)] for name in FACETS if normal(name) in sides}


@dataclass(frozen=True)
class Face:
    """One of the 20 regimes.

    ``facets``: the names of the facets that meet in it; ``dimension``: 2 facet, 1 edge, 0 vertex;
    ``scaling``: pairs (scale in the sizes, its limit), the limit 0 or oo, or None where the scale stays
    fixed; ``time_scale``: the natural rate T in alpha, eta, nu, a0.
    """

    name: str
    facets: tuple[str, ...]
    dimension: int
    scaling: tuple[tuple[sp.Expr, sp.Expr | None], ...]
    time_scale: sp.Expr

    def scaling_text(self) -> str:
        """The condition in words, for example ``p/N -> 0; H/p fixed, p*sigma^2 fixed``."""
        return ", ".join(
            f"{scale} fixed" if limit is None else f"{scale} -> {'inf' if limit is sp.oo else limit}"
            for scale, limit in self.scaling
        )

    def scaling_latex(self) -> str:
        r"""The condition in LaTeX, for example ``p/N \to 0``."""
        return ",\\; ".join(
            rf"{sp.latex(scale)} \to {sp.latex(limit)}" if limit is not None else rf"{sp.latex(scale)} = O(1)"
            for scale, limit in self.scaling
        )

    def contains(self, point: Point, sides: Mapping[str, Facet]) -> bool:
        """Whether a term (m, h, d) lies on this face of the polytope with facets ``sides``."""
        return all(dot(sides[name].normal, point) == sides[name].offset for name in self.facets)


def monomial(powers: Row) -> sp.Expr:
    """The product of powers of the sizes and the variance, in the model's order."""
    return prod((SIZES[name] ** power for name, power in zip(MODEL.names, powers, strict=True)), start=sp.Integer(1))


def scale_of(growth: Row) -> sp.Expr:
    """A natural rate ``alpha^m eta^h nu^d``, given as powers of p, H, N and sigma^2, with a0 for alpha eta."""
    _, h, k, m = growth
    both = min(m, h)
    return a0**both * alpha ** (m - both) * eta ** (h - both) * nu**-k


LIMITS: Mapping[str, sp.Expr | None] = {"inf": sp.oo, "0": sp.Integer(0), "fixed": None}


def face_of(regime: Regime) -> Face:
    """A regime of the model as a face of the prism."""
    scaling = tuple((monomial(powers), LIMITS[what]) for powers, what in regime.conditions)
    return Face(regime.name, regime.facets, regime.dimension, scaling, scale_of(regime.growth))


@cache
def faces(loss: str = "train", order: int = ORDER) -> dict[str, Face]:
    """Facets, edges and vertices of the prism, from the derivatives of orders 1 to ``order + 1``, 3 at least."""
    return {one.name: face_of(one) for one in regimes(MODEL, loss, max(order + 1, LEAST)).regimes}


def prism() -> Regimes:
    """The regimes of the train loss, from the same derivatives as :func:`faces`."""
    return regimes(MODEL, "train", ORDER + 1)


@cache
def interior() -> Face:
    """Where every scale stays fixed: no face is selected, all leading terms count."""
    return face_of(prism().interior)
