"""From sizes, or from how they scale, to a face of the prism.

*Scalings* ``H ~ p^x, N ~ p^y, sigma^2 ~ p^z``, p -> inf: a term ``p alpha^m eta^h nu^d`` grows like p to the power
``1 + m (1 + z) + h (x - 1) + d (1 - y)``, and the regime is the face on which this is largest. *Sizes*: the distance
of a face is the part of the exact coefficients that its leading terms miss, which is called *missed* throughout.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import sympy as sp

from theory.autoencoder.expansion import Exponents, coefficient
from theory.autoencoder.polytope import Facet, Point
from theory.autoencoder.prism import FACETS, Face, faces, interior, lattice_point, leading, polytope
from theory.autoencoder.symbols import a0, alpha, eta, nu
from theory.errors import InputError

ORDERS = (1, 2, 3)
"""Orders of the train loss that sizes are judged by: the lowest at which the prism has all its facets, and two more."""
TOLERANCE = Fraction(1, 10)
POWER = re.compile(r"p(?:\s*\^\s*(\(\s*)?([+-]?\d+(?:\.\d*)?(?:/\d+)?|[+-]?\.\d+)(?(1)\s*\)))?", re.ASCII)

Power = Fraction | None
"""An exponent of p; None stands for infinitely many samples."""


@dataclass(frozen=True)
class Classification:
    """A face and how far every face is, facets first, then edges and vertices.

    ``distances``: for scalings the power of p by which the face's terms lose against the largest at first order, None
    for infinitely far; for sizes the missed part (:func:`~theory.autoencoder.classify.missed_by_faces`).
    ``time_scale``: T as a number for sizes, the exponent of p for scalings. ``within``: whether the sizes belong to the
    face; if not, no face is within the tolerance and ``face`` is only the nearest facet. Scalings always belong to
    theirs.
    """

    face: Face
    time_scale: Fraction
    distances: Mapping[str, Fraction | None]
    within: bool = True


def parse_power(text: str, *, infinite: bool = False) -> Power:
    """The exponent in ``p^0.5``, ``p^-1``, ``p^(1/3)``, ``p`` or ``1``; with ``infinite`` also None for ``inf``."""
    if infinite and text.strip() == "inf":
        return None
    if text.strip() == "1":
        return Fraction(0)
    found = POWER.fullmatch(text.strip())
    if not found or (found[2] and re.search(r"/0+$", found[2])):
        raise InputError(f"a scaling is a power of p such as p^0.5, p^-1 or p^(1/3), got {text!r}")
    return Fraction(found[2]) if found[2] else Fraction(1)


@cache
def train_facets(order: int) -> dict[str, Facet]:
    """The facets of the train loss's prism."""
    return polytope(coefficient("train", order))


def power_of_p(point: Point, direction: tuple[Fraction, Fraction, Fraction]) -> Fraction:
    """The power of p of ``alpha^m eta^h nu^d``, given those of alpha, eta and nu."""
    return sum((Fraction(n) * rate for n, rate in zip(point, direction, strict=True)), Fraction(0))


def by_scaling(H: Power, N: Power, sigma2: Power) -> Classification:
    """The regime of ``H ~ p^H, N ~ p^N, sigma^2 ~ p^sigma2``; exponents rational, N = None for infinite data.

    A size that does not grow with p has exponent 0; negative exponents of H and N raise
    :class:`theory.errors.InputError`. Exponents (1, 1, -1) leave every scale fixed: the interior, dimension 3.

    >>> by_scaling(H=Fraction(2), N=Fraction(1), sigma2=Fraction(-2)).face.name
    'mean-field'
    """
    if H is None or sigma2 is None:
        raise InputError("H and sigma^2 scale like powers of p; only N may be inf")
    if H < 0 or (N is not None and N < 0):
        raise InputError(f"H and N are at least 1, so their powers of p are at least 0, got {H} and {N}")
    direction = (1 + sigma2, H - 1, 1 - N if N is not None else Fraction(-1))
    corners = frozenset.union(*(side.points for side in train_facets(1).values()))
    best = max(power_of_p(point, direction) for point in corners)
    winners = {point for point in corners if power_of_p(point, direction) == best}
    face = meeting_face([name for name in FACETS if winners <= train_facets(1)[name].points])
    gaps = {
        name: best - max(power_of_p(q, direction) for q in corners_of_face(other)) for name, other in faces().items()
    }
    infinite = {name for name, other in faces().items() if N is None and "small-data" in other.facets}
    distances = {name: None if name in infinite else gap for name, gap in gaps.items()}
    return Classification(face, time_exponent(face, direction), distances)


def corners_of_face(face: Face) -> frozenset[Point]:
    """The corners of the face at first order."""
    return frozenset.intersection(*(train_facets(1)[name].points for name in face.facets))


