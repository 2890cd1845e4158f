r"""The untied autoencoder with weight decay and few latent units: narrow-latent (docs/theory/untied.md).

Both halves of a column shrink at the rate lambda: a, b and c of the flow without decay get - 2 lambda times themselves.
"""

import sympy as sp

from theory.solutions.polynomials import product
from theory.solutions.solution import Series, Solution
from theory.solutions.symbols import H, decay, p, t
from theory.solutions.untied_autoencoder import narrow_latent as undecayed
from theory.solutions.untied_autoencoder.narrow_latent import DECAY, ETA, a, b, c, energy, overlap, q, r


def system() -> tuple[sp.Eq, ...]:
    """The flow of the second moments, the means in it, and the start."""
    moving = {unknown.diff(t): unknown for unknown in (a, b, c)}
    return tuple(
        sp.Eq(each.lhs, each.rhs - 2 * decay * moving[each.lhs]) if each.lhs in moving else each
        for each in undecayed.system()
    )


def expansion(order: int) -> Series:
    """The Taylor coefficients of every loss over p."""
    r, q, overlap, energy = undecayed.column(order, 1, DECAY)
    half = sp.QQ(1, 2)
    error = [ETA * (product(r, q, n) * half - energy[n]) for n in range(order + 1)]
    population = [ETA * (product(r, r, n) * half - overlap[n]) for n in range(order + 1)]
    penalty = [ETA * DECAY * term for term in r]
    train = [x + y for x, y in zip(error, penalty, strict=True)]
    return {
        name: ((half + terms[0]).as_expr(), *(term.as_expr() for term in terms[1:]))
        for name, terms in (("train", train), ("error", error), ("population", population))
    }


error = p / 2 + H * (r * q / 2 - energy)
SOLUTIONS = (
    Solution(
        model="untied-weight-decay",
        name="narrow-latent",
        losses={"train": error + H * decay * r, "error": error, "population": p / 2 + H * (r**2 / 2 - overlap)},
        kind="ode",
        where=system(),
        domain="all sizes, lambda > 0, t >= 0",
        source="docs/theory/untied.md",
        expansion=expansion,
        any_spectrum=True,
    ),
)
