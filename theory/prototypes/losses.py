"""The structural losses of arXiv:2605.25939 in the field's standard form, and variants in use.

The paper's own formulas are not public in full; these are derived in docs/theory/prototype-forces.md and every one can
be replaced.
"""

import sympy as sp

from theory.errors import InputError
from theory.prototypes.energy import AssignmentEnergy, Energy, PairEnergy
from theory.prototypes.symbols import left, right, tau
from theory.prototypes.system import Point, Prototype, squared_distance


def hull_mass(precision: sp.Expr, mean: sp.Expr) -> sp.Expr:
    """``int_l^r exp(-precision (x - mean)^2) dx``: what the hull holds of a Gaussian of the given mean."""
    root = sp.sqrt(precision)
    return sp.sqrt(sp.pi) / (2 * root) * (sp.erf(root * (right - mean)) + sp.erf(root * (mean - left)))


def pair_precision(p: Prototype, q: Prototype) -> sp.Expr:
    return p.width**2 + q.width**2


def pair_mean(p: Prototype, q: Prototype) -> sp.Expr:
    """Centre of the product of two responses, in one dimension: that of an interval's data."""
    if len(p.centre) != 1:
        raise InputError(
            f"uniform-overlap is the overlap on an interval and got prototypes in {len(p.centre)} dimensions: "
            "take overlap on samples"
        )
    return (p.width**2 * p.centre[0] + q.width**2 * q.centre[0]) / pair_precision(p, q)


def pair_kernel(p: Prototype, q: Prototype) -> sp.Expr:
    """The factor of the product of two responses that sees only their distance."""
    rate = p.width**2 * q.width**2 / pair_precision(p, q)
    return sp.exp(-rate * squared_distance(p.centre, q.centre))


def _product(z: Point, p: Prototype, q: Prototype) -> sp.Expr:
    return p.response(z) * q.response(z)


def _closed_product(_: Point, p: Prototype, q: Prototype) -> sp.Expr:
    """Mean of the product of two responses over uniform data on [l, r]: separation kernel times hull mass."""
    return pair_kernel(p, q) * hull_mass(pair_precision(p, q), pair_mean(p, q)) / (right - left)


coverage = AssignmentEnergy(
    "coverage",
    inner=(lambda z, p: -squared_distance(z, p.centre) / tau,),
    outer=lambda s, _: -tau * s[0],
    reduce="logsumexp",
)
separation = PairEnergy(
    "separation",
    features=(lambda _, p, q: sp.exp(-squared_distance(p.centre, q.centre) / tau),),
    outer=lambda u: u[0],
)
overlap = AssignmentEnergy(
    "overlap",
    inner=(lambda z, p: p.response(z), lambda z, p: p.response(z) ** 2),
    outer=lambda s, count: (s[0] ** 2 - s[1]) / (count * (count - 1)),
)
uniform_overlap = PairEnergy("uniform-overlap", features=(_closed_product,), outer=lambda u: u[0])
normalized_overlap = PairEnergy(
    "normalized-overlap",
    features=(_product, lambda z, p, _: p.response(z) ** 2, lambda z, _, q: q.response(z) ** 2),
    outer=lambda u: u[0] / (sp.sqrt(u[1]) * sp.sqrt(u[2])),
)
hard_coverage = AssignmentEnergy(
    "hard-coverage",
    inner=(lambda z, p: squared_distance(z, p.centre),),
    outer=lambda s, _: s[0],
    reduce="min",
)
hard_attachment = AssignmentEnergy(
    "hard-attachment",
    inner=(lambda z, p: squared_distance(z, p.centre),),
    outer=lambda s, _: s[0],
    reduce="min",
    over="samples",
)

LOSSES: dict[str, Energy] = {
    loss.name: loss
    for loss in (
        coverage,
        separation,
        overlap,
        uniform_overlap,
        normalized_overlap,
        hard_coverage,
        hard_attachment,
    )
}


def loss(name: str) -> Energy:
    """The energy of this name; ``InputError`` lists the names there are."""
    if name not in LOSSES:
        raise InputError(f"no loss is called {name!r}: choose from {', '.join(LOSSES)}")
    return LOSSES[name]
