"""What integrating the flow on given data takes, known before it starts, by the cheaper of two solvers.

*Order 8* (`linear_ae.simulation.simulate`) is stable up to steps of about 6 / (4 l_max): twelve evaluations each, or
eight for a time of 1 / l_max; early on, accuracy asks for shorter steps. Runs share their steps. *Stabilized steps*
(`stabilized_runs`) take each run by itself, but the number of evaluations grows like the logarithm of the time, and at
last like its root.

An evaluation takes the products of one run's matrices, and for each entry the sums over the slopes.
"""

from dataclasses import dataclass

import numpy as np

from linear_ae.sizes import Sizes
from numerics.autoencoder.spectrum import EmpiricalSpectrum

LATEST = 1e12  # in units of 1 / l_max: later times are not asked about
PRODUCT = 6e-11  # seconds of a multiplication and addition, on the two cores that measured it


@dataclass(frozen=True)
class Solver:
    """Seconds: ``overhead`` of an evaluation, for all runs if ``shared``, ``entry`` for each entry of a run's state.

    ``first`` evaluations are taken for the start, as many for each e-fold of l_max t, ``steady`` for each unit of it,
    and ``stages`` for each unit of its root. The numbers were measured on spectra of 4 to 784 eigenvalues and hold
    within a factor 3 (benchmarks/test_suitability.py).
    """

    first: float
    steady: float
    stages: float
    overhead: float
    entry: float
    shared: bool

    def seconds(self, runs: int, t_max: float, sizes: Sizes, spectrum: EmpiricalSpectrum) -> float:
        """What ``runs`` runs take up to ``t_max``."""
        fast = float(spectrum.eigenvalues.max()) * t_max
        evaluations = self.first * (1 + np.log1p(fast)) + self.steady * fast + self.stages * np.sqrt(fast)
        rows, h = state(sizes, spectrum)
        each = self.entry * rows * h + PRODUCT * 4 * rows * h * min(rows, h)
        return float(evaluations * (self.overhead * (1 if self.shared else runs) + runs * each))


ORDER_8 = Solver(first=100, steady=8, stages=0, overhead=2e-4, entry=2.5e-8, shared=True)
STABILIZED = Solver(first=300, steady=0, stages=20, overhead=2e-5, entry=5e-9, shared=False)
SOLVERS = (ORDER_8, STABILIZED)


def state(sizes: Sizes, spectrum: EmpiricalSpectrum) -> tuple[int, int]:
    """Rows and columns of the state: rows without data are compressed into at most H."""
    live, h = int(np.count_nonzero(spectrum.eigenvalues)), min(sizes.p, sizes.H)
    return live + min(sizes.p - live, h), h


def cheapest(
    runs: int, t_max: float, sizes: Sizes, spectrum: EmpiricalSpectrum, solvers: tuple[Solver, ...] = SOLVERS
) -> Solver:
    """The solver that takes least."""
    return min(solvers, key=lambda solver: solver.seconds(runs, t_max, sizes, spectrum))


def seconds(
    runs: int, t_max: float, sizes: Sizes, spectrum: EmpiricalSpectrum, solvers: tuple[Solver, ...] = SOLVERS
) -> float:
    """What ``runs`` runs take up to ``t_max``, by the cheapest solver."""
    return min(solver.seconds(runs, t_max, sizes, spectrum) for solver in solvers)


def affordable_runs(
    budget: float, t_max: float, sizes: Sizes, spectrum: EmpiricalSpectrum, solvers: tuple[Solver, ...] = SOLVERS
) -> int:
    """How many runs up to ``t_max`` fit into ``budget`` seconds."""
    counts = np.unique(np.geomspace(1, 1e6, 200).astype(int))
    possible = [count for count in counts if seconds(int(count), t_max, sizes, spectrum, solvers) <= budget]
    return int(possible[-1]) if possible else 0


def affordable_time(
    budget: float, runs: int, sizes: Sizes, spectrum: EmpiricalSpectrum, solvers: tuple[Solver, ...] = SOLVERS
) -> float:
    """How far ``runs`` runs get in ``budget`` seconds; 0 where that is nowhere."""
    fastest = float(spectrum.eigenvalues.max())
    reached = np.r_[0.0, np.geomspace(1e-3, LATEST, 400)] / (fastest or 1.0)
    possible = [t for t in reached if seconds(runs, t, sizes, spectrum, solvers) <= budget]
    return float(possible[-1]) if possible else 0.0
