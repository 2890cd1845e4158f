"""Losses on Gaussian data of any population covariance, in the regimes that hold for any spectrum, with warnings."""

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.controls import initial_loss
from linear_ae.covariance import checked_variances
from linear_ae.sizes import Sizes
from numerics.autoencoder.bounds import Bounds, breaches, telling
from numerics.autoencoder.covariance.sample_spectrum import sample_law
from numerics.autoencoder.limits import limit
from numerics.autoencoder.limits.limit import for_any_spectrum
from numerics.autoencoder.losses import Losses, Prediction, checked_times
from numerics.autoencoder.suitability.guard import NOISE, difference, share_of
from numerics.autoencoder.suitability.own_times import mode_times
from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from numerics.methods.quadrature import Spectrum
from theory.autoencoder.regimes import REGIMES
from theory.autoencoder.regimes import regime as named
from theory.errors import InputError
from theory.matrix.nearest import TOLERANCE


def losses_with_covariance(
    t: ArrayLike, sizes: Sizes, covariance: ArrayLike, regime: str, *, correction: bool = False
) -> Prediction:
    """Train and population loss in a limit; what is wrong with it anywhere up to the last time is in ``warnings``.

    Parameters
    ----------
    t : times, shape (n,), finite and >= 0
    sizes : p, H, N, sigma2
    covariance : eigenvalues of the population covariance, shape (p,)
    regime : one that holds for any spectrum: mean-field, narrow-latent, and the edges between these and free
    correction : add the first neglected orders, the facet's ratio and 1/p

    Raises
    ------
    InputError
        If the regime holds for the identity covariance only, or the correction exceeds a tenth of L(0).

    Examples
    --------
    >>> sizes = Sizes(p=4, H=4000, N=4, sigma2=1e-4)
    >>> losses_with_covariance([0, 1], sizes, [3, 3, 0.2, 0.2], "mean-field").population.round(3)
    array([1.152, 0.109])

    Source: docs/theory/covariance.md.
    """
    times, variances, name = checked_times(t), checked_variances(covariance, sizes.p), _checked(regime)
    law = sample_law(variances, sizes.N)
    losses = limit(name).losses(times, sizes, law)
    own = np.union1d(mode_times(float(times.max()), law), times)
    curves, start = limit(name).losses(own, sizes, law), initial_loss(float(variances.sum()), sizes)
    said = broken_bounds(curves, Bounds.of_law(law, sizes.p, sizes.H, variances), start)
    try:
        share = neglected(name, curves, sizes, law) / start
    except ConvergenceError:
        if correction:
            raise
        said.append(f"what it neglects is not known up to t = {own[-1]:.3g}")
        return replace(Prediction.of_limit(name, losses), warnings=said)
    if correction:
        _check_small(name, own, share)
        corrected = losses.plus(limit(name).correction(times, sizes, law))
        return replace(Prediction.of_limit(name, corrected), route="correction", warnings=said)
    if share.max() > TOLERANCE:
        worst = int(np.argmax(share))
        said.append(f"what it neglects reaches {share_of(float(share[worst]))} at t = {own[worst]:.3g}")
    return replace(Prediction.of_limit(name, losses), warnings=said)


def broken_bounds(curves: Losses, bounds: Bounds, start: float) -> list[str]:
    """The bounds that a limit's curves break by more than what the bounds themselves leave out, in words."""
    broken = telling(breaches(curves, bounds, NOISE * start))
    return [f"{each.on_given_data}, by up to {share_of(each.excess / start)}" for each in broken]


def neglected(name: str, curves: Losses, sizes: Sizes, law: Spectrum) -> Array:
    """What the limit neglects of its losses at the times of its curves, shape (n,), raw.

    Of a facet its first correction; of an edge the distance to the facets that meet in it.
    """
    if "+" not in name:
        return np.asarray(np.abs(limit(name).correction(curves.t, sizes, law).rows).max(axis=0))
    facets = [limit(facet) for facet in name.split("+") if facet != "free"]
    return np.asarray(np.max([difference(curves, facet.losses(curves.t, sizes, law)) for facet in facets], axis=0))


def _check_small(name: str, t: Array, share: Array) -> None:
    """Refuse a correction that is none: ``share`` of L(0) at times t."""
    large = share > float(TOLERANCE)
    if large.any():
        raise InputError(
            f"the correction to {name} exceeds {float(TOLERANCE):.0%} of L(0) at t = {t[np.argmax(large)]:.3g}: "
            "give an earlier --t-max or leave it out"
        )


def _checked(regime: str) -> str:
    known = ", ".join(name for name in REGIMES if for_any_spectrum(name))
    if regime == "auto":
        raise InputError(f"--regime auto looks at data of identity covariance: with another choose {known}")
    name = named(regime).name
    if not for_any_spectrum(name):
        raise InputError(f"{name} holds for data of identity covariance: with another choose {known}")
    return name
