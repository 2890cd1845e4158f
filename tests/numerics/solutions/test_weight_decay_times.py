"""The limits of the tied autoencoder with weight decay at all times: finite, not negative, never rising."""

import numpy as np
import pytest

from numerics.solutions import limit
from tests.numerics.solutions.points import PLANAR, of, point
from theory.errors import InputError

LINEAR = ("mean-field+narrow-latent", "small-data+narrow-latent")
"""Faces on which A, or its part on the samples, grows without bound, which they know before saturation only."""


def near(model, name):
    """A point near the face, where a limit's losses are those of some A."""
    sizes = {"p": 120, "H": 60, "N": 100}
    sizes |= {"H": 2} if "narrow-latent" in name else {}
    sizes |= {"N": 2} if "small-data" in name else {}
    sizes |= {"H": 12000, "sigma2": 1e-4} if "mean-field" in name else {}
    values = {"lambda": 1e-7 if "small-data" in name else 0.003} if "weak-decay" in name else {}
    values |= {"sigma2": 1e-6} if name.startswith(("mean-field+narrow", "large-data+mean-field+narrow")) else {}
    values |= {"lambda": 100.0} if name == "large-data+mean-field+narrow-latent+free" else {}
    values |= {"sigma2": sizes.pop("sigma2")} if "sigma2" in sizes else {}
    return point(model, sizes["p"], sizes["H"], sizes["N"], **values)


def bounded(name):
    return not any(set(face.split("+")) <= set(name.split("+")) for face in LINEAR) or "free" in name


SLOW = [pytest.param(t, marks=pytest.mark.slow) for t in (1.0, 1e4, 1e6)]
EACH = [
    pytest.param(*case, marks=[pytest.mark.slow] * ("+" in case[1]))
    for case in of("tied-weight-decay")
    if bounded(case[1]) and case not in PLANAR
]


@pytest.mark.parametrize(("model", "name"), EACH)
@pytest.mark.parametrize("t", [1e-12, 50.0, *SLOW])
def test_losses_are_finite_and_not_negative_at_all_times(model, name, t):
    losses = limit(model, name).losses(np.array([t]), near(model, name))
    assert all(np.isfinite(curve).all() and (curve >= 0).all() for curve in losses.values())


@pytest.mark.parametrize(("model", "name"), EACH)
def test_the_loss_of_the_flow_never_rises(model, name):
    here = near(model, name)
    t = np.concatenate([[0.0], np.geomspace(1e-3, 100, 30)])
    train = limit(model, name).losses(t, here)[here.model.flow]
    # a quadrature or an integration repeats itself to 1e-11
    assert (np.diff(train) <= 1e-10 * train[0]).all()


def test_weak_decay_on_small_data_is_refused_where_the_decay_reaches_the_samples():
    with pytest.raises(InputError, match="holds as long as lambda t < 1, got 3: choose small-data,"):
        limit("tied-weight-decay", "small-data+weak-decay").losses([10.0], point("tied-weight-decay"))
