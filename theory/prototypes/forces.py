"""Force fields of any structural energy: ``F_j = -dE/dc_j``, net force, spread, Hessian, width gradient."""

import sympy as sp

from theory.prototypes.energy import Energy
from theory.prototypes.system import System


def force(energy: Energy, system: System, index: int) -> sp.Matrix:
    """Force on prototype ``index`` (counted from 0), a column of d entries.

    >>> from theory.prototypes.losses import loss
    >>> from theory.prototypes.system import sampled
    >>> force(loss("hard-coverage"), sampled(1, 2), 0)[0]
    -2*c_1 + x_1 + x_2
    """
    value = energy.value(system)
    return sp.Matrix([-sp.diff(value, coordinate) for coordinate in system.prototypes[index].centre])


def forces(energy: Energy, system: System) -> sp.Matrix:
    """All forces, one prototype a row (M x d)."""
    value = energy.value(system)
    rows = [[-sp.diff(value, coordinate) for coordinate in p.centre] for p in system.prototypes]
    return sp.Matrix(rows)


def net_force(energy: Energy, system: System) -> sp.Matrix:
    """Sum of all forces, a column of d entries; zero if the energy is invariant under translations of the centres."""
    field = forces(energy, system)
    return sp.Matrix([sum(field[:, k]) for k in range(field.cols)])


def virial(energy: Energy, system: System) -> sp.Expr:
    """``sum_j (c_j - mean c) . F_j``: half the rate of ``sum_j |c_j - mean c|^2`` along ``dc/dt = F``."""
    field, count = forces(energy, system), len(system.prototypes)
    centres = sp.Matrix([list(p.centre) for p in system.prototypes])
    mean = sp.ones(1, count) * centres / count
    return sum(((centres.row(j) - mean) * field.row(j).T)[0] for j in range(count))


def width_gradient(energy: Energy, system: System) -> sp.Matrix:
    """``dE/dw_j``, a column of M entries."""
    value = energy.value(system)
    return sp.Matrix([sp.diff(value, p.width) for p in system.prototypes])


def hessian(energy: Energy, system: System) -> sp.Matrix:
    """``d^2 E / dc dc``, (M d) x (M d); equilibria of ``dc/dt = F`` are stable where it is positive."""
    return sp.hessian(energy.value(system), system.coordinates)
