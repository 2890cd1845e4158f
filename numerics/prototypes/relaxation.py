"""Where the flow from the locked lattice comes to rest."""

from dataclasses import dataclass

import numpy as np

from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from numerics.methods.ode import solved
from numerics.prototypes.locked import Balance


@dataclass(frozen=True)
class Settled:
    """Where the flow from the locked lattice comes to rest; ``held`` is false if it was stopped far outside."""

    positions: Array
    displacement: float
    held: bool


def settle(balance: Balance, ratio: float, shift: float = 0.0, horizon: float = 1e7) -> Settled:
    """Follow ``dy/dt = F(y, ratio)`` from the lattice, moved by ``shift`` spacings.

    It ends where |F| < 1e-7 or the edge is far outside.

    Far is one spacing and three ranges sqrt(tau); ``ConvergenceError`` if neither happens within the horizon.
    """
    far = 1 + 3 * np.sqrt(balance.reach) / balance.spacing

    def rest(_: float, y: Array) -> float:
        return float(np.linalg.norm(balance.forces(y, ratio)) - 1e-7)

    def gone(_: float, y: Array) -> float:
        return balance.displacement(y) - far

    rest.terminal = gone.terminal = True  # type: ignore[attr-defined]
    failure = f"the flow at the ratio {ratio:.6g} neither settles nor expels by time {{time}}"
    solution = solved(
        lambda _, y: balance.forces(y, ratio),
        (0.0, horizon),
        balance.start + shift,
        failure,
        method="LSODA",
        jac=lambda _, y: balance.jacobian(y, ratio),
        events=[rest, gone],
        rtol=1e-7,
        atol=1e-9,
    )
    y = solution.y[:, -1]
    if solution.status != 1 and rest(0.0, y) > 0:
        raise ConvergenceError(failure.format(time=f"{solution.t[-1]:.3g}"))
    return Settled(y, balance.displacement(y), not len(solution.t_events[1]))
