"""Times of our own at which curves are looked at, between and before those asked for."""

import numpy as np

from linear_ae.sizes import Sizes
from numerics.methods.arrays import Array
from numerics.methods.quadrature import COARSEST, Spectrum

EARLIEST, POINTS = 0.02, 24  # the first, in units of 1/T, and how many lead up to the last asked
MODE_TIMES = 48


def own_times(t: Array, sizes: Sizes) -> Array:
    """The times asked for and others up to the last of them, dense from a fraction of the shortest 1/T on."""
    rate = max(1.0, sizes.alpha, sizes.a0) * max(1.0, sizes.nu)
    last = float(t.max())
    return np.unique(np.r_[0.0, t, np.geomspace(min(EARLIEST / rate, last), last, POINTS) if last else 0.0])


def mode_times(t_max: float, spectrum: Spectrum) -> Array:
    """Times from 0 to ``t_max``, evenly in their logarithm from a hundredth of the fastest mode's: every mode's own."""
    fastest = 1e-2 / max(float(spectrum.rule(COARSEST).l.max()), np.finfo(float).tiny)
    return np.r_[0.0, np.geomspace(min(fastest, t_max / 2), t_max, MODE_TIMES)] if t_max > 0 else np.zeros(1)
