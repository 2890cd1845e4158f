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


FACES = tuple(known for known in UNDECAYED if "free" in known.name.split("+") and "lazy" not in known.name)
SOLUTIONS = tuple(map(solved, FACES))
