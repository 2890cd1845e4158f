r"""Stiff phases of a flow: Runge-Kutta-Chebyshev steps of second order, with their error controlled on the losses.

Late on a gradient flow its fast directions are at rest, but the steps of an explicit method stay as small as they ask
for: order 8 with 12 stages is stable down to h lambda = -6. The s stages here are to -0.65 s^2,

    order 8   |-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|   12 stages a step
    here      |------------------------------|   s stages, s^2 growing with the step

and the rates of a gradient flow are real, as the method needs. Sommeijer, Shampine and Verwer, J. Comput. Appl. Math.
88 (1998) 315-326.
"""

import math
from copy import copy

import torch
from torch import Tensor

from linear_ae.chebyshev import stages
from linear_ae.errors import IntegrationError
from linear_ae.flows import Moving
from linear_ae.runge_kutta import CHECK, SLACK, Solver, norm

STABLE = 0.65
"""h lambda over s^2."""
MOST_STAGES = 200
"""Rounding errors grow like s^2."""
REFRESH, FASTER = 10, 2.0
"""Steps after which the largest rate is estimated anew; how much longer than the last one a step may be."""
NUDGE = 1e-6
"""Size of a perturbation relative to the state's."""
RATES, MARGIN = 30, 1.2
LONG = 200
"""With fewer steps of order 8 to go it goes them."""
GROWTH = 0.01
"""The logarithm of what a step makes of a perturbation; beyond, something too small to be seen comes up."""
REST, STILL = 3, 1e-11
"""So many steps of the largest size in a row that move the state by less than rounding: it is at rest."""
MOST_STEPS = 50_000


class StabilizedSolver:
    """Goes on from where a `linear_ae.runge_kutta.Solver` stands, under the same conditions on a step.

    Near a saddle what grows may still be too small for these conditions, and long steps would follow it badly. So a
    perturbation is carried along; when it grows the solver is ``mistaken``, and order 8 has to go on from where this
    one began, ``origin``. All this is in double precision: neither a perturbation nor rest is told from rounding in
    single precision.
    """

    def __init__(self, origin: Solver) -> None:
        self.origin, self.flow, self.tol, self.unit = origin, doubled(origin.flow), origin.tol, origin.unit.double()
        self.rise, self.lowest, self.t, self.before = origin.rise, origin.lowest.double(), origin.t, origin.t
        self.y = origin.y.double()
        self.slope = torch.empty_like(self.y)
        self.flow.observe(self.y, self.slope)
        self.rate, self.shadow = largest_rate(self.flow, self.y), random_like(self.y)
        self.size, self.steps, self.still, self.mistaken = origin.size, 0, 0, False

    def advance(self, end: float) -> None:
        """One accepted step, not beyond ``end``, or up to there if the state is at rest; none if it is ``mistaken``.

        Raises
        ------
        IntegrationError
            If there are too many steps, or they shrink to rounding error.
        """
        if self.still >= REST:
            self.t = end
            return
        while True:
            self.steps += 1
            if self.steps % REFRESH == 0:
                self.rate = largest_rate(self.flow, self.y)
            longest = STABLE * (MOST_STAGES - 2) ** 2 / max(self.rate, 1e-300)
            h = min(self.size, end - self.t, longest)
            error, loss = self._attempt(h)
            factor = 0.8 * max(error, 1e-9) ** (-1 / 3) if math.isfinite(error) else 0.1
            self.size = h * min(FASTER, max(0.1, factor))
            if error <= 1:
                break
            if self.steps > MOST_STEPS or self.size < 1e-12 * self.t:
                where = f"the flow cannot be followed beyond t = {self.t:.6g}"
                raise IntegrationError(f"{where}: give an earlier last time")
        growth = self._carry(h)
        if growth > GROWTH:
            self.mistaken = True
            return
        moved = float((norm(self.new - self.y) / norm(self.y)).nan_to_num().max())
        resting = moved < STILL and h == longest and growth < STILL / NUDGE
        self.still = self.still + 1 if resting else 0
        self.lowest = torch.minimum(self.lowest, loss)
        self.before, self.start, self.start_slope = self.t, self.y, self.slope
        self.t, self.h, self.y, self.slope = self.t + h, h, self.new, self.new_slope

    def interpolate(self, t: float) -> Tensor:
        """The state at a time of the last step, from its ends and their slopes, in the precision of ``origin``."""
        return self._between(t).to(self.origin.y.dtype)

    def _between(self, t: float) -> Tensor:
        if t == self.t or self.still >= REST:
            return self.y
        x, h = (t - self.before) / self.h, self.h
        far = x * x * (3 - 2 * x)
        rise = x * (1 - x) ** 2 * h * self.start_slope - x * x * (1 - x) * h * self.slope
        return (1 - far) * self.start + far * self.y + rise

    def _attempt(self, h: float) -> tuple[float, Tensor]:
        """Take a step into ``new``; its error in units of the tolerance, and the loss that never rises."""
        self.new, self.new_slope = self._step(self.y, self.slope, h), torch.empty_like(self.y)
        self.flow.velocity(self.new, self.new_slope)
        local = 0.8 * (self.y - self.new) + 0.4 * h * (self.slope + self.new_slope)
        loss, lost = self.flow.observe(self.new, torch.empty_like(local), local)
        state = norm(local) / (SLACK * norm(self.new))
        raised = (loss[0] - self.lowest) / (self.rise * self.unit[0])
        error = float(torch.cat([state / self.tol, (lost.abs() / self.unit).flatten() / self.tol, raised]).max())
        return error if math.isfinite(error) else math.inf, loss[0]

    def _carry(self, h: float) -> float:
        """Take the perturbation along the step just made; the largest logarithm of its growth.

        A state may hold parts of very different sizes, to one of which a perturbation is large. What seems to grow is
        therefore asked for to second order, with the opposite perturbation, too:

            y + d  ->  y1 + J d + Q d d        y at rest, J = 0: the first difference from y1 grows like Q d,
            y - d  ->  y1 - J d + Q d d        half the difference of the two not at all
        """
        size = scaled(NUDGE * norm(self.y), self.y)
        beside = self._perturbed(h, size)
        moved = (beside - self.new) / size
        if float(norm(moved).log().nan_to_num(nan=math.inf).max()) > STILL / NUDGE:
            moved = (beside - self._perturbed(h, -size)) / (2 * size)
        length = norm(moved)
        self.shadow = moved / scaled(length.clamp(min=torch.finfo(length.dtype).tiny), moved)
        return float(length.log().nan_to_num(nan=math.inf).max())

    def _perturbed(self, h: float, size: Tensor) -> Tensor:
        """Where the step leads that starts beside the state."""
        beside = self.y + self.shadow * size
        slope = torch.empty_like(beside)
        self.flow.velocity(beside, slope)
        return self._step(beside, slope, h)

    def _step(self, y: Tensor, slope: Tensor, h: float) -> Tensor:
        """One step from y, where the velocity is ``slope``, with as many stages as it takes to be stable."""
        first, others = stages(2 + int(math.sqrt(h * self.rate / STABLE)))
        before, last, now = y, y + first * h * slope, torch.empty_like(y)
        for mu, nu, mu_t, gamma_t in others:
            self.flow.velocity(last, now)
            following = now * (mu_t * h)
            following.add_(y, alpha=1 - mu - nu).add_(last, alpha=mu)
            following.add_(before, alpha=nu).add_(slope, alpha=gamma_t * h)
            before, last = last, following
        return last


