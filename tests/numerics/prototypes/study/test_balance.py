"""The theory's critical attractor in training: below it prototypes are expelled, with a margin none is."""

import numpy as np
import pytest

from numerics.prototypes.study.balance import Case, critical_attractor, jittered, settings_of, try_attractors
from numerics.prototypes.study.settings import Settings
from theory.errors import InputError

CASE = Case(20, 0.5 / 19**2, "separation", 0.1)


def test_critical_attractor_scales_with_the_repulsor():
    double = Case(20, CASE.tau, "separation", 0.2)
    assert critical_attractor(double) == pytest.approx(2 * critical_attractor(CASE), rel=1e-12)


def test_attractor_prevents_expulsion():
    """10 new data sets: half the critical attractor lets prototypes go in some, twice holds them in all."""
    critical = critical_attractor(CASE)
    baseline, none, half, twice = try_attractors(CASE, Settings(steps=1500), [0, critical / 2, 2 * critical], range(10))
    assert baseline.attractor is None
    assert (none.expelled > 0).all()
    assert (half.expelled > 0).any()
    assert not twice.expelled.any()
    assert twice.fit.max() < 0.01  # of labels with variance 1/2


def test_jittered_keeps_the_order():
    settings = settings_of(CASE, Settings())
    given = jittered(CASE, settings, 3)
    assert (np.diff(given.samples[:, 0]) >= CASE.spacing / 2 - 1e-12).all()
    np.testing.assert_allclose(-given.weights[:, 1] / given.weights[:, 0], given.samples[:, 0], rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize(
    ("change", "words"),
    [({"size": 2}, "at least 3"), ({"tau": 0.0}, "tau 0.0"), ({"jitter": 0.5}, "jitter 0.5"),
     ({"repulsor": "coverage"}, "separation or overlap"), ({"strength": np.nan}, "strength nan")],
)  # fmt: skip
def test_bad_cases(change, words):
    with pytest.raises(InputError, match=words):
        Case(**{"size": 5, "tau": 0.1, "repulsor": "overlap", "strength": 0.1} | change)
