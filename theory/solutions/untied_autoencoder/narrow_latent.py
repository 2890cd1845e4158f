r"""The untied autoencoder with few latent units, for any spectrum: narrow-latent and its edge with free.

A column v of V and the row u of U that belongs to it move on their own (docs/theory/untied.md):

    v' = S u - q v,   u' = S v - r S u,   r = |v|^2 = |u|^2,   q = u^T S u;

where the target is negligible, both first terms are. Means over the direction of the start are means over the law of
the eigenvalues l of S: v_l^2, u_l^2 and u_l v_l have the means a(l), b(l), c(l), in units of the law's density.
"""

from functools import partial

import sympy as sp

from theory.autoencoder.regimes import narrow_latent as tied
from theory.solutions.laws import over_samples, samples
from theory.solutions.polynomials import Poly, mean, product, recursion
from theory.solutions.solution import Series, Solution
from theory.solutions.symbols import H, alpha, decay, eta, nu, p, t

RING, L, ALPHA, ETA, NU, DECAY = sp.ring([sp.Symbol("l"), alpha, eta, nu, decay], sp.QQ)

x = sp.Symbol("x", nonnegative=True)
a, b, c = (sp.Function(name)(x, t) for name in "abc")
r, q = sp.Function("r")(t), sp.Function("q")(t)
overlap, energy = sp.Function("c_0")(t), sp.Function("c_1")(t)
"""The means of u v and of u S v."""
s, phi = tied.s, tied.phi


def system() -> tuple[sp.Eq, ...]:
    """The flow of the second moments, the means in it, and the start."""
    return (
        sp.Eq(a.diff(t), 2 * x * c - 2 * q * a),
        sp.Eq(b.diff(t), 2 * x * c - 2 * r * x * b),
        sp.Eq(c.diff(t), x * (a + b) - (q + r * x) * c),
        sp.Eq(r, over_samples(lambda l: a.subs(x, l))),
        sp.Eq(q, over_samples(lambda l: l * b.subs(x, l))),
        sp.Eq(overlap, over_samples(lambda l: c.subs(x, l))),
        sp.Eq(energy, over_samples(lambda l: l * c.subs(x, l))),
        *(sp.Eq(moment.subs(t, 0), start) for moment, start in ((a, alpha), (b, alpha), (c, 0))),
    )


def free_system() -> tuple[sp.Eq, ...]:
    """Without target v keeps its direction, and u = e^{-s S} u(0)."""
    shrunk = over_samples(lambda l: sp.exp(2 * tied.growth * l))
    return (
        sp.Eq(s.diff(t), alpha * phi(-s)),
        sp.Eq(phi(tied.growth), shrunk),
        sp.Eq(s.subs(t, 0), 0),
    )


def of_law(polynomial: Poly) -> Poly:
    """The mean over the law of S."""
    return mean(polynomial, L, samples(RING))


def column(order: int, target: int, decay: Poly | int = 0) -> tuple[list[Poly], ...]:
    """The series of r, q, and of the means of u v and u S v, with the weight decay."""

    def rates(series: list[list[Poly]], n: int) -> tuple[Poly, ...]:
        a, b, c = series
        r, q = [of_law(term) for term in a], [of_law(L * term) for term in b]
        grown = 2 * target * L * c[n]
        return (
            grown - 2 * product(q, a, n) - 2 * decay * a[n],
            grown - 2 * L * product(r, b, n) - 2 * decay * b[n],
            target * L * (a[n] + b[n]) - product(q, c, n) - L * product(r, c, n) - 2 * decay * c[n],
        )

    a, b, c = recursion([ALPHA, ALPHA, RING(0)], rates, order)
    r, overlap = ([of_law(term) for term in each] for each in (a, c))
    q, energy = ([of_law(L * term) for term in each] for each in (b, c))
    return r, q, overlap, energy


def expansion(target: int, order: int) -> Series:
    """The Taylor coefficients of both losses over p."""
    r, q, overlap, energy = column(order, target)
    train = [ETA * (product(r, q, n) * sp.QQ(1, 2) - target * energy[n]) for n in range(order + 1)]
    population = [ETA * (product(r, r, n) * sp.QQ(1, 2) - target * overlap[n]) for n in range(order + 1)]
    half = RING(sp.QQ(target, 2))
    return {
        name: ((half + terms[0]).as_expr(), *(term.as_expr() for term in terms[1:]))
        for name, terms in (("train", train), ("population", population))
    }


slope = sp.diff(phi(tied.growth), tied.growth).subs(tied.growth, -s)
SOLUTIONS = (
    Solution(
        model="untied-autoencoder",
        name="narrow-latent",
        losses={"train": p / 2 + H * (r * q / 2 - energy), "population": p / 2 + H * (r**2 / 2 - overlap)},
        kind="ode",
        where=system(),
        domain="all sizes, t >= 0",
        source="docs/theory/untied.md",
        expansion=partial(expansion, 1),
        any_spectrum=True,
    ),
    Solution(
        model="untied-autoencoder",
        name="narrow-latent+free",
        losses={"train": H * alpha**2 * phi(-s) * slope / 4, "population": H * alpha**2 * phi(-s) ** 2 / 2},
        kind="ode",
        where=free_system(),
        domain="all sizes, t >= 0",
        source="docs/theory/untied.md",
        expansion=partial(expansion, 0),
        any_spectrum=True,
    ),
)