def largest_rate(flow: Moving, y: Tensor) -> float:
    """The largest rate of the linearized flow over the batch, with a margin, by power iteration."""
    slope, moved = torch.empty_like(y), torch.empty_like(y)
    flow.velocity(y, slope)
    direction, size, rate = random_like(y), scaled(NUDGE * norm(y), y), 0.0
    for _ in range(RATES):
        flow.velocity(y + direction * size, moved)
        direction = (moved - slope) / size
        length = norm(direction)
        before, rate = rate, float(length.nan_to_num().max())
        direction = direction / scaled(length.clamp(min=torch.finfo(length.dtype).tiny), y)
        if abs(rate - before) <= 0.02 * rate:
            break
    return MARGIN * rate


def doubled(flow: Moving) -> Moving:
    """The same flow in double precision."""
    found = copy(flow)
    for name, value in vars(flow).items():
        if isinstance(value, Tensor) and value.dtype == torch.float32:
            setattr(found, name, value.double())
    return found


def random_like(y: Tensor) -> Tensor:
    """A direction of unit length for each run, the same whenever it is asked for."""
    generator = torch.Generator(device=y.device).manual_seed(0)
    direction = torch.randn(y.shape, generator=generator, device=y.device, dtype=y.dtype)
    return direction / scaled(norm(direction), y)


def scaled(sizes: Tensor, y: Tensor) -> Tensor:
    """A number a run, shaped to multiply states like y."""
    return sizes.view(-1, *[1] * (y.ndim - 1))


def relieved(solver: Solver | StabilizedSolver, end: float) -> Solver | StabilizedSolver:
    """The solver that suits the flow where this one stands, to be asked before a step: in the end stability limits that
    of order 8.
    """
    if isinstance(solver, StabilizedSolver):
        return later(solver) if solver.mistaken else solver
    if solver.steps < solver.patient or LONG * solver.size > end - solver.t:
        return solver
    solver.patient = solver.steps + CHECK
    limited = solver.size * largest_rate(solver.flow, solver.y) > solver.edge
    return StabilizedSolver(solver) if limited else solver


def later(solver: StabilizedSolver) -> Solver:
    """Order 8 again from where it had stopped, for twice the time in which something was seen to grow."""
    origin = solver.origin
    origin.patient = origin.steps + max(CHECK, math.ceil(2 * (solver.t - origin.t) / origin.size))
    return origin
