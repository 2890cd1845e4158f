"""Which route is taken where."""

import numpy as np
import pytest

from linear_ae.sizes import Sizes
from numerics.autoencoder.planar import interior
from numerics.autoencoder.suitability import auto, border
from numerics.errors import ConvergenceError
from theory.errors import InputError

T = np.array([0.0, 0.05])


@pytest.mark.parametrize(
    ("sizes", "regime"),
    [
        (Sizes(400, 200, 400, 1 / 400), "interior"),
        (Sizes(400, 8, 400, 0.5 / 400), "narrow-latent"),
        pytest.param(Sizes(400, 400, 4, 4 / 400), "small-data", marks=pytest.mark.slow),  # by default in test_border
        (Sizes(1000, 60, 3000, 2 / 1000), "interior"),
    ],
)
def test_each_size_takes_its_route(sizes, regime):
    """At the last ones the border is near, but its correction is above 1 % of L(0) and sampling below 0.5 %."""
    t = np.linspace(0, 1.5, 9) if sizes.p == 1000 else T
    assert auto.finite_losses(t, sizes).regime == regime


def test_both_sides_of_the_border_agree():
    """The interior leaves out 1/p = 1/2000, the border no more than its error."""
    t, sizes = np.linspace(0, 2, 5), Sizes(2000, 100, 2000, 0.5 / 2000)
    inside, outside = interior.losses(t, sizes), border.losses(t, sizes, accuracy=0.02)
    for name in ("train", "population"):
        errors = getattr(inside, f"{name}_error") + getattr(outside, f"{name}_error")
        gap = np.abs(getattr(inside, name) - getattr(outside, name))
        assert np.all(gap <= errors + inside.train[0] / 2000)


def test_what_no_route_reaches_is_refused():
    with pytest.raises(ConvergenceError, match="runs at these sizes scatter: ask for an accuracy of"):
        auto.finite_losses(T, Sizes(400, 2, 3, 2 / 400))
    with pytest.raises(InputError, match="out of range"):
        auto.finite_losses(T, Sizes(400, 200, 400, 1 / 400), accuracy=1e-12)
    with pytest.raises(InputError, match="out of range"):
        auto.finite_losses(T, Sizes(400, 8, 400, 1 / 400), accuracy=2)
