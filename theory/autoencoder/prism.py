r"""The prism of learning regimes, found from the exact coefficients.

The *Pareto-optimal* terms of ``E[d^s L/dt^s (0)]`` (arXiv:2602.04548) are those that no other term exceeds
however p, H and N grow; with alpha = sigma^2 p, eta = H/p, nu = p/N each is ``p alpha^m eta^h nu^d``, and the
points (m, h, d) span a polytope. A regime is a face; its scaling condition is the cone of growing directions
(log alpha, log eta, log nu) in which the terms of the face win, and its natural time scale is the factor
between them at orders s and s + 1 (docs/theory/prism.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product

import sympy as sp

from theory.autoencoder.expansion import Coefficient, Exponents, coefficient
from theory.autoencoder.polytope import Facet, Point, dimension, dot, facets, intersections, minus
from theory.autoencoder.symbols import H, N, a0, alpha, eta, nu, p, sigma2
from theory.errors import InputError

FACETS = ("large-data", "small-data", "mean-field", "narrow-latent", "free")
NAMES: Mapping[Point, str] = {
    (0, 0, 1): "large-data",
    (0, 0, -1): "small-data",
    (1, -1, 0): "mean-field",
    (0, 1, 0): "narrow-latent",
    (-1, 0, 0): "free",
}
"""Facets by inward normal in (m, h, d): d least, d largest, h = m, h least, m largest."""
SCALES: Mapping[Point, sp.Expr] = {(1, 0, 0): sigma2 * p, (1, 1, 0): sigma2 * H, (0, 1, 0): H / p, (0, 0, 1): p / N}
"""The scales that conditions speak of, alpha, a0, eta and nu, by their exponents of (alpha, eta, nu)."""
ORDER = 3


def leading(terms: Mapping[Exponents, object]) -> set[Exponents]:
    """The Pareto-optimal exponents (p, H, N, sigma^2).

    At the same power of sigma^2, no other term has powers of p, H and N that are all at least as high.
    """

    def beaten(e: Exponents) -> bool:
        return any(f != e and f[3] == e[3] and all(x >= y for x, y in zip(f[:3], e[:3], strict=True)) for f in terms)

    return {exponents for exponents in terms if not beaten(exponents)}


def lattice_point(exponents: Exponents) -> Point:
    """(m, h, d) of ``p alpha^m eta^h nu^d``; :class:`ValueError` if the term is not of this form."""
    i, h, k, m = exponents
    if i + h + k != 1 + m:
        raise ValueError(f"p^{i} H^{h} N^{k} sigma^{2 * m} is not of the form p alpha^m eta^h nu^d")
    return m, h, -k


def polytope(found: Coefficient) -> dict[str, Facet]:
    """The facets spanned by the leading terms of a coefficient with at least one letter A a term, by name."""
    points = {lattice_point(e) for e in leading(found.terms)}
    sides = {NAMES[side.normal]: side for side in facets(points)}
    return {name: sides[name] for name in FACETS if name in sides}


@dataclass(frozen=True)
class Face:
    """One of the 20 regimes.

    ``facets``: the names of the facets that meet in it; ``dimension``: 2 facet, 1 edge, 0 vertex;
    ``scaling``: pairs (scale in the sizes, its limit), the limit 0 or oo, or None where the scale stays
    fixed; ``time_scale``: T in alpha, eta, nu, a0.
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


def scaling_limits(rays: list[Point]) -> tuple[tuple[sp.Expr, sp.Expr | None], ...]:
    """What the scales do when (log alpha, log eta, log nu) is a growing positive combination of ``rays``."""
    result: list[tuple[sp.Expr, sp.Expr | None]] = []
    for exponents, sizes in SCALES.items():
        rates = {sp.sign(dot(exponents, ray)) for ray in rays}
        if rates <= {0}:
            result.append((sizes, None))
        elif rates <= {0, 1}:
            result.append((sizes, sp.oo))
        elif rates <= {0, -1}:
            result.append((sizes, sp.Integer(0)))
    return tuple(sorted(result, key=lambda pair: pair[1] is None))


def scale_of(growth: Point) -> sp.Expr:
    """``alpha^m eta^h nu^d``, with a0 for alpha eta."""
    m, h, d = growth
    both = min(m, h)
    return a0**both * alpha ** (m - both) * eta ** (h - both) * nu**d


def time_scale(now: frozenset[Point], then: frozenset[Point]) -> sp.Expr:
    """The growth of a face's terms from order s to s + 1, the simplest of those that agree up to fixed factors.

    Terms are matched corner by corner: the least and the greatest (m, h, d) of both orders along each
    coordinate order.
    """
    growths = [minus(extreme_corner(then, signs), extreme_corner(now, signs)) for signs in product((1, -1), repeat=3)]
    return scale_of(min(growths, key=lambda g: (sum(map(abs, g)), g)))


def extreme_corner(points: frozenset[Point], signs: tuple[int, ...]) -> Point:
    """The point least in m, then h, then d, where a sign -1 asks for the greatest instead."""
    return min(points, key=lambda point: [sign * x for sign, x in zip(signs, point, strict=True)])


@cache
def faces(loss: str = "train", order: int = ORDER) -> dict[str, Face]:
    """The faces of the prism of the given order >= 2 (>= 1 for the train loss); facets, edges, vertices."""
    now, later = (polytope(coefficient(loss, s)) for s in (order, order + 1))
    if set(now) != set(FACETS) or set(later) != set(FACETS):
        raise InputError(f"the {loss} loss has no five-sided prism at order {order}; ask for a higher order")
    result = []
    for sides, points in intersections(list(now.values())).items():
        names = tuple(name for name in FACETS if now[name] in sides)
        then = frozenset.intersection(*(later[name].points for name in names))
        rays = [(-n[0], -n[1], -n[2]) for n in (now[name].normal for name in names)]
        result.append(Face("+".join(names), names, dimension(points), scaling_limits(rays), time_scale(points, then)))
    return {
        face.name: face for face in sorted(result, key=lambda f: (-f.dimension, [FACETS.index(n) for n in f.facets]))
    }
