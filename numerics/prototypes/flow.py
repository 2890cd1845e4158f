"""Flows of prototypes: of the centres and of the weights.

``dc/dt = -mobility dE/dc`` and ``d(w, b)/dt = -dE/d(w, b)``.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.brief import Brief
from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from numerics.methods.ode import solved
from numerics.prototypes.energy_landscape import Landscape
from numerics.prototypes.events import RESOLUTION, Event, Watch, beyond, find_events
from theory.errors import InputError
from theory.memory import require

MERGED = 1e-3  # of the hull's width: the resolution at which two prototypes count as one
STOPPED = "the flow stopped at time {time}"
EVALUATIONS = 50_000  # of the velocity: flows of the built-in losses take a few thousand at most, even to t = 1e300
BESIDE = 100  # roundings: how far beside its middle a rounded kink holds 0.99995 of what the sharp one holds
SOLVER = 12  # matrices of the state's size: the integrator's own ten, the Jacobian and its parts


@dataclass(frozen=True, repr=False)
class Trajectory(Brief):
    """Times (T,), centres and signed inverse widths (T, M), the events up to the last time, the hull's resolution."""

    times: Array
    centres: Array
    widths: Array
    events: tuple[Event, ...]
    resolution: float = RESOLUTION

    def outside(self, hull: tuple[float, float]) -> Array:
        """Fraction of prototypes outside the hull, beyond its resolution, at each time, shape (T,)."""
        return np.mean(beyond(self.centres, hull, self.resolution) > 0, axis=1)


def centre_flow(
    landscape: Landscape,
    centres: ArrayLike,
    widths: ArrayLike,
    times: ArrayLike,
    mobility: float = 1.0,
    rtol: float = 1e-8,
) -> Trajectory:
    """Integrate ``dc/dt = mobility * F(c)`` at fixed widths (one dimension); mobility M is the continuum's unit.

    >>> from numerics.prototypes import landscape, lattice
    >>> field = landscape({"separation": 1.0}, lattice(5), temperature=0.1)
    >>> path = centre_flow(field, [0.2, 0.5, 0.9], np.ones(3), [0.0, 1.0])
    >>> [(event.kind, event.prototypes) for event in path.events]
    [('leaves', (2,)), ('leaves', (0,))]
    """
    start, w, t = _arrays(landscape, centres, widths, times)

    def velocity(_: float, c: Array) -> Array:
        return mobility * landscape.forces(c, w)

    def jacobian(_: float, c: Array) -> Array:
        return -mobility * landscape.hessian(c, w)

    solution = _solve(velocity, start, t, rtol, jacobian)
    return _trajectory(landscape, t, solution, lambda y: (y, w))


def weight_flow(landscape: Landscape, w: ArrayLike, b: ArrayLike, times: ArrayLike, rtol: float = 1e-9) -> Trajectory:
    """Integrate the gradient flow of the weights and biases of ``exp(-(w x + b)^2)`` (one dimension), ``w != 0``.

    The chain rule with ``c = -b/w`` gives ``dE/db = -E_c / w`` and ``dE/dw = E_w - c E_c / w``
    (docs/prototypes.md).
    """
    w0, b0, t = _arrays(landscape, w, b, times)
    if not np.all(w0):
        raise InputError("a weight w = 0 has no prototype: start from weights that are not zero")

    def velocity(_: float, y: Array) -> Array:
        return -np.concatenate(weight_gradient(landscape, *np.split(y, 2)))

    solution = _solve(velocity, np.concatenate([w0, b0]), t, rtol)
    return _trajectory(landscape, t, solution, lambda y: (prototypes_of(*np.split(y, 2)), y[: len(w0)]))


def weight_gradient(landscape: Landscape, w: Array, b: Array) -> tuple[Array, Array]:
    """``dE/dw`` and ``dE/db``, each of shape (M,); the response's inverse width is ``|w|``."""
    c = prototypes_of(w, b)
    by_centre, by_width = landscape.gradient(c, np.abs(w))
    return np.sign(w) * by_width - by_centre * c / w, -by_centre / w


def prototypes_of(w: Array, b: Array) -> Array:
    """Centres ``c = -b / w``."""
    return -b / w


def _arrays(landscape: Landscape, *values: ArrayLike) -> list[Array]:
    arrays = [np.asarray(v, dtype=float) for v in values]
    if landscape.data.dimension != 1 or any(a.ndim != 1 or not np.isfinite(a).all() for a in arrays):
        raise InputError(
            f"data in {landscape.data.dimension} dimension(s), arrays of shapes {[a.shape for a in arrays]}: "
            "flows with events take one-dimensional data and finite arrays of shape (M,)"
        )
    if len(arrays[0]) != len(arrays[1]) or not np.all(np.diff(arrays[-1]) > 0) or len(arrays[-1]) < 2:
        raise InputError("give as many widths as centres, and at least two increasing times")
    return arrays


@dataclass(frozen=True)
class _Path:
    """The times of the integrator's steps, and the state at any time between."""

    times: Array
    state: Callable[[float], Array]


def _solve(velocity: Callable, start: Array, times: Array, rtol: float, jacobian: Callable | None = None) -> _Path:
    """Integrate in units of a short span: the integrator's steps underflow below 1e-150."""
    require(SOLVER * 8 * len(start) ** 2, f"a flow of {len(start)} coordinates", "take fewer prototypes")
    unit = min(1.0, times[-1] - times[0])
    found = solved(
        counted(lambda s, y: unit * velocity(s, y)),
        (0.0, (times[-1] - times[0]) / unit),
        start,
        STOPPED,
        method="LSODA",
        dense_output=True,
        rtol=rtol,
        atol=rtol * 1e-2,
        jac=jacobian and (lambda s, y: unit * jacobian(s, y)),
    )
    steps = np.union1d(times[[0, -1]], times[0] + unit * found.t[1:-1])
    return _Path(steps, lambda t: found.sol((t - times[0]) / unit))


def counted(velocity: Callable[[float, Array], Array]) -> Callable[[float, Array], Array]:
    """The velocity, which ends a flow that takes more than :data:`EVALUATIONS` of it."""
    count = 0

    def counted(time: float, y: Array) -> Array:
        nonlocal count
        count += 1
        if count > EVALUATIONS:
            raise ConvergenceError(
                f"the flow takes more than {EVALUATIONS} evaluations of its forces: "
                "they are too strong, too stiff or jump on its way; take a smaller coefficient or a shorter time"
            )
        return velocity(time, y)

    return counted


def _trajectory(landscape: Landscape, times: Array, path: _Path, read: Callable) -> Trajectory:
    left, right = landscape.data.hull
    scale = max(right - left, abs(left), abs(right)) or 1.0
    resolution = max(RESOLUTION, BESIDE * landscape.rounding / scale)
    watch = Watch((left, right), MERGED * (right - left), resolution)
    events = find_events(path.times, lambda t: read(path.state(t)), watch)
    states = [read(path.state(t)) for t in times]
    return Trajectory(times, np.array([c for c, _ in states]), np.array([w for _, w in states]), events, resolution)
