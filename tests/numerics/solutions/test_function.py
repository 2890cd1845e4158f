"""Limit losses as functions of dimensionless numbers: the same as at sizes, on arrays of any shape."""

import warnings

import numpy as np
import pytest

from linear_ae.sizes import Sizes
from numerics import Point, function, predict
from numerics.solutions import limit
from theory.autoencoder.regimes import REGIMES
from theory.errors import InputError
from theory.models import load
from theory.solutions import MODELS, solutions

TIMES = np.array([0.0, 0.2, 0.05])
P, H, N, SIGMA2 = 128, 64, 256, 1 / 256  # powers of two: the ratios are exact
RATIOS = {"alpha": SIGMA2 * P, "eta": H / P, "nu": P / N}
ROUNDING = 1e-13


@pytest.mark.filterwarnings("ignore:the limit .* loss is negative:UserWarning")
@pytest.mark.parametrize("name", REGIMES)
def test_the_losses_over_p_of_the_tied_autoencoder(name):
    expected, found = predict(name, TIMES, Sizes(P, H, N, SIGMA2)), function(name)(TIMES, **RATIOS)
    for loss in ("train", "population"):
        np.testing.assert_allclose(found[loss], getattr(expected, loss) / P, rtol=ROUNDING, atol=ROUNDING)


@pytest.mark.parametrize("model", MODELS)
def test_the_losses_over_p_of_solved_models(model):
    others = {scalar: 0.5 for scalar in load(model).scalars if scalar != "sigma2"}
    point = Point(load(model), {"p": P, "H": H, "N": N}, {"sigma2": SIGMA2, **others})
    apart = ("narrow", "small", "strong", "weak", "free")
    for name in [name for name in solutions(model) if not any(word in name for word in apart)]:
        found = function(name, model)(TIMES, **RATIOS, **{f"{other}_": value for other, value in others.items()})
        for loss, values in limit(model, name).formula(TIMES, point).items():
            np.testing.assert_allclose(found[loss], values / P, rtol=ROUNDING, atol=ROUNDING)


def test_arguments_broadcast():
    table = function("mean-field")(TIMES, alpha=0.1, eta=np.array([[2.0], [3.0]]), nu=np.array([[[0.5]], [[2.0]]]))
    assert table["train"].shape == (2, 2, 3)
    one = function("mean-field")(TIMES[1], alpha=0.1, eta=3.0, nu=2.0)
    assert one["train"].shape == ()
    assert one["train"] == pytest.approx(table["train"][1, 1, 1], rel=ROUNDING)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"alpha": -1}, "alpha is finite and positive, got -1"),
        ({"nu": [1, 2]}, "times and numbers must be numbers that broadcast"),
        ({"beta": 1}, "unknown number 'beta'"),
        ({"nu": np.nan}, "nu is finite and >= 0"),
    ],
)
def test_bad_numbers(changed, message):
    with pytest.raises(InputError, match=message):
        function("mean-field")(TIMES, **(RATIOS | changed))


def test_names():
    with pytest.raises(InputError, match="did you mean mean-field"):
        function("meanfield")
    with pytest.raises(InputError, match="a number is missing for lambda"):
        function("mean-field", "tied-weight-decay")(TIMES, **RATIOS)


def test_a_negative_loss_is_warned_of():
    """Far from its limit a formula may fall below zero: never without a word, and not where it is a rounded zero."""
    with pytest.warns(UserWarning, match="the limit small-data: the population loss is negative"):
        found = predict("small-data", [1.0], Sizes(100, 50, 50, 0.1))
    assert found.population[0] < 0
    with pytest.warns(UserWarning, match="the limit narrow-latent: the train loss is negative"):
        function("narrow-latent")(1.0, alpha=0.02, eta=10, nu=0.5)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        function("large-data")([0.0, 300.0], alpha=0.5, eta=2, nu=0)
