"""What each loss does outside the hull, against the symbolic force on the probe."""

import numpy as np
import pytest

from numerics.prototypes.data_measure import samples
from numerics.prototypes.energy_landscape import landscape
from numerics.prototypes.outside import outside
from theory.prototypes.expressions import parse_loss
from theory.prototypes.losses import LOSSES
from theory.prototypes.outside import gap, outward_force, w
from theory.prototypes.symbols import tau

VERDICTS = {
    "coverage": "attracts",
    "separation": "expels",
    "overlap": "expels",
    "uniform-overlap": "expels",
    "normalized-overlap": "expels",  # farther out it is less like the neighbour at the far end
    "hard-coverage": "none",  # both samples have a nearer prototype
    "hard-attachment": "attracts",
}

NEGLIGIBLE = 1e-12  # forces below this are rounding of energies of order one


@pytest.mark.parametrize(("name", "verdict"), VERDICTS.items())
def test_verdict(name, verdict):
    assert outside(name, np.linspace(0.1, 1, 7), temperature=0.2, width=2.0).verdict == verdict


NEAREST = VERDICTS | {"hard-coverage": "attracts"}  # by the sample that is nearest to the probe


@pytest.mark.parametrize(("name", "verdict"), NEAREST.items())
def test_verdict_on_the_nearest_of_a_sample(name, verdict):
    assert outside(name, np.linspace(0.1, 1, 7), temperature=0.2, width=2.0, nearest=True).verdict == verdict


@pytest.mark.parametrize("name", LOSSES)
def test_verdicts_hold_for_any_outermost_prototype(name, rng):
    """Random samples, prototypes, temperatures and widths: no force of the wrong sign, in either case, and of each
    verdict but ``none`` many forces of the right one."""
    signs = {"attracts": -1, "expels": 1, "none": 0}
    seen = {False: 0, True: 0}
    for _ in range(200):
        points, others = np.append(rng.random(4), [0.0, 1.0]), rng.uniform(-0.3, 1, rng.integers(1, 5))
        if rng.random() < 0.5:
            others = np.append(others, 1.0)
        probe = 1 + rng.uniform(0.05, 1)
        nearest = bool((np.abs(points - probe) < np.abs(points[:, None] - others).min(axis=1)).any())
        field = landscape({name: 1.0}, samples(points), 10 ** rng.uniform(-1, 0))
        force = field.forces(np.append(others, probe), np.full(len(others) + 1, rng.uniform(1, 3)))[-1]
        sign = signs[(NEAREST if nearest else VERDICTS)[name]]
        assert abs(force) < NEGLIGIBLE or np.sign(force) == sign
        seen[nearest] += int(abs(force) > NEGLIGIBLE)
    assert seen[True] > 20
    assert (seen[False] > 20) is (VERDICTS[name] != "none")


@pytest.mark.parametrize("nearest", [False, True])
@pytest.mark.parametrize("name", LOSSES)
def test_force_on_the_probe_is_the_symbolic_one(name, nearest):
    found = outside(name, [0.3], temperature=0.5, width=1.5, nearest=nearest)
    expected = outward_force(LOSSES[name], nearest).subs({gap: 0.3, tau: 0.5, w: 1.5}).evalf()
    assert found.force[0] == pytest.approx(float(expected), abs=1e-13)


@pytest.mark.parametrize(
    ("loss", "temperature", "verdict"),
    [
        ("separation", 1e13, "expels"),  # forces of 1e-13
        ("separation", 1e-150, "expels"),  # of exp(-1e148)
        ("1e-15*d", 1.0, "attracts"),
        ("1e25*(tanh(d) - (exp(2*d) - 1)/(exp(2*d) + 1))", 1.0, "none"),  # zero; rounding leaves 1e9
        ("exp(-exp(d/tau))", 1e-150, "none"),  # a number of 1e150 digits: the double, which is zero, decides
    ],
)
def test_a_force_of_any_size_has_its_sign(loss, temperature, verdict):
    energy = loss if loss in LOSSES else parse_loss(loss)
    assert outside(energy, np.linspace(0.1, 1, 3), temperature, width=2.0).verdict == verdict
