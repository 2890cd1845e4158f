"""The prism by its equations in docs/theory/prism.md: the classification of scalings and sizes without any polyhedron.

The leading terms of order s of the train loss are p alpha^m eta^h nu^d, 1 <= h <= m <= s + 2, 0 <= d <= s.
"""

from fractions import Fraction
from itertools import combinations

from theory.autoencoder.expansion import coefficient

EQUATIONS = {
    "large-data": lambda m, h, d, s: d == 0,  # noqa: ARG005
    "small-data": lambda m, h, d, s: d == s,  # noqa: ARG005
    "mean-field": lambda m, h, d, s: h == m,  # noqa: ARG005
    "narrow-latent": lambda m, h, d, s: h == 1,  # noqa: ARG005
    "free": lambda m, h, d, s: m == s + 2,  # noqa: ARG005
}


def holds(name, point, s):
    """Whether a term lies on a face."""
    return all(EQUATIONS[facet](*point, s) for facet in name.split("+"))


def terms(s):
    """The leading terms of order s."""
    return [(m, h, d) for m in range(1, s + 3) for h in range(1, m + 1) for d in range(s + 1)]


NAMES = [
    name
    for n in (1, 2, 3)
    for name in map("+".join, combinations(EQUATIONS, n))
    if any(holds(name, point, 1) for point in terms(1))
]
"""The twenty faces, facets first: the intersections of facets that hold a term."""


def scaling(H, N, sigma2):
    """(name, power of p of the rate T, {face: power of p by which its terms of order 1 lose}); N None: infinite."""
    rates = 1 + sigma2, H - 1, Fraction(-1) if N is None else 1 - N

    def height(point):
        return sum(n * rate for n, rate in zip(point, rates, strict=True))

    best = [max(map(height, terms(s))) for s in (1, 2)]
    top = [point for point in terms(1) if height(point) == best[0]]
    name = "+".join(facet for facet in EQUATIONS if all(holds(facet, point, 1) for point in top)) or "interior"
    gaps = {face: best[0] - max(height(q) for q in terms(1) if holds(face, q, 1)) for face in NAMES}
    infinite = [face for face in NAMES if N is None and "small-data" in face]
    return name, best[1] - best[0], gaps | dict.fromkeys(infinite)


def missed(p, H, N, sigma2):
    """{face: the largest part of the exact coefficients of orders 1 to 3 that its leading terms are not}."""
    parts = [missed_at(s, p, H, N, sigma2) for s in (1, 2, 3)]
    return {face: max(part[face] for part in parts) for face in NAMES}


def missed_at(s, p, H, N, sigma2):
    """At one order."""
    found = coefficient("train", s).terms.items()
    sizes = {e: abs(c) * p ** e[0] * H ** e[1] * (N or Fraction(1)) ** e[2] * sigma2 ** e[3] for e, c in found}
    kept = {e: size for e, size in sizes.items() if N is not None or e[2] == 0}
    leading = {(m, h, -k): size for (i, h, k, m), size in kept.items() if i + h + k == m + 1}
    total = sum(kept.values())
    return {face: 1 - sum(size for q, size in leading.items() if holds(face, q, s)) / total for face in NAMES}
