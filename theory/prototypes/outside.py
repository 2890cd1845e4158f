"""What an energy does to a prototype outside the hull of the data, the outermost one.

Two cases, told apart by whether any sample is nearest to the probe P (samples at 0 and 1, other prototypes o):

    held       o-------------------o--P          every sample has a nearer prototype
               0                   1  1 + g
    nearest    .------------o------.--P          the sample at 1 is nearest to the probe
               0        1 - 2g     1  1 + g
"""

import sympy as sp

from theory.prototypes.energy import Energy
from theory.prototypes.forces import force
from theory.prototypes.symbols import left, right
from theory.prototypes.system import Prototype, Samples, System

gap = sp.Symbol("g", positive=True)
w = sp.Symbol("w", positive=True)


def outward_force(energy: Energy, nearest: bool = False) -> sp.Expr:
    """Force on a probe at distance ``g`` beyond the right end of the hull [0, 1], positive outwards.

    Samples at 0 and 1, each already covered by a prototype of its own, or with ``nearest`` the one at 1 nearest to the
    probe; all inverse widths equal ``w``.
    """
    place = sp.Symbol("c", real=True)
    centres = (1 - 2 * gap, place) if nearest else (sp.S.Zero, sp.S.One, place)
    data = Samples(((sp.S.Zero,), (sp.S.One,)))
    system = System(tuple(Prototype((c,), w) for c in centres), data)
    return force(energy, system, len(centres) - 1)[0].subs({left: 0, right: 1}).subs(place, 1 + gap)
