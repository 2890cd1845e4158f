"""Whether an attractor keeps prototypes from escaping a repulsor: conditions on the tails of their forces.

Derived in docs/theory/weight-space.md for one dimension and prototypes that start inside the hull, which holds the
origin. The far side of the hull at [0, 1], a probe at distance r, the others anywhere behind it::

      x . . . . x     o   o        P          barrier: at some r the pull on P exceeds every push
      0         1     '---' '------'          chain:   gaps of at least delta part P and its like from the others,
                        ^    delta            and the pull exceeds what pushes across such a gap
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import sympy as sp

from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from numerics.prototypes.data_measure import Measure
from numerics.prototypes.energy_landscape import Landscape, Temperature, landscape, share_out, temperature_of
from numerics.prototypes.kernels import Parameters
from theory.errors import InputError
from theory.prototypes.energy import Energy, PairEnergy
from theory.prototypes.losses import loss
from theory.prototypes.system import Prototype, point, sampled

DISTANCES = np.geomspace(1e-3, 1e2, 61)  # of a probe from the hull, in the hull's widths
GAPS = np.append([1e-300, 1e-100, 1e-12], np.geomspace(1e-4, 1e2, 301))  # of two prototypes; the least show poles
INSIDE = 9  # points of a range of distances at which the least pull is sought
NEGLIGIBLE = 1e-290  # forces this small have underflowed


@dataclass(frozen=True)
class Compatibility:
    """``by`` is ``barrier``, ``chain`` or None; no prototype gets farther than ``bound`` from the hull.

    ``spaces``: the flows for which that is proved, of ``centres`` and ``weights``. It is true where ``by`` is not None.
    """

    by: str | None
    bound: float
    spaces: tuple[str, ...]

    def __bool__(self) -> bool:
        return self.by is not None


def compatible(
    attractor: Energy | str,
    repulsor: Energy | str,
    ratio: float,
    count: int,
    data: Measure,
    temperature: Temperature = 1.0,
    parameters: Parameters | None = None,
    masses: Sequence[float] | None = None,
) -> Compatibility:
    """Whether ``attractor + ratio * repulsor`` lets no prototype of ``count`` escape; sufficient, not necessary.

    ``masses`` (M,): the conserved ``w^2 + b^2`` of the prototypes, for the flow of the weights (equal by default).
    The losses depend on the centres alone. Forces are compared on a grid: the pull with the others on the samples,
    where it is least for coverage and does not depend on them for losses over the samples, the push with the others
    together, where it is largest for any sum over pairs.

    >>> from numerics.prototypes.data_measure import lattice
    >>> found = compatible("hard-attachment", "separation", 1.0, 6, lattice(6), 0.05)
    >>> found.by, found.spaces, found.bound < 5
    ('barrier', ('centres', 'weights'), True)
    """
    _check((attractor, repulsor), ratio, count, data, masses)
    pull, push = (
        landscape({energy: factor}, data, temperature_of(energy, temperature), own)
        for energy, factor, own in zip(
            (attractor, repulsor), (1.0, ratio), share_out(parameters or {}, (attractor, repulsor)), strict=True
        )
    )
    distances = DISTANCES * (data.hull[1] - data.hull[0])
    across = _across(push, count) if _is_pair_of_distances(repulsor) else None
    for r in distances:
        most = across(0.0) if across else _push(push, r, count)
        if _pull(pull, r, count) > max(most, NEGLIGIBLE):
            return Compatibility("barrier", float(r), ("centres", "weights"))
    return _chain(lambda r: _pull(pull, r, count), across, distances, count, masses) if across else NONE


NONE = Compatibility(None, float("inf"), ())


def _chain(
    pull: Callable[[float], float],
    across: Callable[[float], float],
    distances: Array,
    count: int,
    masses: Sequence[float] | None,
) -> Compatibility:
    """The least gap across which the push is below the pull over all distances that such gaps add up to."""
    m = np.ones(count) if masses is None else np.asarray(masses, dtype=float)
    for levels, spaces in ((2 * m.sum() / m.min() + 1, ("centres", "weights")), (count - 0.5, ("centres",))):
        for gap in distances:
            most = max(across(gap), NEGLIGIBLE)
            if all(pull(r) > most for r in np.geomspace(levels * gap, gap / 2, INSIDE)):
                return Compatibility("chain", float(levels * gap), spaces)
    return NONE


def _pull(field: Landscape, distance: float, count: int) -> float:
    """The least inward force, over both ends, on a probe while the others are on the samples: spread, or at one end."""
    (left, right), x = field.data.hull, field.data.points[:, 0]
    others = [np.resize(x, count - 1), np.full(count - 1, left), np.full(count - 1, right)]
    inward = [-_force(field, o, right + distance) for o in others] + [_force(field, o, left - distance) for o in others]
    return float(np.nan_to_num(min(inward), nan=0.0))


def _push(field: Landscape, distance: float, count: int) -> float:
    """The largest outward force, over both ends, on a probe while the others are together anywhere behind it."""
    left, right = field.data.hull
    behind = np.append(np.linspace(0, distance + right - left, 33), np.geomspace(1e-6, 1, 32) * distance)
    outward = [_force(field, np.full(count - 1, right + distance - g), right + distance) for g in behind]
    outward += [-_force(field, np.full(count - 1, left - distance + g), left - distance) for g in behind]
    return float(np.nan_to_num(max(outward), nan=np.inf))


def _across(field: Landscape, count: int) -> Callable[[float], float]:
    """The largest force of ``count - 1`` prototypes together on one that is at least so far away; infinite at poles."""
    gaps = GAPS * (field.data.hull[1] - field.data.hull[0])
    forces = np.nan_to_num(np.abs([_force(field, np.zeros(1), g) for g in gaps]), nan=np.inf) * 2 / count
    farther = np.maximum.accumulate(forces[::-1])[::-1]
    return lambda gap: float(farther[max(0, int(np.searchsorted(gaps, gap)) - 1)])


def _force(field: Landscape, others: Array, probe: float) -> float:
    """On the probe; NaN where it is not finite."""
    centres = np.append(others, probe)
    try:
        return float(field.forces(centres, np.ones(len(centres)))[-1])
    except ConvergenceError:
        return float("nan")


def _is_pair_of_distances(energy: Energy | str) -> bool:
    """Whether it is a loss of pairs that depends on the distance of their centres alone, so that forces cancel."""
    found = loss(energy) if isinstance(energy, str) else energy
    if not isinstance(found, PairEnergy):
        return False
    c, e, z, shift = point("c", 1, 1), point("c", 2, 1), point("z", 0, 1), sp.Symbol("shift", real=True)
    value = found.outer([f(z, Prototype(c, sp.S.One), Prototype(e, sp.S.One)) for f in found.features])
    moved = value.subs({c[0]: c[0] + shift, e[0]: e[0] + shift}, simultaneous=True)
    return not value.free_symbols & set(z) and sp.simplify(moved - value) == 0


def _check(
    losses: Sequence[Energy | str], ratio: float, count: int, data: Measure, masses: Sequence[float] | None
) -> None:
    if not (np.isfinite(ratio) and ratio > 0 and count >= 2):
        raise InputError(f"ratio {ratio}, {count} prototypes: give a finite ratio > 0 and at least 2")
    if data.dimension != 1 or not data.hull[0] <= 0 <= data.hull[1]:
        raise InputError("the condition is proved for data in one dimension whose hull holds 0: shift the data")
    if masses is not None and (len(masses) != count or not np.isfinite(masses).all() or min(masses) <= 0):
        raise InputError(f"masses {list(masses)}: give {count} finite numbers > 0")
    system = sampled(2, 2)
    for energy in (loss(e) if isinstance(e, str) else e for e in losses):
        if energy.value(system).free_symbols & {p.width for p in system.prototypes}:
            raise InputError(f"{energy.name} depends on the widths of responses, for which nothing is proved")
