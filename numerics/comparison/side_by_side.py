"""One call for all: theory beside simulation at given sizes."""

from collections.abc import Callable, Mapping
from functools import partial

from numpy.typing import ArrayLike

from linear_ae.data import Data
from linear_ae.errors import ExperimentError
from linear_ae.sizes import Sizes
from linear_ae.times import checked_times
from numerics.autoencoder.planar.interior import ACCURACY, checked_accuracy
from numerics.comparison.any_model import compare_model
from numerics.comparison.compared import Compared
from numerics.comparison.tied import compare_tied
from numerics.models.point import Point
from theory.errors import InputError

RUNS = 16
"""How many runs the simulation has; standard errors are then known within a fifth."""


def compare(
    at: Sizes | Point,
    t: ArrayLike,
    runs: int = RUNS,
    seed: int = 0,
    *,
    data: Data | None = None,
    covariance: ArrayLike | None = None,
    matrices: Mapping[str, ArrayLike] | None = None,
    accuracy: float = ACCURACY,
    device: str = "cpu",
    progress: Callable[[int], None] | None = None,
) -> Compared:
    """Every theory that suits, beside simulated gradient flow, at the sizes given.

    For the tied autoencoder: the limit of the face that `prism classify` names, its nearest facet's first correction,
    the planar limit, and where no face suits its correction in 1/p; on data, and for a covariance, the nearer of the
    facets that hold for any spectrum. For other models: the planar limit and its corrections.

    Parameters
    ----------
    at : sizes of the tied autoencoder, or any model at its sizes and values
    t : times, shape (n,), in increasing order from 0
    runs : number of independent runs of the simulation, at least 2
    seed : of the simulation; theories that are sampled take the next
    data : samples for the tied autoencoder, of the sizes' p and N
    covariance : eigenvalues of the population covariance of its fresh Gaussian samples, shape (p,), instead of ones
    matrices : given ones in the place of a model's fixed letters, by name
    accuracy : largest error of planar curves, a share of L(0) for the tied autoencoder, else of the loss's largest
        value
    device : a torch device for the simulation
    progress : called with the number of runs finished so far

    Raises
    ------
    linear_ae.errors.ExperimentError
        If the simulation cannot be run. A theory that cannot be had is left out and said in ``left_out``.
    theory.errors.InputError
        If data or a covariance are given to a model, or matrices to the tied autoencoder.

    Examples
    --------
    >>> found = compare(Sizes(p=60, H=1200, N=120, sigma2=2e-4), [0, 0.1, 0.2], runs=8)
    >>> [theory.name for theory in found.theories]
    ['mean-field', 'corrected mean-field', 'planar limit']
    >>> [round(100 * gap.deviation, 1) for gap in found.gaps if gap.loss == "train"]
    [1.6, 0.3, 0.2]

    Source: docs/guides/check-against-experiment.md.
    """
    times = checked_times(t)
    if times[0] != 0 or times.size < 2:
        raise ExperimentError(
            f"times start with {times[0]:g}, and there are {times.size}: give at least two, from 0 on"
        )
    if runs < 2:
        raise ExperimentError(f"{runs} run has no standard error: give at least 2")
    checked_accuracy(accuracy)
    if isinstance(at, Sizes):
        if matrices:
            raise InputError("the tied autoencoder takes its samples as data, not as matrices")
        tied = partial(compare_tied, at, times, runs, seed, data=data, covariance=covariance)
        return tied(accuracy=accuracy, device=device, progress=progress)
    if data is not None or covariance is not None:
        given = "data" if data is not None else "a covariance"
        raise InputError(f"{at.model.name} takes matrices by the names of its letters, not {given}")
    return compare_model(
        at, times, runs, seed, matrices=matrices or {}, accuracy=accuracy, device=device, progress=progress
    )
