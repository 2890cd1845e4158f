"""What the structural losses do, as identities that sympy proves; each claim's right-hand side shows its sign.

A statement holds if all its residuals vanish identically. The words and the derivations are in
docs/theory/prototype-forces.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import permutations

import sympy as sp

from theory.prototypes import continuum, weight_space
from theory.prototypes.forces import force, net_force, virial
from theory.prototypes.losses import coverage, hull_mass, pair_kernel, pair_mean, pair_precision, separation
from theory.prototypes.losses import uniform_overlap as overlap
from theory.prototypes.symbols import D, left, right, t, tau, x
from theory.prototypes.system import Samples, prototypes, sampled, squared_distance, uniform


@dataclass(frozen=True)
class Statement:
    """A claim in words and the expressions that vanish if it is true."""

    claim: str
    residuals: Callable[[], list[sp.Expr]]

    def holds(self) -> bool:
        """Whether sympy reduces every residual to zero."""
        return all(sp.simplify(residual) == 0 for residual in self.residuals())


def _coverage_pulls_inwards() -> list[sp.Expr]:
    """``F_j = (2/N) sum_i rho_ij (x_i - c_j)`` with softmax weights ``rho_ij`` > 0, two dimensions."""
    system = sampled(2, 2, dimension=2)
    assert isinstance(system.data, Samples)
    found, pull = force(coverage, system, 0), sp.zeros(2, 1)
    for z in system.data.points:
        shares = [sp.exp(-squared_distance(z, p.centre) / tau) for p in system.prototypes]
        offset = sp.Matrix(z) - sp.Matrix(system.prototypes[0].centre)
        pull += shares[0] / sum(shares) * offset
    return list(found - pull)


def _separation_balances() -> list[sp.Expr]:
    return list(net_force(separation, sampled(3, 1, dimension=2)))


def _separation_spreads() -> list[sp.Expr]:
    """``sum_j (c_j - mean c) . F_j = 2/(tau M(M-1)) sum_{j != k} |c_j - c_k|^2 exp(-|c_j - c_k|^2 / tau)``."""
    system = sampled(3, 1, dimension=2)
    squares = [squared_distance(p.centre, q.centre) for p, q in permutations(system.prototypes, 2)]
    return [virial(separation, system) - sum(s * sp.exp(-s / tau) for s in squares) / (3 * tau)]


def _separation_pair_law() -> list[sp.Expr]:
    """``d/dt Ei(g^2 / tau) = 8 / tau`` along ``dc/dt = F`` for two prototypes at distance g."""
    system = sampled(2, 1)
    first, second = (p.centre[0] for p in system.prototypes)
    gap = sp.Symbol("g", positive=True)
    closing = (force(separation, system, 1) - force(separation, system, 0))[0].subs(second, first + gap)
    return [sp.diff(sp.Ei(gap**2 / tau), gap) * closing - 8 / tau]


def _overlap_factorizes() -> list[sp.Expr]:
    """The mean of a product of responses.

    Its derivative by the right end is the integrand, and an empty hull has none.
    """
    p, q = prototypes(2)
    closed = pair_kernel(p, q) * hull_mass(pair_precision(p, q), pair_mean(p, q))
    integrand = p.response((right,)) * q.response((right,))
    ratio = sp.diff(closed, right) / integrand
    return [sp.expand(sp.powsimp(sp.expand(sp.simplify(ratio)))) - 1, closed.subs(left, right)]


def _overlap_pushes_outwards() -> list[sp.Expr]:
    """The net force of a pair points outwards from the middle.

    It is the pair's kernel times ``exp(-Om (r - m)^2) - exp(-Om (m - l)^2)``.
    """
    system = uniform(2, (left, right))
    p, q = system.prototypes
    mean, precision = pair_mean(p, q), pair_precision(p, q)
    slope = sp.exp(-precision * (right - mean) ** 2) - sp.exp(-precision * (mean - left) ** 2)
    return [net_force(overlap, system)[0] - pair_kernel(p, q) * slope / (right - left)]


def _weights_keep_their_norm() -> list[sp.Expr]:
    energy = sp.Function("E")(weight_space.c)
    return [weight_space.norm_rate(energy).doit()]


def _weights_move_centres_fast() -> list[sp.Expr]:
    w, b, c, rho = weight_space.w, weight_space.b, weight_space.c, weight_space.rho
    slope = sp.diff(sp.Function("E")(c), c).subs(c, -b / w).doit()
    mobility = weight_space.mobility().subs({rho: sp.sqrt(w**2 + b**2), c: -b / w})
    return [weight_space.centre_velocity(sp.Function("E")(c)).doit() + mobility * slope]


def _vector_weights_keep_their_norm() -> list[sp.Expr]:
    dw, db, _ = weight_space.vector_velocity(sp.Function("E"), 2)
    return [(weight_space.w * dw + (weight_space.biases(2).T * db)[0]).doit()]


def _vector_weights_move_centres_by_a_matrix() -> list[sp.Expr]:
    _, _, velocity = weight_space.vector_velocity(sp.Function("E"), 2)
    centre = sp.Matrix(sp.symbols("c_1 c_2", real=True))
    at = dict(zip(centre, -weight_space.biases(2) / weight_space.w, strict=True))
    slope = sp.Matrix([sp.diff(sp.Function("E")(*centre), entry) for entry in centre]).subs(at)
    return list((velocity + weight_space.mobility_matrix(centre).subs(at) * slope).doit())


def _radial_motion_follows_the_radial_force() -> list[sp.Expr]:
    """``c . mobility F = (1 + |c|^2) / w^2  c . F``: the mobility is a positive multiple along c."""
    centre, force_ = sp.Matrix(sp.symbols("c_1:4", real=True)), sp.Matrix(sp.symbols("F_1:4", real=True))
    moved = (centre.T * weight_space.mobility_matrix(centre) * force_)[0]
    return [moved - (1 + centre.dot(centre)) / weight_space.w**2 * centre.dot(force_)]


def _nothing_pulls_beyond_the_farthest() -> list[sp.Expr]:
    """``2 c . (x - c) = |x|^2 - |c|^2 - |x - c|^2``: negative for every x that is no farther from the origin."""
    centre, place = sp.Matrix(sp.symbols("c_1:4", real=True)), sp.Matrix(sp.symbols("x_1:4", real=True))
    step = place - centre
    return [2 * centre.dot(step) - place.dot(place) + centre.dot(centre) + step.dot(step)]


def _barenblatt_solves() -> list[sp.Expr]:
    rho = continuum.barenblatt()
    flow = sp.diff(rho, t) - D * sp.diff(rho * sp.diff(rho, x), x)
    mass = sp.integrate(rho, (x, -continuum.half_width(), continuum.half_width()))
    return [flow, mass - 1]


STATEMENTS: dict[str, Statement] = {
    "coverage-inwards": Statement(
        "coverage pulls every prototype to a weighted mean of the samples, so into their hull",
        _coverage_pulls_inwards,
    ),
    "separation-balance": Statement("the forces of separation sum to zero", _separation_balances),
    "separation-spread": Statement("separation makes the spread of the prototypes grow", _separation_spreads),
    "separation-pair": Statement("Ei(g^2 / tau) of two prototypes grows linearly in time", _separation_pair_law),
    "overlap-factors": Statement("overlap is a separation kernel times the mass of the hull", _overlap_factorizes),
    "overlap-outwards": Statement("overlap pushes the mean of a pair out of the hull", _overlap_pushes_outwards),
    "weights-norm": Statement(
        "flow in (w, b) conserves w^2 + b^2 for an energy of the centres", _weights_keep_their_norm
    ),
    "weights-mobility": Statement(
        "in (w, b) a centre moves with mobility (1 + c^2)^2 / rho^2", _weights_move_centres_fast
    ),
    "weights-norm-vector": Statement(
        "flow in (w, b_1 ... b_d) conserves w^2 + |b|^2 for an energy of the centres", _vector_weights_keep_their_norm
    ),
    "weights-mobility-matrix": Statement(
        "in (w, b_1 ... b_d) a centre moves with the mobility (I + c c^T) / w^2",
        _vector_weights_move_centres_by_a_matrix,
    ),
    "weights-radial": Statement(
        "in (w, b_1 ... b_d) a centre moves away from the origin exactly if its force points away from it",
        _radial_motion_follows_the_radial_force,
    ),
    "farthest": Statement(
        "from the farthest point every other points back to the origin: in weight space coverage never carries a "
        "prototype beyond the farthest sample and start, separation drives the farthest away",
        _nothing_pulls_beyond_the_farthest,
    ),
    "barenblatt": Statement("Barenblatt's profile solves the porous-medium equation with mass 1", _barenblatt_solves),
}
