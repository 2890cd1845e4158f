"""Lazy faces with weight decay: in the time 1 / a0 it moves nothing but the penalty, and that at first order."""

from dataclasses import replace

from theory.solutions.solution import Series, Solution
from theory.solutions.symbols import a0, alpha, decay, eta, p, t
from theory.solutions.untied_autoencoder.lazy import SOLUTIONS as UNDECAYED


def with_penalty(found: Solution) -> Solution:
    """The penalty lambda p a0 e^{-2 lambda t}, of which a second term is felt at lambda t of order 1 / a0."""

    def expansion(order: int) -> Series:
        series = found.series(order)
        penalty = [decay * alpha * eta, -2 * decay**2 * alpha * eta]
        train = [c + (penalty[s] if s < len(penalty) else 0) for s, c in enumerate(series["train"])]
        return {**series, "error": series["train"], "train": tuple(train)}

    return replace(
        found,
        model="untied-weight-decay",
        losses={
            **found.losses,
            "error": found.losses["train"],
            "train": found.losses["train"] + p * decay * a0 * (1 - 2 * decay * t),
        },
        domain="all sizes, lambda > 0, 0 <= lambda t <= 1/2",
        expansion=expansion,
    )


SOLUTIONS: tuple[Solution, ...] = tuple(map(with_penalty, UNDECAYED))
