"""The automatic choice of a facet: right in every corner, honest where none fits."""

import numpy as np
import pytest

from linear_ae.sizes import Sizes
from numerics.autoencoder.limits import limits
from numerics.autoencoder.suitability.choice import nearest


@pytest.mark.parametrize(
    ("sizes", "regime"),
    [
        (Sizes(400, 200, 10**7, 1 / 400), "large-data"),
        (Sizes(400, 200, np.inf, 1 / 400), "large-data"),
        (Sizes(400, 200, 1, 1 / 400), "small-data"),
        (Sizes(400, 10**6, 400, 3e-7), "mean-field"),
        (Sizes(400, 1, 400, 1 / 400), "narrow-latent"),
        (Sizes(400, 200, 400, 100.0), "free"),
    ],
)
def test_each_facet_is_chosen_in_its_corner(sizes, regime):
    """Corrections there are at most a few percent: p/N, N/p, p/H, H/p or 1/alpha, times small integers."""
    choice = nearest(sizes, limits())
    assert choice.regime == regime
    assert 0 <= choice.neglected < 0.05


def test_the_interior_is_far_from_every_facet():
    assert nearest(Sizes(400, 400, 400, 1 / 400), limits()).neglected > 0.3


def test_the_choice_stays_among_the_candidates():
    assert nearest(Sizes(400, 200, 10**7, 1 / 400), ("mean-field", "narrow-latent")).regime in (
        "mean-field",
        "narrow-latent",
    )
