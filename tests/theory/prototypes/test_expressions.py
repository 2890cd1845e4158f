"""Energies from text: the built-in ones spelt as formulas, kinks, and what is refused."""

import pytest
import sympy as sp

from theory.errors import InputError
from theory.prototypes.energy import AssignmentEnergy, PairEnergy
from theory.prototypes.expressions import parse_loss
from theory.prototypes.forces import force
from theory.prototypes.losses import LOSSES, uniform_overlap
from theory.prototypes.system import sampled

FORMULAS = {
    "coverage": "-tau*logsumexp_j(-r**2/tau)",
    "separation": "exp(-d**2/tau)",
    "overlap": "(sum_j(phi)**2 - sum_j(phi**2)) / (M*(M - 1))",
    "normalized-overlap": "mean_i(phi_j*phi_k) / sqrt(mean_i(phi_j**2) * mean_i(phi_k**2))",
    "hard-coverage": "min_j(r**2)",
    "hard-attachment": "min_i(r**2)",
}


@pytest.mark.parametrize("dimension", [1, 2])
@pytest.mark.parametrize(("name", "text"), FORMULAS.items())
def test_built_in_losses_as_formulas(name, text, dimension):
    system = sampled(2, 2, dimension)
    difference = parse_loss(text).value(system) - LOSSES[name].value(system)
    places = {s: sp.Rational(2 * k + 3, 7) for k, s in enumerate(sorted(difference.free_symbols, key=str))}
    assert abs(difference.subs(places).evalf(30)) < 1e-25


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("exp(-d/tau)", "exp(-Abs(c_1 - c_2)/tau)*sign(c_1 - c_2)/tau"),
        ("max(0, 1 - d)", "Heaviside(1 - Abs(c_1 - c_2))*sign(c_1 - c_2)"),
        ("a*abs(d - 0.5)", "-a*sign(c_1 - c_2)*sign(Abs(c_1 - c_2) - 1/2)"),
    ],
)
def test_forces_of_kinks(text, expected):
    found = force(parse_loss(text), sampled(2, 1), 0)[0]
    assert str(found) == expected


def test_a_parameter_is_a_symbol_of_the_loss():
    energy = parse_loss("exp(-d/length)")
    assert isinstance(energy, PairEnergy)
    assert "length" in map(str, energy.value(sampled(2, 1)).free_symbols)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("exp(-d", r"is no formula: '\(' was never closed"),
        ("import os", "is no formula"),
        ("1or d", "is no formula: invalid decimal literal"),
        ("__import__('os')", "no known function __import__"),
        ("d.real", "has 'd.real': numbers, names"),
        ("(lambda: d)()", "numbers, names"),
        ("[d][0]", "numbers, names"),
        ("d if d else d", "numbers, names"),
        ("True*d", "has 'True'"),
        ("'d'", "numbers, names"),
        ("0x10*d", "has the number 0x10"),
        ("1e400*d", "has the number 1e400"),
        ("9**9**9*d", r"has the power 9\*\*387420489: give a smaller one"),
        ("d//2", "an operation that is not"),
        ("d/0", "divides by 0"),
        ("exp(d, d)", r"gives 2 argument\(s\) to exp, which takes one"),
        ("max(d)", r"gives 1 argument\(s\) to max, which takes several"),
        ("mx(0, d)", r"no known function mx \(did you mean 'max'\?\)"),
        ("softmin_j(r)", "no known function softmin_j"),
        ("r**2", "has r outside of a reduction: write it inside a reduction"),
        ("phi_j*d", "has phi_j outside of a reduction: write it inside mean_i"),
        ("min_j(d)", "has d inside min_j: it belongs to a pair"),
        ("min_j(min_i(r))", "has min_i inside min_j"),
        ("min_j(r) + sum_j(r)", "mixes min_j and sum_j"),
        ("min_j(r)*d", "compares pairs .* and samples .* at once"),
        ("M*d", "uses M"),
        ("l*d", "rename the parameter"),
        ("3", "depends on no prototype"),
        ("a*tau", "depends on no prototype"),
        ("d+" * 600 + "d", "at most 1000"),
        ("(" * 400 + "d" + ")" * 400, "no formula|nested too deeply"),
    ],
)
def test_what_is_refused(text, words):
    with pytest.raises(InputError, match=words):
        parse_loss(text)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"reduce": "softmin"}, r"reduce='softmin' \(did you mean 'min'\?\): choose from sum, logsumexp, min"),
        ({"over": "sample"}, r"over='sample' \(did you mean 'samples'\?\): choose from prototypes, samples"),
    ],
)
def test_misspelt_options(options, words):
    with pytest.raises(InputError, match=words):
        AssignmentEnergy("mine", (lambda z, _: z[0],), lambda s, _: s[0], **options)


def test_features_are_a_tuple_of_functions():
    with pytest.raises(InputError, match="give a tuple of functions"):
        PairEnergy("mine", lambda z, *_: z[0], lambda u: u[0])
    with pytest.raises(InputError, match="give a tuple of functions"):
        AssignmentEnergy("mine", (), lambda s, _: s[0])


def test_overlap_on_an_interval_is_refused_in_the_plane():
    with pytest.raises(InputError, match="is the overlap on an interval and got prototypes in 2 dimensions"):
        uniform_overlap.value(sampled(2, 2, dimension=2))
