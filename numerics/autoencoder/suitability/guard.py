"""How far a regime asked for by name can be trusted up to the last time, at Gaussian data: warnings, and a refusal.

A regime's own formula may break a bound that every loss obeys, and what it neglects may grow long after t = 0. Both are
looked for on times of our own, between and before those asked for.
"""

import numpy as np

from linear_ae.controls import initial_loss
from linear_ae.sizes import Sizes
from numerics.autoencoder.bounds import Bounds, breaches, telling
from numerics.autoencoder.limits import limit
from numerics.autoencoder.limits.large_data import SECULAR
from numerics.autoencoder.losses import Losses, checked_times
from numerics.autoencoder.planar import interior
from numerics.autoencoder.suitability.own_times import own_times
from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from theory.autoencoder.regimes import regime as named
from theory.errors import InputError
from theory.matrix.nearest import TOLERANCE

NOISE = 0.005  # of L(0): breaches below are those of sampled formulas and of the bounds, whose own 1/p is left out
RISING = 0.002  # of L(0): a rise of the corrected train loss below it is rounding and quadrature
COARSE = 0.05  # accuracy of the planar limit that the free facet is held against
LATEST = 30.0  # in units of 1/T, up to which the correction to small-data is cheap


def warnings(name: str, t: Array, sizes: Sizes) -> list[str]:
    """What is wrong with the regime's losses anywhere up to the last time, one sentence each; empty if nothing is."""
    regime, times = named(name).name, own_times(checked_times(t), sizes)
    curves, start = limit(regime).losses(times, sizes), initial_loss(sizes.p, sizes)
    broken = telling(breaches(curves, Bounds.of_sizes(sizes), NOISE * start))
    found = [
        f"{each.on_gaussian_data} from t = {each.t:.3g} on, by up to {share_of(each.excess / start)}" for each in broken
    ]
    for label, curve in zip(curves.names, curves.rows, strict=True):
        if curve.min() < 0 and not any(f"{label} loss is negative" in text for text in found):
            found.append(f"the {label} loss is negative at t = {times[np.argmin(curve)]:.3g}")
    try:
        share, worst = neglected(regime, curves, sizes)
    except (InputError, ConvergenceError):
        return [*found, f"what it neglects is not known up to t = {times[-1]:.3g}"]
    if share > TOLERANCE:
        found.append(f"what it neglects reaches {share_of(share)} at t = {worst:.3g}")
    return found


def share_of(x: float) -> str:
    """A share of L(0) in words."""
    return f"{x:.1%} of L(0)" if x < 10 else f"{x:.2g} times L(0)"


def neglected(regime: str, curves: Losses, sizes: Sizes) -> tuple[float, float]:
    """The largest share of L(0) that the regime neglects of a loss on the times of its ``curves``, and when.

    Of a facet its first correction, of an edge or a vertex the distance to the facets that meet in it; the free facet,
    whose correction is a long series, is held against the planar limit.
    """
    if regime == "free":
        gaps = [difference(curves, interior.losses(curves.t, sizes, COARSE))]
    elif "+" in regime:
        facets = [limit(facet) for facet in regime.split("+") if facet != "free"]
        known = [facet for facet in facets if np.isfinite(sizes.N) or not facet.needs_samples]
        gaps = [difference(curves, facet.losses(curves.t, sizes)) for facet in known]
    else:
        gaps = [correction_size(regime, curves.t, sizes)]
    gap = np.max(gaps, axis=0) / initial_loss(sizes.p, sizes)
    return float(gap.max()), float(curves.t[np.argmax(gap)])


def difference(one: Losses, other: Losses) -> Array:
    """The larger distance of the two losses, shape (n,)."""
    return np.asarray(np.abs(one.rows - other.rows).max(axis=0))


def correction_size(facet: str, t: Array, sizes: Sizes) -> Array:
    """The first correction's magnitude, shape (n,).

    For small-data up to t = 30/T, when all is learned that this limit learns; for large-data at H < p as far as
    it is known, and from there on at least what its late limit is off by.
    """
    last = float(t[-1])
    if facet == "small-data":
        last = min(last, LATEST / (sizes.nu * max(1.0, sizes.alpha)))
    if facet == "large-data" and sizes.H < sizes.p and sizes.nu:
        last = min(last, SECULAR / sizes.nu**0.5)
    early = t <= last
    found = np.zeros_like(t)
    found[early] = np.abs(limit(facet).correction(t[early], sizes).rows).max(axis=0)
    if facet == "large-data":
        found[~early] = (sizes.p - sizes.H) / 2 - Bounds.of_sizes(sizes).train
    return found


def checked_correction(name: str, t: Array, sizes: Sizes) -> Losses:
    """The facet's first correction, refused where it is no correction any more.

    Raises
    ------
    InputError
        Before the last time it exceeds a tenth of L(0), or the corrected losses rise or fall below their bounds.
    """
    facet, times = named(name).name, own_times(checked_times(t), sizes)
    added = limit(facet).correction(times, sizes)
    plain = limit(facet).losses(times, sizes)
    start = initial_loss(sizes.p, sizes)
    large = np.abs(added.rows).max(axis=0) > TOLERANCE * start
    failed = [(f"exceeds {float(TOLERANCE):.0%} of L(0)", float(times[np.argmax(large)]))] if large.any() else []
    broken = breaches(plain.plus(added), Bounds.of_sizes(sizes), RISING * start)
    failed += [(f"fails: {each.on_gaussian_data}", each.t) for each in broken]
    if failed:
        reason, when = min(failed, key=lambda each: each[1])
        before = times[times < when]
        until = f"it holds up to t = {before[-1]:.3g}: give that --t-max" if before.size > 1 else "give other sizes"
        raise InputError(f"the correction to {facet} {reason} at t = {when:.3g}; {until} or leave it out")
    return added.at_times(t)
