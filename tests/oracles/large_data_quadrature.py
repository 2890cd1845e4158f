"""The large-data losses as an integral over the Marchenko-Pastur law of A: the independent route."""

from numpy.typing import ArrayLike

from linear_ae.sizes import Sizes
from numerics.autoencoder.losses import Losses, checked_times, residual
from numerics.autoencoder.spectrum import MarchenkoPastur
from numerics.methods.quadrature import mean


def large_data_by_quadrature(t: ArrayLike, sizes: Sizes) -> Losses:
    """Train = population loss at times t, shape (n,)."""
    times = checked_times(t)
    loss = sizes.p / 2 * mean(lambda x: residual(sizes.a0 * x, 4 * times[:, None]) ** 2, MarchenkoPastur(1 / sizes.eta))
    return Losses(times, loss, loss.copy())
