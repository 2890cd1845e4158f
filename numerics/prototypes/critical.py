"""The critical ratio of repulsive to attractive coefficient, predicted: fold and limit of stability."""

import numpy as np

from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from numerics.methods.continuation import Fold, Problem, fold
from numerics.prototypes.locked import Balance, first_estimate
from numerics.prototypes.relaxation import settle


def lattice_branch(balance: Balance, scale: float) -> tuple[Array, float]:
    """A stable equilibrium without coincident prototypes near the lattice, and the least ratio that has one.

    Coverage alone contracts a soft lattice (tau above about 0.6 spacing^2) until prototypes near the ends
    coincide; some repulsion, found here in steps of a tenth of the first estimate, keeps them apart.
    """
    for fraction in np.arange(0.0, 2.0, 0.1):
        found = settle(balance, fraction * scale)
        softest = np.linalg.eigvalsh(balance.jacobian(found.positions, fraction * scale))[-1]
        if found.held and np.diff(found.positions).min() > 0.2 and softest < 0:
            return found.positions, fraction * scale
    raise ConvergenceError("no equilibrium near the lattice keeps its prototypes apart: the softness is too large")


def critical_fold(balance: Balance) -> Fold:
    """The fold at which the lattice's branch of equilibria ends, with the critical ratio as its parameter.

    The flow keeps the mirror symmetry of the lattice, so the branch is followed among symmetric positions;
    in the full space both ends fold at (almost) one ratio and Newton's matrix has two small eigenvalues.
    ``ConvergenceError`` if the branch never folds (few prototypes) or meets another one first.

    >>> from numerics.prototypes.locked import locked
    >>> round(critical_fold(locked(10, softness=0.5, repulsor="separation")).parameter, 4)
    0.1002
    """
    scale, mirror = first_estimate(balance), _mirror(len(balance.start))
    half = mirror.shape[1]

    def positions(h: Array) -> Array:
        return balance.start + mirror @ h

    problem = Problem(
        lambda h, s: balance.forces(positions(h), s * scale)[:half],
        lambda h, s: balance.jacobian(positions(h), s * scale)[:half] @ mirror,
        lambda h, _: scale * balance.push(positions(h))[:half],
        name="ratio",
        unit=scale,
    )
    y, ratio = lattice_branch(balance, scale)
    found = fold(problem, (y - balance.start)[:half], ratio / scale)
    branch = [np.append(positions(z[:-1]), scale * z[-1]) for z in found.branch]
    return Fold(positions(found.state), scale * found.parameter, np.array(branch))


def stability_limit(balance: Balance, found: Fold) -> float:
    """The ratio up to which the branch is stable against every displacement, at most the fold's.

    Near the fold the displacement of one end alone can grow first; a flow without noise does not see it
    and stays mirror symmetric. Found by bisection along the branch to 1e-4 of the ratio.
    """
    rates = [np.linalg.eigvalsh(balance.jacobian(z[:-1], z[-1]))[-1] for z in found.branch]
    unstable = np.flatnonzero(np.array(rates) > 0)
    if not unstable.size:
        return found.parameter
    low, high = found.branch[unstable[0] - 1], found.branch[unstable[0]]
    while high[-1] - low[-1] > 1e-4 * high[-1]:
        middle = _relaxed(balance, (low + high) / 2)
        if np.linalg.eigvalsh(balance.jacobian(middle[:-1], middle[-1]))[-1] > 0:
            high = middle
        else:
            low = middle
    return float((low[-1] + high[-1]) / 2)


def _relaxed(balance: Balance, z: Array) -> Array:
    """The equilibrium near z = (y, ratio) at its ratio, by Newton's method."""
    y, ratio = z[:-1], z[-1]
    for _ in range(20):
        change = np.linalg.solve(balance.jacobian(y, ratio), -balance.forces(y, ratio))
        y = y + change
        if np.abs(change).max() < 1e-9:
            return np.append(y, ratio)
    raise ConvergenceError(f"Newton's method finds no equilibrium at the ratio {ratio:.6g}")


def _mirror(count: int) -> Array:
    """Displacements of all prototypes from those of the left half, shape (N, N // 2)."""
    left = np.eye(count)[:, : count // 2]
    return left - left[::-1]
