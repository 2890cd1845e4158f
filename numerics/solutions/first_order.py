"""What every first correction to a mean-field limit consists of: p/H on any spectrum, and 1/p for Gaussian data of any
population covariance.
"""

from collections.abc import Callable

from numerics.autoencoder.limits.perturbation import SampleLaw, agreed, rules
from numerics.autoencoder.spectrum import MarchenkoPastur
from numerics.methods.arrays import Array
from numerics.methods.quadrature import Rule, Spectrum


def first_order(
    nu: float,
    spectrum: Spectrum | None,
    ratio: Callable[[Rule], Array],
    finite_size: Callable[[SampleLaw], Array],
) -> Array:
    """The correction to curves over p.

    ``ratio`` is what p/H adds on one quadrature rule for the spectrum of S, ``finite_size`` what finite p adds for the
    law of Gaussian samples, which is that of the identity covariance and nu = p/N without a spectrum; given data have
    their own p. Raises :class:`theory.errors.InputError` for a spectrum without Gauss rules,
    :class:`numerics.errors.ConvergenceError` if two of them do not agree.
    """
    law: Spectrum = MarchenkoPastur(nu) if spectrum is None else spectrum
    added = agreed([ratio(rule) for rule in rules(law)])
    return added + finite_size(law) if isinstance(law, SampleLaw) else added
