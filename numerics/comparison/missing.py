"""Theories of which some cannot be had: what is there, and in one sentence each what is not."""

from collections.abc import Callable, Iterable

from linear_ae.errors import IntegrationError
from numerics.comparison.compared import Theory
from numerics.errors import ConvergenceError
from theory.errors import InputError
from theory.memory import OutOfReachError

Attempt = tuple[str, Callable[[], Theory]]
"""What is attempted, by its name."""


def attempted(attempts: Iterable[Attempt]) -> tuple[tuple[Theory, ...], tuple[str, ...]]:
    """The theories that are found, and for the others their names with the reason."""
    found: list[Theory] = []
    left_out: list[str] = []
    for name, attempt in attempts:
        try:
            found.append(attempt())
        except (InputError, ConvergenceError, IntegrationError, OutOfReachError) as reason:
            left_out.append(f"{name}: {' '.join(str(reason).split())}")
    return tuple(found), tuple(left_out)
