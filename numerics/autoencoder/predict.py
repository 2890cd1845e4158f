"""The limit losses of every regime under one call."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from threadpoolctl import threadpool_limits

from linear_ae.data import Data
from linear_ae.sizes import Sizes
from numerics.autoencoder import (
    correction,
    finite_size,
    free,
    free_correction,
    large_data,
    mean_field,
    narrow_latent,
    narrow_latent_correction,
    small_data,
    small_data_correction,
    spectral_edges,
)
from numerics.autoencoder.elementary import ELEMENTARY
from numerics.autoencoder.losses import Losses, checked_times
from numerics.autoencoder.spectrum import EmpiricalSpectrum, Spectrum
from theory.autoencoder.regimes import regime as named
from theory.errors import InputError

GAUSSIAN: dict[str, Callable[[ArrayLike, Sizes], Losses]] = {
    "large-data": large_data.losses,
    "small-data": small_data.losses,
    "mean-field": mean_field.losses,
    "narrow-latent": narrow_latent.losses,
    "free": free.losses,
    "small-data+free": small_data.free_losses,
    "mean-field+narrow-latent": spectral_edges.linear,
    "mean-field+free": spectral_edges.mean_field_free,
    "narrow-latent+free": spectral_edges.narrow_latent_free,
    **ELEMENTARY,
}
ANY_SPECTRUM: dict[str, Callable[[ArrayLike, Sizes, Spectrum], Losses]] = {
    "mean-field": mean_field.losses,
    "narrow-latent": narrow_latent.losses,
    "mean-field+narrow-latent": spectral_edges.linear,
    "mean-field+free": spectral_edges.mean_field_free,
    "narrow-latent+free": spectral_edges.narrow_latent_free,
}


CORRECTIONS = ("large-data", "small-data", "mean-field", "narrow-latent", "free")
SECULAR = 0.25
"""Largest t sqrt(p/N) of the correction to large-data for H < p, whose learned directions turn at that rate."""


@threadpool_limits.wrap(limits=1, user_api="blas")  # many products of small matrices
def first_correction(regime: str, t: ArrayLike, sizes: Sizes, spectrum: Spectrum | None = None) -> Losses:
    """What the first neglected orders add to the limit losses of a facet: its small ratio, and 1/p.

    The ratios are p/N (large-data), N/p (small-data), p/H (mean-field), H/p (narrow-latent) and 1/alpha (free). A given
    spectrum replaces that of Gaussian samples in mean-field and narrow-latent, whose 1/p it contains already.

    Raises
    ------
    InputError
        If the regime is no facet, if it needs Gaussian data and a spectrum was given, or if the correction to
        large-data has grown too far.
    ConvergenceError
        If the correction cannot be computed up to the last time.

    Source: docs/regimes.md, First corrections.
    """
    name = named(regime).name
    if name not in CORRECTIONS:
        raise InputError(f"no correction to {name} is known: choose {' or '.join(CORRECTIONS)}, or leave it out")
    if name == "mean-field":
        return mean_field_correction(t, sizes, spectrum)
    if name == "narrow-latent":
        return narrow_latent_correction.losses(t, sizes, spectrum)
    if spectrum is not None:
        raise InputError(f"the correction to {name} holds for Gaussian data only: choose mean-field or narrow-latent")
    if name == "large-data":
        return large_data_correction(t, sizes)
    return (small_data_correction if name == "small-data" else free_correction).losses(t, sizes)


def mean_field_correction(t: ArrayLike, sizes: Sizes, spectrum: Spectrum | None) -> Losses:
    """The orders p/H and, for Gaussian data, 1/p."""
    found = correction.mean_field(t, sizes, spectrum)
    return found if spectrum is not None else found.plus(finite_size.mean_field(t, sizes))


def large_data_correction(t: ArrayLike, sizes: Sizes) -> Losses:
    """The orders 1/p and, for finite N, p/N."""
    times = checked_times(t)
    size = large_data.first_correction(times, sizes)
    found = Losses(times, size, size.copy())
    if np.isinf(sizes.N):
        return found
    turned = float(times.max()) * sizes.nu**0.5
    if sizes.H < sizes.p and turned > SECULAR:
        raise InputError(
            f"the correction to large-data for H < p grows with t sqrt(p/N), {turned:.3g} at t = {times.max():g}, and "
            f"holds up to {SECULAR}: give --t-max {SECULAR / sizes.nu**0.5:.3g} or less, or --N inf, or leave it out"
        )
    return found.plus(correction.large_data(times, sizes))


def predict(regime: str, t: ArrayLike, sizes: Sizes, spectrum: Spectrum | None = None) -> Losses:
    """Train and population loss in the limit of ``regime``, evaluated at finite sizes.

    Parameters
    ----------
    regime : a regime's name
    t : times of the flow dW/dt = -dL/dW, shape (n,), finite and >= 0
    sizes : p, H, N, sigma2; the regime decides which of their combinations enter
    spectrum : spectrum of given data instead of the Marchenko-Pastur law of Gaussian ones

    Raises
    ------
    InputError
        If there is no such regime, or it needs Gaussian data and a spectrum was given.

    Examples
    --------
    >>> predict("large-data", [0, 0.5], Sizes(p=512, H=128, N=float("inf"), sigma2=0.03)).train.round(3)
    array([17164.288,   193.279])
    """
    name = named(regime).name
    if spectrum is None:
        return GAUSSIAN[name](t, sizes)
    if name not in ANY_SPECTRUM:
        raise InputError(f"{name} holds for Gaussian data only: with given data choose {' or '.join(ANY_SPECTRUM)}")
    return ANY_SPECTRUM[name](t, sizes, spectrum)


def spectrum_of(data: Data) -> EmpiricalSpectrum:
    """The spectrum of a data matrix, with the held-out variances along its eigenvectors if samples were held out."""
    eigenvalues, held_out = data.eigenbasis()
    return EmpiricalSpectrum(eigenvalues, None if held_out is None else held_out.diagonal())
