"""Options of the Gaussian-MLP experiment that several commands share."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from click.core import ParameterSource

from figures.cli.options import decimal, stack
from figures.cli.output import progress_bar
from figures.cli.prototypes.options import LOSS, parameters_of
from numerics.prototypes.study.presets import PRESETS
from numerics.prototypes.study.settings import MASKS, OPTIMIZERS, TERMS, Settings, known_mask
from numerics.prototypes.study.starts import STARTS
from numerics.prototypes.study.targets import TARGETS
from theory.errors import InputError

DEFAULT = Settings()
MOST_SEEDS = 10_000
"""The bootstrap of a mean over so many holds 2 GiB of resamples."""


def _option(name: str, kind: Any, text: str, **more: Any) -> Any:
    default = getattr(DEFAULT, name.replace("-", "_"))
    return click.option(f"--{name}", type=kind, default=default, show_default=True, help=text, **more)


def _only_for_other_starts(context: click.Context, _: click.Parameter, value: float) -> float:
    """The slope, refused where the start has its own."""
    given = context.get_parameter_source("slope") is ParameterSource.COMMANDLINE
    if given and context.params.get("start") == "linear":
        raise InputError("--start linear draws weights from [-1, 1] and has no --slope: leave it out, or use hull")
    return value


def _use(context: click.Context, _: click.Parameter, name: str | None) -> str | None:
    """Makes the preset's values the defaults of the options that come after; those given on the line win."""
    if name is not None:
        context.default_map = {**(context.default_map or {}), **PRESETS[name][1]}
    return name


def _placed(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """``("separation=exp(-d/tau)",)`` as pairs of a place and a loss."""
    pairs = tuple((place, text) for place, _, text in (term.partition("=") for term in given))
    for term, (place, text) in zip(given, pairs, strict=True):
        if place not in TERMS or not text:
            raise InputError(
                f"--loss {term!r}: give PLACE=LOSS, the place one of {', '.join(TERMS)}, "
                "such as separation=exp(-d/tau) or separation=FILE.py:NAME"
            )
        if decimal(text) is not None:
            raise InputError(f"--loss {term!r}: that is a number, the coefficient of all losses is --strength")
    return pairs


def _valued(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    return tuple((str(name), value) for name, value in parameters_of(given).items())


loss_options = stack(
    click.option(
        "--loss",
        "losses",
        multiple=True,
        metavar="PLACE=LOSS",
        callback=_placed,
        help=f"In the place of coverage, separation or overlap, one each: {LOSS}.",
    ),
    click.option(
        "--parameter",
        "parameters",
        multiple=True,
        metavar="NAME=VALUE",
        callback=_valued,
        help="Of a loss of your own; may be repeated.",
    ),
)

settings_options = stack(
    click.option(
        "--preset",
        type=click.Choice(list(PRESETS)),
        callback=_use,
        is_eager=True,
        expose_value=False,
        help="; ".join(f"`{name}`: {text}" for name, (text, _) in PRESETS.items()) + ".",
    ),
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
    loss_options,
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
    return tuple(MASKS) if text == "all" else tuple(map(known_mask, text.split(",")))


def seed_numbers(count: int, first: int = 0, option: str = "--seeds") -> tuple[int, ...]:
    """first ... first + count - 1."""
    if not 1 <= count <= MOST_SEEDS:
        raise InputError(f"{option} {count}: give 1 to {MOST_SEEDS}")
    return tuple(range(first, first + count))


first_seed_option = click.option(
    "--first-seed", type=click.IntRange(0), default=0, show_default=True,
    help="Seeds from here on: others than before confirm what was found.",
)  # fmt: skip


def mask_terms(mask: str) -> list[str]:
    """The losses that a mask turns on."""
    return [term for term, on in zip(TERMS, MASKS[mask], strict=True) if on]


@contextmanager
def sweeping(description: str, parts: int, workers: int | None, scheduler: str | None) -> Iterator[dict[str, Any]]:
    """Where a sweep runs, as its functions take it, with a progress bar on stderr."""
    with progress_bar(description, parts) as show:
        yield {"workers": workers, "scheduler": scheduler, "progress": show}
