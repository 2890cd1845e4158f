"""From sizes, or from how they scale, to a face of the prism: ``theory.matrix.classify`` and ``theory.matrix.nearest``
for the tied autoencoder, exactly.

*Scalings* ``H ~ p^x, N ~ p^y, sigma^2 ~ p^z``, p -> inf: a term ``p alpha^m eta^h nu^d`` grows like p to the power
``1 + m (1 + z) + h (x - 1) + d (1 - y)``, and the regime is the face on which this is largest. *Sizes*: the distance
of a face is the part of the exact coefficients that its leading terms miss, which is called *missed* throughout.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from typing import Any

import sympy as sp

from theory import notebook
from theory.autoencoder.prism import Face, face_of, prism
from theory.autoencoder.symbols import a0, alpha, eta, nu
from theory.errors import InputError
from theory.matrix import classify
from theory.matrix.nearest import ORDERS, TOLERANCE, by_values, magnitudes, misses
from theory.rationals import rational

POWER = re.compile(r"p(?:\s*\^\s*(\(\s*)?([+-]?\d+(?:\.\d*)?(?:/\d+)?|[+-]?\.\d+)(?(1)\s*\)))?", re.ASCII)

Power = Fraction | None
"""An exponent of p; None stands for infinitely many samples."""


@dataclass(frozen=True)
class Classification:
    """A face and how far every face is, facets first, then edges and vertices.

    ``distances``: for scalings the power of p by which the face's terms lose against the largest at first order, None
    for infinitely far; for sizes the missed part (:func:`~theory.autoencoder.classify.missed_by_faces`).
    ``time_scale``: the natural rate T as a number for sizes, the exponent of p for scalings. ``within``: whether the
    sizes belong to the face; if not, no face is within the tolerance and ``face`` is only the nearest facet. Scalings
    always belong to theirs.
    """

    face: Face
    time_scale: Fraction
    distances: Mapping[str, Fraction | None]
    within: bool = True

    def _repr_html_(self) -> str:
        inside = "" if self.within else ", the nearest: no face is within the tolerance"
        heading = f"{self.face.name}{inside}: {self.face.scaling_text()}; T = {self.face.time_scale}"
        return f"<p>{escape(heading)}</p>" + notebook.distances(self.distances)

    def __repr__(self) -> str:
        return f"Classification({self.face.name}{'' if self.within else ', nearest'}; T: {self.time_scale})"

    def cite(self) -> str:
        """Where it is derived that faces are regimes."""
        return f"{self.face.name}: arXiv:2602.04548 and arXiv:2606.05335; docs/theory/prism.md"


def parse_power(text: str, *, infinite: bool = False) -> Power:
    """The exponent in ``p^0.5``, ``p^-1``, ``p^(1/3)``, ``p`` or ``1``; with ``infinite`` also None for ``inf``."""
    if infinite and text.strip() == "inf":
        return None
    if text.strip() == "1":
        return Fraction(0)
    found = POWER.fullmatch(text.strip())
    if not found or (found[2] and re.search(r"/0+$", found[2])):
        raise InputError(f"a scaling is a power of p such as p^0.5, p^-1 or p^(1/3), got {text!r}")
    return rational(found[2].strip("()")) if found[2] else Fraction(1)


def exponent(given: Power | float | str, *, infinite: bool = False) -> Power:
    """An exponent as a rational number: given as one, as a float, or as a power of p in words (``p^0.5``)."""
    if isinstance(given, str):
        return parse_power(given, infinite=infinite)
    try:
        return None if given is None else Fraction(given)
    except (TypeError, ValueError, OverflowError):
        raise InputError(f"an exponent is a finite number, or a power of p as 'p^0.5', got {given!r}") from None


def by_scaling(H: Power | float | str, N: Power | float | str, sigma2: Power | float | str) -> Classification:
    """The regime of ``H ~ p^H, N ~ p^N, sigma^2 ~ p^sigma2``; exponents rational, N = None for infinite data.

    Exponents may be spelled as powers of p, too (:func:`parse_power`).
    A size that does not grow with p has exponent 0; negative exponents of H and N raise
    :class:`theory.errors.InputError`. Exponents (1, 1, -1) leave every scale fixed: the interior, dimension 3.

    >>> by_scaling(H=Fraction(2), N=Fraction(1), sigma2=Fraction(-2)).face.name
    'mean-field'
    >>> by_scaling(H="p^2", N="p", sigma2="p^-2").face.name
    'mean-field'
    """
    H, N, sigma2 = exponent(H), exponent(N, infinite=True), exponent(sigma2)
    if H is None or sigma2 is None:
        raise InputError("H and sigma^2 scale like powers of p; only N may be inf")
    if H < 0 or (N is not None and N < 0):
        raise InputError(f"H and N are at least 1, so their powers of p are at least 0, got {H} and {N}")
    found = classify.by_scaling(prism(), {"p": Fraction(1), "H": H, "N": N, "sigma2": sigma2})
    if found.regime is None or found.time_scale is None:
        raise ArithmeticError(f"H ~ p^{H}, N ~ p^{N}, sigma^2 ~ p^{sigma2} select no face of the prism: {found.reason}")
    return Classification(face_of(found.regime), Fraction(found.time_scale), exact(found.distances))


def exact(distances: Mapping[str, Fraction | float | None]) -> dict[str, Fraction | None]:
    """The distances, all rational for a model without regimes of every second order."""
    return {name: None if gap is None else Fraction(gap) for name, gap in distances.items()}


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

    @property
    def values(self) -> dict[str, Fraction | None]:
        """By the names of the model."""
        return {"p": self.p, "H": self.H, "N": self.N, "sigma2": self.sigma2}


def missed_by_faces(sizes: ExactSizes) -> dict[str, Fraction]:
    """For each face ``max_s sum |terms of Y_s but the face's leading ones| / sum |terms of Y_s|``, s = 1, 2, 3.

    Y_s is the exact coefficient of the train loss (:func:`theory.matrix.nearest.misses`).
    """
    return {name: Fraction(part) for name, part in misses(prism(), sizes.values).items()}


def missed_by_planar(sizes: ExactSizes) -> Fraction:
    """``max_s sum |terms of Y_s beyond the planar ones| / sum |terms of Y_s|``, s = 1, 2, 3: of order 1/p.

    Y_s is the exact coefficient of the train loss. A term ``p^i H^j N^k sigma^2m`` is planar if i + j + k = m + 1.
    """

    def missed(order: int) -> Fraction:
        terms = magnitudes(prism(), order, sizes.values)
        planar = [x for (i, j, k, m), x in terms.items() if i + j + k == m + 1]
        return 1 - sum(planar, Fraction(0)) / sum(terms.values())

    return max(missed(s) for s in ORDERS)


def exact_sizes(sizes: Any) -> ExactSizes:
    """The p, H, N (may be inf) and sigma2 of an object as exact numbers.

    Raises :class:`theory.errors.InputError` if they are none.
    """
    if isinstance(sizes, ExactSizes):
        return sizes
    try:
        p, H, N, sigma2 = sizes.p, sizes.H, sizes.N, sizes.sigma2
        return ExactSizes(Fraction(p), Fraction(H), None if N == math.inf else Fraction(N), Fraction(sigma2))
    except (AttributeError, TypeError, ValueError):
        raise InputError(f"sizes are numbers p, H, N and sigma2, as those of linear_ae.Sizes, got {sizes!r}") from None


def by_sizes(sizes: Any, tolerance: Fraction = TOLERANCE) -> Classification:
    """The nearest face: of those that miss at most ``tolerance`` the closest one of the lowest dimension.

    If even the facets miss more, the closest facet. ``sizes`` are :class:`ExactSizes`, or any object with numbers p, H,
    N and sigma2, such as ``linear_ae.Sizes``; anything else raises :class:`theory.errors.InputError`.
    """
    exactly = exact_sizes(sizes)
    found = by_values(prism(), exactly.values, tolerance)
    assert found.regime, "some facet is the closest"
    face = face_of(found.regime)
    return Classification(face, exactly.scale(face.time_scale), exact(found.distances), found.within)