def meeting_face(names: list[str]) -> Face:
    """The face in which the named facets meet; the interior if there are none."""
    return faces()["+".join(names)] if names else interior()


def time_exponent(face: Face, direction: tuple[Fraction, Fraction, Fraction]) -> Fraction:
    """The power of p of the natural time scale."""
    powers = face.time_scale.subs(a0, alpha * eta).as_powers_dict()
    return power_of_p((int(powers[alpha]), int(powers[eta]), int(powers[nu])), direction)


@dataclass(frozen=True)
class ExactSizes:
    """Exact sizes; N is None for infinite data."""

    p: Fraction
    H: Fraction
    N: Fraction | None
    sigma2: Fraction

    def __post_init__(self) -> None:
        for name, size in (("p", self.p), ("H", self.H), ("N", self.N)):
            if size is not None and (size < 1 or size.denominator != 1):
                raise InputError(f"{name} counts dimensions or samples and is an integer >= 1, got {size}")
        if self.sigma2 <= 0:
            raise InputError(f"the variance sigma^2 is positive, got {self.sigma2}")

    def scale(self, scale: sp.Expr) -> Fraction:
        """A monomial in alpha, eta, nu and a0."""
        values = {alpha: self.sigma2 * self.p, eta: self.H / self.p, a0: self.sigma2 * self.H}
        values[nu] = self.p / self.N if self.N else Fraction(0)
        result = Fraction(1)
        for base, power in scale.as_powers_dict().items():
            result *= values[base] ** int(power) if base in values else Fraction(int(base))
        return result

    def term(self, exponents: Exponents) -> Fraction:
        """``p^i H^j N^k sigma^2m``; infinite data keep the terms without N only."""
        i, j, k, m = exponents
        if self.N is None:
            return self.p**i * self.H**j * self.sigma2**m if k == 0 else Fraction(0)
        return self.p**i * self.H**j * self.N**k * self.sigma2**m


def missed_by_faces(sizes: ExactSizes) -> dict[str, Fraction]:
    """For each face ``max_s sum |terms of Y_s but the face's leading ones| / sum |terms of Y_s|``, s = 1, 2, 3.

    Y_s is the exact coefficient of the train loss. 0: the face's terms are all there is; 1: they are nothing of it.
    Absolute values keep the measure meaningful where Y_s changes sign, and no face misses less than one that contains
    it.
    """
    by_order = [missed_at_order(s, sizes) for s in ORDERS]
    return {name: max(some[name] for some in by_order) for name in faces()}


def missed_by_planar(sizes: ExactSizes) -> Fraction:
    """``max_s sum |terms of Y_s beyond the planar ones| / sum |terms of Y_s|``, s = 1, 2, 3: of order 1/p.

    Y_s is the exact coefficient of the train loss. A term ``p^i H^j N^k sigma^2m`` is planar if i + j + k = m + 1.
    """

    def missed(order: int) -> Fraction:
        values = term_magnitudes(order, sizes)
        planar = [x for (i, j, k, m), x in values.items() if i + j + k == m + 1]
        return 1 - sum(planar, Fraction(0)) / sum(values.values())

    return max(missed(s) for s in ORDERS)


def term_magnitudes(order: int, sizes: ExactSizes) -> dict[Exponents, Fraction]:
    """The absolute value at the sizes of each term of the train loss's coefficient."""
    return {exponents: abs(c * sizes.term(exponents)) for exponents, c in coefficient("train", order).terms.items()}


def missed_at_order(order: int, sizes: ExactSizes) -> dict[str, Fraction]:
    """The part of the train loss's coefficient that the leading terms of each face miss."""
    values = term_magnitudes(order, sizes)
    total = sum(values.values())
    top = {lattice_point(exponents): values[exponents] for exponents in leading_terms(order)}
    facets = train_facets(order)
    return {
        name: 1 - sum((x for q, x in top.items() if face.contains(q, facets)), Fraction(0)) / total
        for name, face in faces().items()
    }


@cache
def leading_terms(order: int) -> frozenset[Exponents]:
    """Exponents of the Pareto-optimal terms of the train loss."""
    return frozenset(leading(coefficient("train", order).terms))


def by_sizes(sizes: ExactSizes, tolerance: Fraction = TOLERANCE) -> Classification:
    """The nearest face: of those that miss at most ``tolerance`` the closest one of the lowest dimension.

    If even the facets miss more, the closest facet.
    """
    missed = missed_by_faces(sizes)
    near = [face for face in faces().values() if missed[face.name] <= tolerance]
    candidates = near or [face for face in faces().values() if face.dimension == 2]
    face = min(candidates, key=lambda f: (f.dimension, missed[f.name]))
    return Classification(face, sizes.scale(face.time_scale), dict(missed), bool(near))
