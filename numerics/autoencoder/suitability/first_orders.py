"""How far a limit may be off on given data where integrating the flow costs too much: from its first neglected orders.

They are taken over the whole time range, at the scale of every mode, and to second order where the first is small
enough to be trusted; elsewhere nothing is promised. The constants are calibrated against integrated curves
(tests/numerics/autoencoder/suitability/test_first_orders.py).
"""

import numpy as np

from linear_ae.sizes import Sizes
from numerics.autoencoder.bounds import Bounds, violations
from numerics.autoencoder.limits import limit, mean_field_correction, narrow_latent, narrow_latent_correction
from numerics.autoencoder.limits.perturbation import raw_losses
from numerics.autoencoder.losses import Losses
from numerics.autoencoder.spectrum import EmpiricalSpectrum
from numerics.autoencoder.suitability.integration import start_losses
from numerics.autoencoder.suitability.own_times import mode_times
from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from numerics.methods.quadrature import Rule
from theory.errors import InputError

LARGEST = 0.1  # of L(0): a first order above it says nothing about the second
MARGIN = (
    2.0  # a limit errs by at most this many first orders, and with the first by as many times the ratio: 1.8, 0.9 seen
)
ALONE, GROUPS = 64, 96  # eigenvalues that stand for themselves, the largest, and groups of equal size of the others


def condensed(spectrum: EmpiricalSpectrum) -> Rule:
    """The spectrum on at most 160 nodes: the large eigenvalues one by one, the others in groups."""
    order = np.argsort(spectrum.eigenvalues)
    groups = [g for g in np.array_split(order[:-ALONE], GROUPS) if g.size] + [np.array([k]) for k in order[-ALONE:]]
    l, c = (
        None if values is None else np.array([values[g].mean() for g in groups])
        for values in (spectrum.eigenvalues, spectrum.held_out)
    )
    assert l is not None
    return Rule(l, np.array([g.size for g in groups]) / order.size, c)


def corrected(name: str, t: Array, sizes: Sizes, spectrum: EmpiricalSpectrum) -> tuple[Losses, float]:
    """A facet's limit with its first neglected order, and the largest error up to the last time; inf if unknown.

    Parameters
    ----------
    name : mean-field or narrow-latent
    t : times, shape (n,)

    Returns
    -------
    The losses, and their error as a share of the same loss at t = 0.
    """
    plain, (added, share) = limit(name).losses(t, sizes, spectrum), neglected(name, t, sizes, spectrum)
    if not np.isfinite(share):
        return plain, np.inf
    curves = plain.plus(raw_losses(t, sizes, added[: t.size]))
    small = sizes.p / sizes.H if name == "mean-field" else 2 * alignment(mode_times(t.max(), spectrum), sizes, spectrum)
    return curves, share * (MARGIN * small + 4 / sizes.p)


def possible_error(name: str, t_max: float, sizes: Sizes, spectrum: EmpiricalSpectrum) -> float:
    """The largest error of a facet's limit up to ``t_max``, as a share of the same loss at t = 0; inf if unknown."""
    return MARGIN * neglected(name, np.array([t_max]), sizes, spectrum)[1]


def neglected(name: str, t: Array, sizes: Sizes, spectrum: EmpiricalSpectrum) -> tuple[Array, float]:
    """The first neglected order over p at the times and then at every mode's own, and its largest share of L(0).

    The share is inf where the first order cannot be trusted: the limit breaks a bound, or the order is not small.
    """
    own = mode_times(float(t.max()), spectrum)
    nothing = np.zeros((t.size + own.size, 1)), np.inf
    if violations(limit(name).losses(own, sizes, spectrum), Bounds.of_spectrum(spectrum, sizes.H)):
        return nothing
    parameter = sizes.p / sizes.H if name == "mean-field" else alignment(own, sizes, spectrum)
    if parameter > LARGEST:
        return nothing
    try:
        added = first_order(name, np.r_[t, own], sizes, condensed(spectrum))
    except (InputError, ConvergenceError):
        return nothing
    share = float((np.abs(added).max(axis=0) * sizes.p / np.array(start_losses(sizes, spectrum))).max())
    return added, share if share <= LARGEST else np.inf


def first_order(name: str, t: Array, sizes: Sizes, rule: Rule) -> Array:
    """The first neglected order over p, shape (n, losses)."""
    if name == "mean-field":
        return mean_field_correction.ratio_correction_on(rule, t, sizes)
    return narrow_latent_correction.first_order_on(rule, t, sizes)


def alignment(t: Array, sizes: Sizes, spectrum: EmpiricalSpectrum) -> float:
    """The largest (H + 1) phi(2 s) / (p phi(s)^2), by which columns compete and differ: narrow-latent's true parameter.

    It starts at (H + 1) / p and tends to H + 1 where the columns turn to a single direction.
    """
    s = narrow_latent.column(t, sizes.alpha, spectrum).s
    rule = spectrum.rule(0)
    logarithm = narrow_latent.log_phi(2 * s, rule) - 2 * narrow_latent.log_phi(s, rule)
    return float((sizes.H + 1) / sizes.p * np.exp(logarithm.max()))
