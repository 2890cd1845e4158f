"""What every first correction to a mean-field limit consists of: p/H on any spectrum, and 1/p for Gaussian data of any
population covariance.
"""

from collections.abc import Callable

from numerics.autoencoder.limits.perturbation import SampleLaw, agreed, rules
from numerics.autoencoder.spectrum import MarchenkoPastur
from numerics.methods.arrays import Array
from numerics.methods.quadrature import Rule, Spectrum
from numerics.models.point import Point
from numerics.solutions.limit import ratios


def first_order(
    t: Array,
    point: Point,
    spectrum: Spectrum | None,
    ratio: Callable[[Rule, Array, Point], Array],
    finite_size: Callable[[SampleLaw, Array, Point], Array],
) -> Array:
    """The correction to curves over p at times t of a point.

    ``ratio`` is what p/H adds on one quadrature rule for the spectrum of S, ``finite_size`` what finite p adds for the
    law of Gaussian samples, which is that of the identity covariance and nu = p/N without a spectrum; given data have
    their own p. Raises :class:`theory.errors.InputError` for a spectrum without Gauss rules,
    :class:`numerics.errors.ConvergenceError` if two of them do not agree.
    """
    law: Spectrum = MarchenkoPastur(ratios(point)[2]) if spectrum is None else spectrum
    added = agreed([ratio(rule, t, point) for rule in rules(law)])
    return added + finite_size(law, t, point) if isinstance(law, SampleLaw) else added
