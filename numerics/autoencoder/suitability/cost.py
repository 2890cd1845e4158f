"""What integrating the flow on given data takes, known before it starts.

An explicit solver of order 8 is stable up to steps of about 6 / (4 l_max): twelve evaluations each, or eight for a time
of 1 / l_max; early on, accuracy asks for shorter steps. An evaluation takes the products of one run's matrices, and for
each entry the sums over the slopes.
"""

import numpy as np

from linear_ae.sizes import Sizes
from numerics.autoencoder.spectrum import EmpiricalSpectrum

EVALUATIONS, FIRST = 8.0, 100.0  # for each unit of l_max t, and for the start and each e-fold of l_max t
OVERHEAD, ENTRY, PRODUCT = 2e-4, 2.5e-8, 1e-10
"""Seconds of an evaluation: of a batch, for an entry of a run, for a multiplication and addition of a run (one core of
2.5 GHz; measured within a factor 3 on spectra from 4 to 784 eigenvalues, benchmarks/test_suitability.py).
"""


def evaluations(t_max: float, spectrum: EmpiricalSpectrum) -> float:
    """How often the velocity is evaluated up to ``t_max``."""
    fast = float(spectrum.eigenvalues.max()) * t_max
    return FIRST * (1 + np.log1p(fast)) + EVALUATIONS * fast


def run_seconds(sizes: Sizes, spectrum: EmpiricalSpectrum) -> float:
    """Seconds of one evaluation for one run."""
    p, h = sizes.p, min(sizes.p, sizes.H)
    live = int(np.count_nonzero(spectrum.eigenvalues))
    rows = p if spectrum.held_out is not None or live + h >= p else live + h
    return ENTRY * rows * h + PRODUCT * rows * h * (2 * h if h == p else 4 * h)


def seconds(runs: int, t_max: float, sizes: Sizes, spectrum: EmpiricalSpectrum) -> float:
    """Seconds that ``runs`` runs take up to ``t_max``."""
    return evaluations(t_max, spectrum) * (OVERHEAD + runs * run_seconds(sizes, spectrum))


def affordable_runs(budget: float, t_max: float, sizes: Sizes, spectrum: EmpiricalSpectrum) -> int:
    """How many runs up to ``t_max`` fit into ``budget`` seconds."""
    each = budget / evaluations(t_max, spectrum) - OVERHEAD
    return max(0, int(min(each / run_seconds(sizes, spectrum), 1e9)))


def affordable_time(budget: float, runs: int, sizes: Sizes, spectrum: EmpiricalSpectrum) -> float:
    """How far ``runs`` runs get in ``budget`` seconds; 0 where that is nowhere."""
    fastest = float(spectrum.eigenvalues.max())
    reached = np.r_[0.0, np.geomspace(1e-3, 1e9, 400)] / (fastest or 1.0)
    possible = [t for t in reached if seconds(runs, t, sizes, spectrum) <= budget]
    return possible[-1] if possible else 0.0
