"""Limits on the nodes of a rule for a spectrum, on ever finer rules until nothing changes, and flows there."""

from collections.abc import Callable, Iterable
from itertools import count

import numpy as np

from numerics.autoencoder.spectrum import MarchenkoPastur
from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from numerics.methods.ode import solved
from numerics.methods.quadrature import COARSEST, FINEST, Rule, Spectrum

ODE_RTOL, ODE_ATOL = 1e-13, 1e-16  # the latter relative to the start
NODES = (40, 80, 120, 180, 270, 400)
MOST_EVALUATIONS = 200_000  # about ten seconds
AGREEMENT = 1e-11  # of two rules, relative to each curve's largest value


def refined(compute: Callable[[Rule], Array], spectrum: Spectrum, size: float = 0.0, *, entire: bool = True) -> Array:
    """``compute(rule)``, curves of shape (m, n) that start at that size, on rules refined until they do not change.

    Functions of an eigenvalue that are ``entire`` get Gauss rules where these are known.
    """
    if spectrum.exact:
        return compute(spectrum.rule(COARSEST))
    return agreed((compute(rule) for rule in rules(spectrum, entire)), size)


def agreed(found: Iterable[Array], size: float = 0.0) -> Array:
    """The first of ever finer curves of shape (m, n), that start at that size, to agree with those before."""
    coarser = None
    for curves in found:
        if coarser is not None:
            largest = np.maximum(np.abs(curves).max(axis=1, keepdims=True), size)
            change = float((np.abs(curves - coarser) / largest).max())
            if change <= AGREEMENT:
                return curves
        coarser = curves
    raise ConvergenceError(f"the limit still changes by {change:.1e} with the quadrature (asked {AGREEMENT:.1e})")


def rules(spectrum: Spectrum, entire: bool) -> Iterable[Rule]:
    """Ever finer rules."""
    if entire and isinstance(spectrum, MarchenkoPastur):
        return (spectrum.gauss_rule(nodes) for nodes in NODES)
    return (spectrum.rule(level) for level in range(COARSEST, FINEST + 1))


def states(velocity: Callable[[float, Array], Array], start: Array, t: Array, size: float) -> Array:
    """The states at the times t, shape (n, unknowns), from a start of that size.

    The method is explicit: a flow that is too stiff for it is refused.
    """
    evaluations = count()

    def counted(time: float, state: Array) -> Array:
        if next(evaluations) > MOST_EVALUATIONS:
            raise ConvergenceError(f"the flow is stiff from time {time:.3g} on: give an earlier --t-max")
        return velocity(time, state)

    grid, place = np.unique(np.concatenate([[0.0], t]), return_inverse=True)
    options = {"method": "DOP853", "t_eval": grid, "rtol": ODE_RTOL, "atol": ODE_ATOL * size}
    flow = solved(counted, (0.0, grid[-1] or 1.0), start, "the flow stops at {time}", **options)
    return np.asarray(flow.y.T[place[1:]])
