"""The claims that sympy proves, and that it does not prove wrong ones."""

import pytest
import sympy as sp

from theory.prototypes import weight_space
from theory.prototypes.forces import force, net_force, virial
from theory.prototypes.losses import coverage, overlap, separation
from theory.prototypes.statements import STATEMENTS
from theory.prototypes.system import sampled


@pytest.mark.parametrize("name", STATEMENTS)
def test_statement_holds(name):
    assert STATEMENTS[name].holds()


def test_coverage_has_a_net_force():
    """The claim of separation is not true of coverage: it depends on where the data are."""
    system = sampled(2, 1)
    assert sp.simplify(net_force(coverage, system)[0]) != 0


def test_coverage_can_shrink_the_spread():
    """Two prototypes with one sample between them are drawn together: the claim of separation is not true
    of coverage."""
    system = sampled(2, 1)
    place = {p.centre[0]: c for p, c in zip(system.prototypes, (-1, 1), strict=True)}
    shrinking = virial(coverage, system).subs({**place, system.data.points[0][0]: 0})
    assert sp.simplify(shrinking) == -2


def test_overlap_in_weight_space_does_not_conserve_the_norm():
    """An energy that depends on the width as well moves rho."""
    response = sp.exp(-(weight_space.w**2) * weight_space.c**2)
    assert sp.simplify(weight_space.norm_rate(response) - 4 * weight_space.b**2 * sp.exp(-(weight_space.b**2))) == 0


def test_separation_force_by_hand():
    """``F_1 = (2/tau)(c_1 - c_2) exp(-(c_1 - c_2)^2 / tau)`` for M = 2."""
    system = sampled(2, 1)
    (c,), (e,) = (p.centre for p in system.prototypes)
    tau = sp.Symbol("tau", positive=True)
    assert sp.simplify(force(separation, system, 0)[0] - 2 * (c - e) / tau * sp.exp(-((c - e) ** 2) / tau)) == 0


def test_overlap_is_the_mean_product_of_responses():
    system = sampled(2, 2)
    p, q = system.prototypes
    mean = sum(p.response(z) * q.response(z) for z in system.data.points) / 2
    assert sp.simplify(overlap.value(system) - mean) == 0
