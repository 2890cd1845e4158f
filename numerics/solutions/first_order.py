"""What every first correction to a mean-field limit consists of: p/H on any spectrum, and 1/p for Gaussian data."""

from collections.abc import Callable

from numerics.autoencoder.limits.perturbation import agreed, rules
from numerics.autoencoder.spectrum import MarchenkoPastur
from numerics.methods.arrays import Array
from numerics.methods.quadrature import Rule, Spectrum


def first_order(
    nu: float,
    spectrum: Spectrum | None,
    ratio: Callable[[Rule], Array],
    finite_size: Callable[[MarchenkoPastur], Array],
) -> Array:
    """The correction to curves over p.

    ``ratio`` is what p/H adds on one quadrature rule for the spectrum of S, ``finite_size`` what finite p adds for
    samples of ratio nu = p/N; without a spectrum the data are Gaussian, and both are there. Raises
    :class:`theory.errors.InputError` for a spectrum without Gauss rules, :class:`numerics.errors.ConvergenceError` if
    two of them do not agree.
    """
    samples = MarchenkoPastur(nu)
    added = agreed([ratio(rule) for rule in rules(samples if spectrum is None else spectrum)])
    return added if spectrum is not None else added + finite_size(samples)
