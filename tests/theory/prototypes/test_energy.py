"""Energies on systems: limits of domain, data on an interval, a user's own energy."""

import pytest
import sympy as sp

from theory.errors import InputError
from theory.prototypes.energy import PairEnergy
from theory.prototypes.forces import force, hessian, net_force, width_gradient
from theory.prototypes.losses import (
    LOSSES,
    coverage,
    hard_attachment,
    loss,
    overlap,
    separation,
    uniform_overlap,
)
from theory.prototypes.outside import gap, outward_force
from theory.prototypes.symbols import left, right, tau
from theory.prototypes.system import Prototype, Samples, System, sampled, squared_distance, uniform


def test_pairs_need_two_prototypes():
    with pytest.raises(InputError, match=r"separation is an energy of pairs and got 1 prototype"):
        separation.value(sampled(1, 1))
    assert separation.value(sampled(2, 1)).has(tau)


def test_reduction_over_an_interval_is_refused():
    with pytest.raises(InputError, match="reduces over the samples"):
        hard_attachment.value(uniform(1))


def test_mixed_dimensions_are_refused():
    place = (sp.S.Zero, sp.S.One)
    with pytest.raises(InputError, match=r"different dimensions \[1, 2\]"):
        System((Prototype(place, sp.S.One),), Samples(((sp.S.Zero,),)))


def test_unknown_loss_lists_the_names():
    with pytest.raises(InputError, match="choose from coverage, separation, overlap"):
        loss("repulsion")
    assert loss("overlap") is LOSSES["overlap"]


def test_single_prototype_on_uniform_data():
    """Coverage of [0, 1] by one prototype is the mean squared distance, so its force is 2 (1/2 - c)."""
    system = uniform(1)
    (c,) = system.prototypes[0].centre
    pull = force(coverage, system, 0)[0].doit()
    assert sp.simplify(pull - (1 - 2 * c)) == 0


def test_overlap_on_uniform_data_has_the_closed_form():
    """The integral of the product of two responses, done by sympy at rational places, is the closed form."""
    system = uniform(2)
    values = dict(zip([p.centre[0] for p in system.prototypes], (sp.Rational(1, 4), sp.Rational(9, 8)), strict=True))
    values |= {p.width: width for p, width in zip(system.prototypes, (sp.S(2), sp.S(3)), strict=True)}
    direct = overlap.value(system).subs(values).evalf(30)
    closed = uniform_overlap.value(system).subs({**values, left: 0, right: 1}).evalf(30)
    assert abs(direct - closed) < sp.Float(10) ** -25


def test_locked_hessian_of_coverage_tends_to_two_over_n():
    """At small tau each prototype sits in its own well of stiffness 2 / N."""
    system = sampled(3, 3)
    lattice = {s: k for k, s in enumerate(system.coordinates)}
    lattice |= {z[0]: k for k, z in enumerate(system.data.points)}
    locked = hessian(coverage, system).subs(lattice).subs(tau, sp.Rational(1, 50)).evalf(30)
    # Neighbours enter with weight exp(-1/tau) = exp(-50), times 4/tau.
    assert (locked - sp.eye(3) * sp.Rational(2, 3)).norm() < 1e-18


def test_locked_hessian_of_separation_in_two_dimensions_is_flat_along_translations():
    system = sampled(3, 1, dimension=2)
    places = dict(zip(system.coordinates, (0, 0, 1, 0, 0, 1), strict=True))
    locked = hessian(separation, system).subs(places)
    shift = sp.Matrix([1, 0] * 3)
    assert sp.simplify(locked * shift) == sp.zeros(6, 1)


def test_overlap_widens_no_response():
    """Overlap falls with the width w (narrower responses overlap less) wherever the data lie off the
    centres."""
    system = sampled(2, 1)
    values = dict(zip(system.coordinates, (sp.Rational(-1, 2), sp.Rational(1, 3)), strict=True))
    values |= {system.data.points[0][0]: 0} | {p.width: 1 for p in system.prototypes}
    assert all(entry < 0 for entry in width_gradient(overlap, system).subs(values).evalf())


def test_a_users_energy_gets_its_field():
    """A Coulomb-like repulsion: net force zero, and an outward force that decays like a power."""
    coulomb = PairEnergy("coulomb", (lambda _, p, q: 1 / squared_distance(p.centre, q.centre),), lambda u: u[0])
    system = sampled(2, 1)
    assert sp.simplify(net_force(coulomb, system)[0]) == 0
    # 2 * (1/3) * (1/2) * 2 / g^3 from either end of the hull
    assert sp.simplify(outward_force(coulomb) - sp.Rational(2, 3) * (gap**-3 + (1 + gap) ** -3)) == 0


@pytest.mark.parametrize(("name", "sign"), [("coverage", -1), ("separation", 1), ("hard-attachment", -1)])
def test_sign_of_the_force_outside(name, sign):
    expression = outward_force(loss(name))
    for distance in (sp.Rational(1, 10), sp.S.One, sp.S(3)):
        value = expression.subs({gap: distance, tau: 1}).evalf(30)
        assert sp.sign(value) == sign
