r"""Curves of theory beside those of simulation, and how far each is off in units of its error.

    loss |o                              theory: a line, within its error if it has an estimate
         | \o                            simulation: points, means of runs with standard errors
         |   \ o
         |     ` -o__o___o    d = simulation - theory at the time where |d| is largest
         +-----------------t

A theory that cannot be had is left out, and said with the reason.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from linear_ae.brief import Brief
from linear_ae.integration import ERROR, TOLERANCE
from numerics.autoencoder.losses import Losses
from numerics.comparison.scores import score
from numerics.methods.arrays import Array

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False, repr=False)
class Theory(Brief):
    """One theory's losses by their names, shape (n,), and how they were found.

    ``errors`` bound the distance to what the theory means, by the same names; empty for a formula without an estimate.
    ``facets`` are those of the regime (empty for the interior and other models), ``corrected`` says whether finite-size
    terms are in.
    """

    name: str
    route: str
    losses: Mapping[str, Array]
    errors: Mapping[str, Array] = field(default_factory=dict)
    facets: tuple[str, ...] = ()
    corrected: bool = False


@dataclass(frozen=True, eq=False, repr=False)
class Simulation(Brief):
    """Means over ``runs`` runs by the losses' names, shape (n,), with standard errors of so many degrees of freedom."""

    losses: Mapping[str, Array]
    stderr: Mapping[str, Array]
    freedom: Mapping[str, int]
    runs: int
    seed: int


@dataclass(frozen=True)
class Gap:
    """A curve of a theory at the time where it is farthest from the simulation.

    ``deviation`` is simulation - theory and ``error`` its standard error, both as shares of L(0) (of the change of the
    loss where :class:`Compared` says so); ``score`` is their ratio as a standard normal number
    (`numerics.comparison.scores`).
    """

    theory: str
    loss: str
    t: float
    predicted: float
    simulated: float
    deviation: float
    error: float
    score: float


@dataclass(frozen=True, eq=False, repr=False)
class Compared(Brief):
    """Theories beside a simulation at the times ``t``, shape (n,), from 0 on.

    ``subject`` names the model and ``point`` its sizes and data; ``left_out`` says in one sentence each what theory is
    missing and why. ``by_change`` are the losses whose start is no measure, by a constant in them or a change of sign:
    their unit is by how much the simulated mean moves.
    """

    subject: str
    point: Mapping[str, float]
    t: Array
    theories: tuple[Theory, ...]
    simulation: Simulation
    left_out: tuple[str, ...]
    data: str = ""
    by_change: frozenset[str] = frozenset()

    @property
    def gaps(self) -> list[Gap]:
        """The largest deviation of every curve, theory by theory."""
        return [self.gap(theory, loss) for theory in self.theories for loss in theory.losses]

    def to_pandas(self) -> "pd.DataFrame":
        """The largest deviations as a table, one row a theory and loss."""
        import pandas as pd

        return pd.DataFrame([asdict(gap) for gap in self.gaps])

    def gap(self, theory: Theory, loss: str) -> Gap:
        """The largest deviation of one curve."""
        predicted, simulated = theory.losses[loss], self.simulation.losses[loss]
        deviation, error = self.deviation(theory, loss), self.error(theory, loss)
        k = int(np.argmax(np.abs(deviation)))
        stderr = self.simulation.stderr[loss][k] / self.unit(loss)
        z = score(deviation[k], error[k], stderr, self.simulation.freedom[loss])
        shares = float(deviation[k]), float(error[k])
        return Gap(theory.name, loss, float(self.t[k]), float(predicted[k]), float(simulated[k]), *shares, z)

    def unit(self, loss: str) -> float:
        """L(0), by the simulation, or by how much the loss changes in it."""
        mean = self.simulation.losses[loss]
        return float(np.ptp(mean)) if loss in self.by_change else abs(float(mean[0]))

    def unit_in_words(self, loss: str) -> str:
        """What shares are shares of."""
        return f"the change of {loss}" if loss in self.by_change else "L(0)"

    def deviation(self, theory: Theory, loss: str) -> Array:
        """(simulation - theory) / unit, shape (n,)."""
        return (self.simulation.losses[loss] - theory.losses[loss]) / self.unit(loss)

    def error(self, theory: Theory, loss: str) -> Array:
        """Standard error of the deviation, in the same unit: of the runs, half the theory's error and the integrator's.

        A theory's error is a bound that is meant to hold like two standard errors or better.
        """
        half = theory.errors[loss] / 2 if loss in theory.errors else np.zeros_like(self.t)
        unit, size = self.unit(loss), float(np.abs(self.simulation.losses[loss]).max())
        steps = ERROR * TOLERANCE * (size / unit if loss in self.by_change else 1)
        return np.hypot(np.hypot(self.simulation.stderr[loss], half) / unit, steps)


def of_losses(name: str, route: str, found: Losses, *, facets: tuple[str, ...] = (), corrected: bool = False) -> Theory:
    """A theory from curves of the autoencoder."""
    rows = dict(zip(found.names, found.rows, strict=True))
    known = [f"{loss}_error" for loss in found.names if getattr(found, f"{loss}_error") is not None]
    errors = {error.removesuffix("_error"): getattr(found, error) for error in known}
    return Theory(name, route, rows, errors, facets, corrected)
