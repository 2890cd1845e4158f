r"""Faces with free: the undecayed flow, rescaled (docs/theory/weight-decay.md)."""

from functools import partial

import sympy as sp

from theory.autoencoder.regimes import REGIMES
from theory.solutions import homogeneous
from theory.solutions.solution import Series, Solution
from theory.solutions.symbols import a0, alpha, decay, eta, nu, p

RING, ALPHA, ETA, _, DECAY = sp.ring([alpha, eta, nu, decay], sp.QQ)

FACES = tuple(name for name in REGIMES if "free" in name.split("+"))


def expansion(name: str, order: int) -> Series:
    """The Taylor coefficients of every loss over p from those of the undecayed face."""
    known = REGIMES[name].series(order)
    free, population = ([RING.from_expr(c) for c in row] for row in (known.train, known.population))
    return homogeneous.rescaled(free, population, ALPHA * ETA, DECAY)


def solved(name: str) -> Solution:
    """The face with decay from that without."""
    known = REGIMES[name]
    return Solution(
        model="tied-weight-decay",
        name=name,
        losses=homogeneous.losses(p * a0),
        kind="series" if known.solution == "series" else known.solution,
        where=homogeneous.equations(known.train, known.population, tuple(known.where)),
        domain=f"{'finite N' if 'small-data' in name else 'all sizes'}, lambda > 0, t >= 0",
        source="docs/theory/weight-decay.md",
        expansion=partial(expansion, name),
        beyond="small-data" in name,
    )


SOLUTIONS = tuple(solved(name) for name in FACES)
