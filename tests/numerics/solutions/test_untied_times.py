"""The limits of the untied autoencoder, with decay and without, at all times: finite, not negative, never rising."""

import numpy as np
import pytest

from numerics.solutions import limit
from tests.numerics.solutions.points import VALUES, of, point
from theory.errors import InputError

DECAYED = (
    "mean-field",
    "large-data+mean-field",
    "narrow-latent",
    "large-data+narrow-latent",
    "mean-field+narrow-latent",
    "large-data+mean-field+narrow-latent",
    "lazy",
)
"""Of the untied autoencoder with weight decay: the others differ by one factor, or are those without decay."""
CASES = [*of("untied-autoencoder"), *(("untied-weight-decay", name) for name in DECAYED)]
EACH = [pytest.param(*case, marks=[pytest.mark.slow] * ("+" in case[1])) for case in CASES]

GROWING = {
    "small-data+narrow-latent": 0.01,
    "mean-field+narrow-latent": 0.5,
    "large-data+mean-field+narrow-latent": 0.5,
    "small-data+mean-field+narrow-latent": 0.01,
}
"""Limits that leave out what ends the growth, and times up to which they are not negative at the sizes below."""


def last_time(model, name):
    """The last time at which a limit has sensible numbers, if there is one."""
    if model == "untied-weight-decay" and "lazy" in name and "weak-decay" not in name:
        return 0.5 / VALUES["lambda"]
    return GROWING.get(name.removesuffix("+weak-decay"))


def inside(model, name):
    """A point at which the sizes that the facets have small are small."""
    return point(model, h=2 if "narrow-latent" in name else 60, n=6 if "small-data" in name else 100)


@pytest.mark.parametrize(("model", "name"), EACH)
@pytest.mark.parametrize("t", [1e-12, 1.0, 50.0])
def test_losses_are_finite_and_not_negative_at_all_times(model, name, t):
    here = inside(model, name)
    if last := last_time(model, name):
        with pytest.raises(InputError, match="far beyond its domain"):
            limit(model, name).losses(np.array([1000.0]), here)
        t = min(t, last)
    losses = limit(model, name).losses(np.array([t]), here)
    assert all(np.isfinite(curve).all() and (curve >= 0).all() for curve in losses.values())


@pytest.mark.parametrize(("model", "name"), EACH)
def test_the_loss_of_the_flow_never_rises(model, name):
    here = inside(model, name)
    t = np.concatenate([[0.0], np.geomspace(1e-3, 30, 30)])
    if model == "untied-weight-decay" and (last := last_time(model, name)):
        t = t[t <= last]
    train = limit(model, name).losses(t, here)[here.model.flow]
    # a quadrature or an integration repeats itself to 1e-11
    assert (np.diff(train) <= 1e-10 * train[0]).all()
