"""Control variates: their exact means, what they gain, and that they do not bias."""

import numpy as np
import pytest

from linear_ae.controls import controlled, regressed, start_means
from linear_ae.covariance import Covariance
from linear_ae.curves import mean_and_stderr
from linear_ae.data import Data
from linear_ae.simulation import simulate
from linear_ae.sizes import Sizes

FAMILIES = [
    Sizes(6, 4, 9, 0.1),
    Sizes(5, 12, 7, 0.05),
    Sizes(9, 3, 4, 0.1),
    Sizes(9, 4, 3, 0.1),
    Sizes(4, 3, np.inf, 0.2),
    Sizes(1, 1, 2, 0.5),
]


@pytest.mark.parametrize("sizes", FAMILIES)
def test_means_are_exact(sizes):
    """Within four standard errors of 5000 starts, all eight; exact where nothing is random."""
    values = simulate(sizes, [0.0], 5000, controls=True).controls
    mean, stderr = mean_and_stderr(values)
    assert np.all(np.abs(mean) <= 4 * stderr + 1e-12)


@pytest.mark.parametrize("p", [1, 5])
def test_means_for_given_data(p, rng):
    """The same with S fixed; a test part changes the population loss, not the controls."""
    x = rng.normal(size=(7, p)) * np.arange(1, p + 1)
    for data in (Data(x), Data(x, x[:3])):
        values = simulate(Sizes(p, 3, 7, 0.1), [0.0], 5000, data=data, controls=True).controls
        mean, stderr = mean_and_stderr(values)
        assert np.all(np.abs(mean) <= 4 * stderr + 1e-9)


@pytest.mark.parametrize("N", [3, 7, np.inf])
def test_means_for_other_covariances(N):
    values = simulate(Sizes(4, 3, N, 0.1), [0.0], 5000, covariance=[3.0, 1.0, 0.5, 0.2], controls=True).controls
    mean, stderr = mean_and_stderr(values)
    assert np.all(np.abs(mean) <= 4 * stderr + 1e-9)


def test_controls_are_losses_and_rates_at_the_start():
    """The first two are the initial losses, the next two their slopes, by one-sided differences of order 2."""
    sizes, h = Sizes(8, 5, 12, 0.1), 1e-4
    curves = simulate(sizes, [0, h, 2 * h], 3, controls=True)
    centred = curves.controls + start_means(sizes)
    for k, runs in enumerate((curves.train, curves.population)):
        assert centred[:, k] == pytest.approx(runs[:, 0], rel=1e-12)
        slope = (4 * runs[:, 1] - 3 * runs[:, 0] - runs[:, 2]) / (2 * h)
        assert centred[:, 2 + k] == pytest.approx(slope, rel=1e-4)


def test_controls_do_not_change_the_runs():
    sizes = Sizes(8, 5, 12, 0.1)
    plain, with_controls = simulate(sizes, [0, 1], 3), simulate(sizes, [0, 1], 3, controls=True)
    assert plain.controls is None
    assert np.array_equal(plain.train, with_controls.train)


@pytest.mark.parametrize(
    ("sizes", "t", "train", "population"),
    [
        (Sizes(20, 10, 40, 0.5 / 20), 0.25, 5.5, 5.5),
        (Sizes(20, 80, 40, 0.3 / 80), 0.25, 5, 50),
        (Sizes(20, 4, 40, 0.5 / 20), 0.25, 20, 7),
        (Sizes(20, 4, 40, 0.5 / 20), 1.0, 3.5, 0.6),
        (Sizes(20, 10, 40, 1.0), 0.05, 18, 2),
    ],
)
def test_variance_is_reduced_and_the_mean_is_not_biased(sizes, t, train, population):
    """Thirty groups of 60 runs: the controlled means scatter by as much as they say, and around the plain mean.

    The factors are four fifths of the least measured with three seeds; where nothing is gained, a quarter may be lost:
    leave-one-out errors are 10 to 15 % larger than the scatter here.
    """
    curves = simulate(sizes, [0.0, t], 1800, 5, controls=True)
    for runs, factor in ((curves.train[:, 1:], train), (curves.population[:, 1:], population)):
        groups = [controlled(runs[k::30], curves.controls[k::30]) for k in range(30)]
        means, stderr = np.array([g.mean for g in groups])[:, 0], np.array([g.stderr for g in groups])[:, 0]
        scale = runs.std() / np.sqrt(60)
        assert (scale / np.sqrt((stderr**2).mean())) ** 2 > factor
        # the scatter of 30 means is known to 1 / sqrt(58) = 13 %
        assert means.std(ddof=1) == pytest.approx(np.sqrt((stderr**2).mean()), rel=4 * 0.13)
        plain, plain_error = mean_and_stderr(runs)
        assert abs(means.mean() - plain[0]) < 4 * np.hypot(plain_error[0], stderr.mean() / np.sqrt(30))


