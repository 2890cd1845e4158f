"""Options of the Gaussian-MLP experiment that several commands share."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from click.core import ParameterSource

from figures.cli.options import decimal, stack
from figures.cli.output import progress_bar
from numerics.prototypes.study.settings import MASKS, OPTIMIZERS, TERMS, Settings, mask_name
from numerics.prototypes.study.starts import STARTS
from numerics.prototypes.study.targets import TARGETS
from theory.errors import InputError

DEFAULT = Settings()


def _option(name: str, kind: Any, text: str, **more: Any) -> Any:
    default = getattr(DEFAULT, name.replace("-", "_"))
    return click.option(f"--{name}", type=kind, default=default, show_default=True, help=text, **more)


def _only_for_other_starts(context: click.Context, _: click.Parameter, value: float) -> float:
    """The slope, refused where the start has its own."""
    given = context.get_parameter_source("slope") is ParameterSource.COMMANDLINE
    if given and context.params.get("start") == "linear":
        raise InputError("--start linear draws weights from [-1, 1] and has no --slope: leave it out, or use hull")
    return value


settings_options = stack(
    click.option("--width", type=int, help="Hidden neurons M.  [default: as many as samples]"),
    _option("dimension", int, "Of the inputs, uniform on [0, 1]^d."),
    _option("target", click.Choice(list(TARGETS)), "Labels."),
    _option("start", click.Choice(list(STARTS)), "Initial weights.", is_eager=True),
    _option("slope", float, "Typical |w| of the starts `hull` and `samples`.", callback=_only_for_other_starts),
    _option("optimizer", click.Choice(OPTIMIZERS), "`flow` is gradient flow by Runge-Kutta steps."),
    _option("rate", float, "Learning rate; for `flow` the step of time."),
    _option("steps", int, "Full-batch steps."),
    _option("fit", float, "Coefficient of the mean squared error."),
    _option("strength", float, "Coefficient lambda of every structural loss."),
    _option("tau", float, "Temperature of separation."),
    _option("coverage-tau", float, "Temperature of coverage."),
    _option("floor", float, "Least modulus of w in c = -b / w."),
)


def integers(text: str, name: str) -> tuple[int, ...]:
    """``"3,5,10"`` as integers."""
    values = [decimal(part) for part in text.split(",")]
    found = tuple(int(value) for value in values if value is not None and value == int(value))
    if len(found) < len(values):
        raise InputError(f"--{name} reads {text!r}: separate integers by commas")
    return found


def chosen_masks(text: str) -> tuple[str, ...]:
    """``"baseline,overlap+coverage"`` as masks; ``all`` for all eight."""
    return tuple(MASKS) if text == "all" else tuple(map(mask_of, text.split(",")))


def mask_of(text: str) -> str:
    """The mask's name for its terms in any order; what names none is returned as it came."""
    terms = text.split("+")
    named = mask_name([term for term in TERMS if term in terms])
    return named if sorted(terms) == sorted(named.split("+")) else text


def seed_numbers(count: int) -> tuple[int, ...]:
    """0 ... count - 1."""
    if count < 1:
        raise InputError(f"--seeds {count}: give at least 1")
    return tuple(range(count))


def mask_terms(mask: str) -> list[str]:
    """The losses that a mask turns on."""
    return [term for term, on in zip(TERMS, MASKS[mask], strict=True) if on]


@contextmanager
def sweeping(description: str, parts: int, workers: int | None, scheduler: str | None) -> Iterator[dict[str, Any]]:
    """Where a sweep runs, as its functions take it, with a progress bar on stderr."""
    with progress_bar(description, parts) as show:
        yield {"workers": workers, "scheduler": scheduler, "progress": show}
