r"""The scaling condition and the natural rate of a face in monomials, from the outer normals of the sides through it.

The sizes scale as the face asks if their logarithms are, up to bounded terms and directions that change no weight, a
combination of the normals with coefficients that tend to infinity: a cone. A monomial then tends to infinity, to 0 or
stays fixed if it does so along every normal. As many are listed as single the cone out, for example for two normals

      \  q2 -> inf  /      q1 does not change along the right ray, q2 not along the left one:
       \           /       the cone is  q1 -> inf, q2 -> inf
        \         /
    q1   \       /  q2
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

import numpy as np

from theory.matrix.polyhedron import facets
from theory.matrix.rational import Vector, dot
from theory.matrix.render import latex_monomial
from theory.matrix.scales import Powers, Scales, brevity, independent, text

Limit = Literal["inf", "0", "fixed"]
Condition = tuple[tuple[Vector, Limit], ...]


def limit(powers: Vector, rays: Sequence[Vector]) -> Limit | None:
    """What a monomial does along a growing combination of all rays; None if the rays disagree."""
    signs = [dot(powers, ray[:-1]) for ray in rays]
    if not any(signs):
        return "fixed"
    return "inf" if min(signs) >= 0 else "0" if max(signs) <= 0 else None


def condition(scales: Scales, rays: Sequence[Vector]) -> Condition:
    """What the natural monomials do, and as many others as it takes to single out the cone of the rays.

    Those that tend to infinity or to 0 come first.
    """
    listed = [(powers, what) for powers in scales.natural if (what := limit(powers, rays))]
    fixed = [powers for powers, what in listed if what == "fixed"]
    listed += [(powers, "fixed") for powers in independent(scales.unmoved(rays), start=fixed)]
    for wall in walls(scales, rays):
        if not any(what != "fixed" and limit(powers, wall) == "fixed" for powers, what in listed):
            listed.append(beyond(scales, wall, rays))
    return tuple(sorted(listed, key=lambda pair: pair[1] == "fixed"))


def walls(scales: Scales, rays: Sequence[Vector]) -> list[list[Vector]]:
    """The facets of the cone of the rays, each as the rays on it: the facets at 0 of the hull of 0 and the rays."""
    places = [tuple(int(dot(powers, ray[:-1])) for powers in scales.basis) for ray in rays]
    if np.linalg.matrix_rank(places) == len(rays):
        return [[ray for ray in rays if ray != other] for other in rays]
    origin = (0,) * len(scales.basis)
    return [
        [ray for ray, place in zip(rays, places, strict=True) if place in side.points]
        for side in facets([origin, *places])
        if origin in side.points
    ]


def beyond(scales: Scales, wall: Sequence[Vector], rays: Sequence[Vector]) -> tuple[Vector, Limit]:
    """The shortest monomial that the wall of a cone leaves as it is and the other rays do not."""
    table = scales.unmoved(wall)
    moved = table[(table @ np.array(rays, dtype=np.int64)[:, :-1].T).any(axis=1)]
    powers = tuple(moved[0].tolist())
    what = limit(powers, rays)
    assert what, f"{wall} is no wall of the cone of {rays}"
    return powers, what


def time_scale(scales: Scales, rays: Sequence[Vector], growths: Sequence[Powers]) -> Powers:
    """T, the factor between the terms of a face at successive orders: the shortest of those that agree up to fixed
    factors.

    ``growths`` are the directions of growth within the face, in sizes, scalars and time.
    """
    fixed = scales.unmoved(rays)
    shifts = np.concatenate([np.zeros((1, len(scales.model.names)), dtype=np.int64), fixed, -fixed])
    return min((shortest(growth[:-1], shifts) for growth in growths), key=brevity)


def shortest(powers: Powers, shifts: np.ndarray) -> Powers:
    """The shortest product of a monomial with one of the rows."""
    doubled = np.array([int(2 * e) for e in powers]) + 2 * shifts
    if any((2 * e).denominator > 1 for e in powers):
        raise ArithmeticError(f"terms grow by powers {powers} an order, which are no multiples of 1/2")
    length = 10 * abs(doubled).sum(axis=1) + (doubled % 2).any(axis=1) * 1000
    near = doubled[length <= length.min()]
    return min((tuple(Fraction(e, 2) for e in row) for row in near.tolist()), key=brevity)


def condition_text(names: Sequence[str], listed: Condition) -> str:
    """For example ``H/p -> inf, p*sigma2 -> 0, p/N fixed``; empty for no condition."""
    return ", ".join(f"{text(names, powers)} {'fixed' if what == 'fixed' else f'-> {what}'}" for powers, what in listed)


def condition_latex(names: Sequence[str], listed: Condition) -> str:
    r"""For example ``\frac{H}{p} \to \infty,\; p \sigma^{2} \to 0,\; \frac{p}{N} \;\text{fixed}``."""
    ends = {"inf": r"\to \infty", "0": r"\to 0", "fixed": r"\;\text{fixed}"}
    return r",\; ".join(f"{latex_monomial(names, powers)} {ends[what]}" for powers, what in listed)