def test_means_with_controls_are_not_biased_at_rounding(rng):
    """Runs that are linear in the controls are known exactly from a few runs."""
    controls = rng.normal(size=(30, 3))
    found = controlled(2 + controls @ np.array([[1.0], [-2.0], [0.5]]), controls)
    assert found.mean == pytest.approx([2], abs=1e-12)
    assert found.stderr == pytest.approx([0], abs=1e-12)
    assert found.reduction[0] == np.inf


def test_controls_keep_the_mean_and_cut_the_error(rng):
    """y = 2 + 3 c + small noise: the mean of y is 2, the error that of the noise alone."""
    c = rng.normal(size=(400, 1))
    found = controlled(2 + 3 * c + 0.1 * rng.normal(size=(400, 1)), c)
    assert found.stderr[0] == pytest.approx(0.1 / 20, rel=0.15)  # the spread of 400 normals errs by 1/sqrt(800)
    assert abs(found.mean[0] - 2) < 4 * found.stderr[0]


def test_controls_that_coincide_are_one_control(rng):
    c = rng.normal(size=(50, 1))
    y = rng.normal(size=(50, 2))
    assert controlled(y, np.hstack([c, c])).stderr == pytest.approx(controlled(y, c).stderr)


@pytest.mark.parametrize("unit", [1e-9, 1e9])
def test_controls_may_have_any_unit(unit, rng):
    c, y = rng.normal(size=(50, 2)), rng.normal(size=(50, 3))
    found, expected = controlled(y, unit * c), controlled(y, c)
    assert found.mean == pytest.approx(expected.mean)
    assert found.stderr == pytest.approx(expected.stderr)


def test_a_control_is_paid_for_by_a_number_of_runs(rng):
    """Sixteen runs pay for three controls at five each and for four at four; the standard error knows it."""
    c, y = rng.normal(size=(16, 4)), rng.normal(size=(16, 3))
    assert controlled(y, c).mean == pytest.approx(regressed(y, c[:, :3])[0])
    assert controlled(y, c).freedom == 12
    assert controlled(y, c, runs_a_control=4).mean == pytest.approx(regressed(y, c)[0])
    assert controlled(y, c, runs_a_control=4).freedom == 11


def test_few_runs_take_few_controls(rng):
    runs, controls = rng.normal(size=(4, 2)), rng.normal(size=(4, 3))
    found = controlled(runs, controls)
    mean, stderr = mean_and_stderr(runs)
    assert np.array_equal(found.mean, mean)
    assert found.stderr == pytest.approx(stderr)
    assert np.isnan(controlled(runs[:1], None).stderr).all()
    assert len(np.linalg.lstsq(controls, runs)[0]) == 3


def test_the_error_is_that_of_leaving_runs_out(rng):
    """The variance is the sum over the runs of the squares of how the mean moves when the fit is made without them."""
    c, y = rng.normal(size=(20, 2)), rng.standard_t(3, size=(20, 1)) * 3
    mean, variance = regressed(y, c)
    kept = [np.delete(np.arange(20), k) for k in range(20)]
    without = np.array([regressed(y[k], c[k])[0] for k in kept])
    assert variance == pytest.approx(((mean - without) ** 2).sum(axis=0))


def test_constant_controls_do_not_pass_for_the_mean(rng):
    """Tr S of given data is a constant up to rounding: as a column of ones it took half of the mean away."""
    runs, random = 5 + 0.1 * rng.standard_normal((60, 3)), rng.standard_normal((60, 1))
    rounding = np.full((60, 1), 7e-15)
    mean, variance = regressed(runs, np.hstack([random, rounding]))
    expected, expected_variance = regressed(runs, random)
    np.testing.assert_allclose(mean, expected, rtol=1e-13)  # memory layouts differ: rounding
    np.testing.assert_allclose(variance, expected_variance, rtol=1e-10)


def test_controls_on_given_data_keep_the_mean():
    """Eight controls on data, of which two do not vary: the mean lies within the scatter of the runs."""
    spectrum = np.linspace(0.1, 1.9, 12)
    curves = simulate(Sizes(12, 3, 50, 0.01), [0, 2], runs=60, data=Covariance(spectrum, 50), controls=True)
    found = controlled(curves.train, curves.controls)
    plain = curves.train.std(axis=0) / 60**0.5
    assert (np.abs(found.mean - curves.train.mean(axis=0)) < 4 * plain).all()
