"""Series anchored at their limit: against functions known in closed form, and the limits themselves."""

from fractions import Fraction

import numpy as np
import pytest

from linear_ae.sizes import Sizes
from numerics.autoencoder.limits import large_data, mean_field
from numerics.autoencoder.planar.approximants import enclose, in_exponential, spread
from numerics.autoencoder.planar.free_pair import Planar
from numerics.autoencoder.planar.limits_at_infinity import limit
from numerics.autoencoder.planar.pair_flows import whole_losses
from theory.autoencoder.series import planar_taylor

T = np.array([0.0, 0.05, 0.2, 0.5, 1.0, 2.0, 5.0, 50.0])

pytestmark = pytest.mark.usefixtures("empty_cache")


def test_the_series_in_the_exponential():
    """e^{-2 t} is (1 - x)^2."""
    series = [Fraction((-2) ** n) for n in range(6)]
    for n in range(1, 6):
        series[n] /= int(np.prod(range(1, n + 1)))
    assert in_exponential(series) == [1, -2, 1, 0, 0, 0]


def test_too_few_members_say_nothing():
    members = np.array([[1.0, np.nan], [1.2, 2.0], [1.1, np.nan]])
    found = spread(members, 2.0, 3)
    assert (found.values[0], found.errors[0]) == (pytest.approx(1.1), pytest.approx(0.2))
    assert np.isinf(found.errors[1])


@pytest.mark.parametrize(("a", "e"), [(0.8, 0.7), (3, 0.4), (0.5, 0.5), (0.2, 2)])
def test_the_promise_holds_in_the_large_data_limit(a, e):
    """The closed form at nu = 0, train and population alike."""
    series, known = planar_taylor("train", 12, a, e, 0), limit("train", Planar(a, e, 0.0))
    assert known == pytest.approx(max(0, 1 - e) / 2)
    truth = large_data.losses(T, Sizes(1000, round(1000 * e), np.inf, a / 1000)).train / 1000
    alone, anchored = enclose(series, T), enclose(series, T, known)
    for found in (alone, anchored):
        promised = np.isfinite(found.errors)
        assert np.all(np.abs(found.values - truth)[promised] <= found.errors[promised] + 1e-12)
    assert np.all(anchored.errors <= alone.errors)


def test_the_limit_serves_late_times():
    """At t = 50 within 2 % of L(0) = 0.34, where the series alone promises nothing."""
    series = planar_taylor("train", 12, 0.8, 0.7, 0)
    assert enclose(series, T, 0.15).errors[-1] < 0.02 * float(series[0])
    assert not np.isfinite(enclose(series, T).errors[-1])


def test_limits_that_are_not_known():
    assert limit("train", Planar(3.0, 0.5, 2.0)) is None
    assert limit("train", Planar(0.5, 0.5, 2.0)) == pytest.approx(0)
    assert limit("population", Planar(0.5, 0.5, 2.0)) is None
    assert limit("population", Planar(0.5, 0.5, 1.0)) == 0.25
    assert limit("population", Planar(1.0, 0.5, 2.0, target=False)) is None
    assert limit("train", Planar(1.0, 0.5, 2.0, target=False)) == 0


def test_the_limit_is_where_mean_field_ends():
    """H > p leaves nothing out; at t = 1e4 all but the eigenvalues next to zero have been learned."""
    sizes = Sizes(1000, 10**6, 2000, 3e-7)
    assert mean_field.losses([0, 1e4], sizes).train[1] == pytest.approx(
        1000 * limit("train", Planar(3e-4, 1e3, 0.5)), abs=1e-6
    )


def test_losses_of_a_matrix():
    """Tr (I - A) S (I - A) / 2p for a diagonal A."""
    a, l = np.diag([0.5, 1.0]).astype(complex), np.array([2.0, 3.0])
    assert whole_losses(a, l, 2, target=True) == pytest.approx([0.125, 0.0625])
    assert whole_losses(a, l, 2, target=False) == pytest.approx([0.875, 0.3125])
