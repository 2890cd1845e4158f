"""What each loss does outside the hull, against the symbolic force on the probe."""

import numpy as np
import pytest

from numerics.prototypes.outside import outside
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


@pytest.mark.parametrize(("name", "verdict"), VERDICTS.items())
def test_verdict(name, verdict):
    assert outside(name, np.linspace(0.1, 1, 7), temperature=0.2, width=2.0).verdict == verdict


@pytest.mark.parametrize("name", LOSSES)
def test_force_on_the_probe_is_the_symbolic_one(name):
    found = outside(name, [0.3], temperature=0.5, width=1.5)
    expected = outward_force(LOSSES[name]).subs({gap: 0.3, tau: 0.5, w: 1.5}).evalf()
    assert found.force[0] == pytest.approx(float(expected), abs=1e-13)
