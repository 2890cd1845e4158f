"""What an energy does to a prototype outside the hull of the data."""

import sympy as sp

from theory.prototypes.energy import Energy
from theory.prototypes.forces import force
from theory.prototypes.symbols import left, right
from theory.prototypes.system import Prototype, Samples, System

gap = sp.Symbol("g", positive=True)
w = sp.Symbol("w", positive=True)


def outward_force(energy: Energy) -> sp.Expr:
    """Force on a probe at distance ``g`` beyond the right end of the hull [0, 1], positive outwards.

    Samples at 0 and 1, each already covered by a prototype of its own; all inverse widths equal ``w``.
    """
    place = sp.Symbol("c_3", real=True)
    centres = (sp.S.Zero, sp.S.One, place)
    data = Samples(((sp.S.Zero,), (sp.S.One,)))
    system = System(tuple(Prototype((c,), w) for c in centres), data)
    return force(energy, system, 2)[0].subs({left: 0, right: 1}).subs(place, 1 + gap)
