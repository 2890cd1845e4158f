r"""Mean-field of the untied autoencoder with weight decay, and where it meets large-data (docs/theory/untied.md).

At late times f falls to zero within 1/t of l = lambda: tanh-sinh rules.
"""

from numerics.autoencoder.spectrum import EmpiricalSpectrum, MarchenkoPastur
from numerics.methods.arrays import Array
from numerics.methods.quadrature import Spectrum
from numerics.models.point import Point
from numerics.solutions.limit import Limit, ratios
from numerics.solutions.untied_autoencoder.integration import refined
from numerics.solutions.untied_weight_decay.commuting import curves
from numerics.solutions.untied_weight_decay.mean_field_correction import correction
from numerics.solutions.untied_weight_decay.without import MODEL, named


def losses(t: Array, point: Point, spectrum: Spectrum) -> dict[str, Array]:
    """Means over the law of l."""
    alpha, eta, _ = ratios(point)
    found = refined(lambda rule: curves(t, alpha * eta, point.values["lambda"], rule), spectrum, entire=False)
    return named(point, found)


def mean_field(t: Array, point: Point, spectrum: Spectrum | None = None) -> dict[str, Array]:
    """Any spectrum, by default that of Gaussian samples."""
    return losses(t, point, spectrum or MarchenkoPastur(ratios(point)[2]))


def large_data(t: Array, point: Point) -> dict[str, Array]:
    """S = 1."""
    return losses(t, point, EmpiricalSpectrum([1.0], [1.0]))


LIMITS = (Limit(MODEL, "mean-field", mean_field, correction), Limit(MODEL, "large-data+mean-field", large_data))
