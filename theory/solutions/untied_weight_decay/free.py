r"""Faces with free of the untied autoencoder with weight decay: the undecayed flow, rescaled (docs/theory/untied.md).

Those with lazy, whose Gram matrices do not move, are in `theory.solutions.untied_weight_decay.lazy`.
"""

from functools import partial

import sympy as sp

from theory.solutions import homogeneous
from theory.solutions.solution import Series, Solution
from theory.solutions.symbols import a0, alpha, decay, eta, nu, p
from theory.solutions.untied_autoencoder import SOLUTIONS as UNDECAYED

RING, ALPHA, ETA, _, DECAY = sp.ring([alpha, eta, nu, decay], sp.QQ)


def expansion(known: Solution, order: int) -> Series:
    """The Taylor coefficients of every loss over p from those of the undecayed face."""
    free, population = ([RING.from_expr(c) for c in known.series(order)[loss]] for loss in ("train", "population"))
    return homogeneous.rescaled(free, population, 2 * ALPHA * ETA, DECAY)


def solved(known: Solution) -> Solution:
    """The face with decay from that without."""
    return Solution(
        model="untied-weight-decay",
        name=known.name,
        losses=homogeneous.losses(2 * p * a0),
        kind=known.kind if known.kind == "ode" else "quadrature",
        where=homogeneous.equations(known.losses["train"], known.losses["population"], known.where),
        domain="all sizes, lambda > 0, t >= 0",
        source="docs/theory/untied.md",
        expansion=partial(expansion, known),
        any_spectrum=known.any_spectrum,
        beyond="small-data" in known.name,
    )


def strong_decay(order: int) -> Series:
    """The Taylor coefficients where everything dies before the target is felt: the target alone, and (V U)^2."""
    square = [ALPHA**2 * ETA * sp.QQ(1, 2), *[RING(0)] * order]
    series = homogeneous.rescaled(square, square, 2 * ALPHA * ETA, DECAY)
    return {loss: (terms[0] + sp.Rational(1, 2), *terms[1:]) for loss, terms in series.items()}


DEAD = homogeneous.losses(2 * p * a0)
VERTEX = Solution(
    model="untied-weight-decay",
    name="large-data+mean-field+narrow-latent+free",
    losses={name: loss + p / 2 for name, loss in DEAD.items()},
    kind="closed form",
    where=homogeneous.equations(p / 2 * alpha * a0, p / 2 * alpha * a0, ()),
    domain="all sizes, lambda > 0, t >= 0",
    source="docs/theory/untied.md",
    expansion=strong_decay,
    beyond=True,
)
FACES = tuple(known for known in UNDECAYED if "free" in known.name.split("+") and "lazy" not in known.name)
SOLUTIONS = (*map(solved, FACES), VERTEX)
