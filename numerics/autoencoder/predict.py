"""The limit losses of every regime under one call."""

from collections.abc import Callable

from numpy.typing import ArrayLike

from linear_ae.data import Data
from linear_ae.sizes import Sizes
from numerics.autoencoder import correction, free, large_data, mean_field, narrow_latent, small_data, spectral_edges
from numerics.autoencoder.elementary import ELEMENTARY
from numerics.autoencoder.losses import Losses
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


CORRECTIONS = ("large-data", "mean-field")


def first_correction(regime: str, t: ArrayLike, sizes: Sizes, spectrum: Spectrum | None = None) -> Losses:
    """What the first order in p/N (large-data) or p/H (mean-field) adds to the limit losses.

    Raises
    ------
    InputError
        If the regime has no known correction, or needs Gaussian data and a spectrum was given.
    """
    name = named(regime).name
    if name not in CORRECTIONS:
        raise InputError(f"no correction to {name} is known: choose {' or '.join(CORRECTIONS)}, or leave it out")
    if name == "mean-field":
        return correction.mean_field(t, sizes, spectrum)
    if spectrum is not None:
        raise InputError("the correction to large-data holds for Gaussian data only: with given data choose mean-field")
    return correction.large_data(t, sizes)


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
