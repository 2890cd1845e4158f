"""The limit losses of every regime under one call."""

import warnings
from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.data import Data
from linear_ae.sizes import Sizes
from numerics.autoencoder.limits import limit
from numerics.autoencoder.losses import Losses, Prediction
from numerics.autoencoder.spectrum import EmpiricalSpectrum
from numerics.methods.arrays import Array
from numerics.methods.quadrature import Spectrum
from theory.errors import InputError

ROUNDING = 1e-9
"""Of a loss's largest modulus: losses below zero by less are rounded zeros."""


def predict(regime: str, t: ArrayLike, sizes: Sizes, spectrum: Spectrum | None = None) -> Losses:
    """Train and population loss in the limit of ``regime``, evaluated at finite sizes.

    Parameters
    ----------
    regime : a regime's name, or ``auto``: the route that suits the sizes or the data, with errors
    t : times of the flow dW/dt = -dL/dW, shape (n,), finite and >= 0
    sizes : p, H, N, sigma2; the regime decides which of their combinations enter
    spectrum : spectrum of given data instead of the Marchenko-Pastur law of Gaussian ones

    Raises
    ------
    InputError
        If there is no such regime, or it needs Gaussian data and a spectrum was given.

    Warns
    -----
    UserWarning
        If a loss is negative: the sizes are far from the limit. ``regime="auto"`` has no such losses.

    Examples
    --------
    >>> predict("large-data", [0, 0.5], Sizes(p=512, H=128, N=float("inf"), sigma2=0.03)).train.round(3)
    array([17164.288,   193.279])
    """
    if regime == "auto":
        return automatic(t, sizes, spectrum)
    found = limit(regime).losses(t, sizes, spectrum)
    warn_of_negative(regime, found.variables)
    return found


def warn_of_negative(regime: str, losses: Mapping[str, Array]) -> None:
    """A warning if a loss is negative, as no loss is, by more than rounding."""
    for name, values in losses.items():
        if np.min(values) < -ROUNDING * np.max(np.abs(values)):
            text = f"the limit {regime}: the {name} loss is negative: sizes or times are far from this limit"
            warnings.warn(text, UserWarning, stacklevel=3)


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

    Source: docs/theory/corrections.md.
    """
    return limit(regime).correction(t, sizes, spectrum)


def automatic(t: ArrayLike, sizes: Sizes, spectrum: Spectrum | None) -> Prediction:
    """The losses of :func:`numerics.autoencoder.suitability.auto.best_losses`."""
    from numerics.autoencoder.suitability.auto import best_losses

    if not (spectrum is None or isinstance(spectrum, EmpiricalSpectrum)):
        raise InputError(f"auto takes the eigenvalues of given data, or Gaussian data, not {spectrum}")
    return best_losses(t, sizes, spectrum)


def spectrum_of(data: Data) -> EmpiricalSpectrum:
    """The spectrum of a data matrix, with the held-out variances along its eigenvectors if samples were held out."""
    eigenvalues, held_out = data.eigenbasis()
    return EmpiricalSpectrum(eigenvalues, None if held_out is None else held_out.diagonal())
