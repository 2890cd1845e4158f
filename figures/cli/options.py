"""Options that several commands share, and what they mean."""

import functools
import math
import re
from collections.abc import Callable, Collection
from dataclasses import replace
from fractions import Fraction
from typing import Any, TypeVar

import click
import numpy as np
from click.core import ParameterSource

from figures.cli.completion import complete_model
from linear_ae.data import Data, prepare
from linear_ae.errors import ExperimentError
from linear_ae.reading import read
from linear_ae.reading.columns import split_names
from linear_ae.reading.remarks import dominant, repeated, still
from linear_ae.sizes import Sizes
from theory.errors import InputError
from theory.rationals import LARGEST_POWER, rational

F = TypeVar("F", bound=Callable[..., Any])


BEYOND = re.compile(r"\s*\+?(?=[\d.]*[1-9])[\d.]+[eE][-+]?\d+\s*", re.ASCII)
SMALLEST = 10.0**-LARGEST_POWER
LARGEST_COUNT = 10**15
"""Counts are exact in double precision up to here."""
POINTS = click.IntRange(2, 100_000)
NUMBER = re.compile(r"\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*", re.ASCII)


def decimal(text: str) -> float | None:
    """The number that the whole text spells, with a decimal point, of a size that computations can hold; else None."""
    value = float(text) if NUMBER.fullmatch(text) else math.nan
    return value if value == 0 or SMALLEST <= abs(value) <= 1 / SMALLEST else None


def ratio(text: str) -> float | None:
    """The number that a fraction of plain numbers spells, else None.

    >>> ratio("1/4"), ratio("1/0")
    (0.25, None)
    """
    try:
        return float(rational(text))
    except InputError:
        return None


class Count(click.ParamType):
    """A positive integer, or ``inf`` where that is meant."""

    name = "integer"

    def __init__(self, infinite: bool = False) -> None:
        self.infinite = infinite

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number, or a usage error that says what is allowed."""
        text = str(value)
        if self.infinite and text.strip() in ("inf", "+inf", "infinity"):
            return math.inf
        number = Fraction(text) if decimal(text) is not None else Fraction(0)
        if 1 <= number <= LARGEST_COUNT and number.denominator == 1:
            return int(number)
        beyond = " up to 1e15" if number > LARGEST_COUNT else ""
        return self.fail(f"{value!r} is not a positive integer{beyond}{' or inf' if self.infinite else ''}", param, ctx)


class Positive(click.ParamType):
    """A finite positive real number."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number, or a usage error."""
        text = str(value)
        number = ratio(text) if "/" in text else decimal(text)
        if number is None or number <= 0:
            kind = "between 1e-100 and 1e100" if BEYOND.fullmatch(str(value)) else "a finite positive number"
            self.fail(f"{value!r} is not {kind}", param, ctx)
        return number


def stack(*decorators: Callable[[F], F]) -> Callable[[F], F]:
    """Several click options as one decorator, listed in this order in the help."""

    def decorate(function: F) -> F:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


table_read = stack(
    click.option(
        "--data",
        "table",
        metavar="FILE|digits",
        help="Samples in rows: text with any delimiter, .npy, .npz (FILE.npz:KEY) or .parquet, gzipped or not; "
        "`-` for standard input; or `digits`.",
    ),
    click.option("--columns", metavar="A,B,C", help="Keep these columns only, by name or by index from 0."),
    click.option("--drop", multiple=True, metavar="COLUMN", help="Leave out a column; may be repeated."),
    click.option("--header/--no-header", default=None, help="The first line names the columns.  [default: found out]"),
    click.option(
        "--delimiter",
        metavar="CHARACTER",
        help="One character, or tab, space, comma, semicolon, bar.  [default: found out]",
    ),
    click.option("--decimal", type=click.Choice([".", ","]), help="Decimal mark.  [default: found out]"),
)
given_data = stack(
    table_read,
    click.option(
        "--holdout",
        type=float,
        metavar="NUMBER",
        default=0.0,
        show_default=True,
        help="Share of the samples kept for the population loss.",
    ),
    click.option("--center/--no-center", default=True, help="Subtract each feature's mean.  [default: yes]"),
    click.option("--scale/--no-scale", default=True, help="Scale to mean variance 1.  [default: yes]"),
    click.option("--standardize", is_flag=True, help="Scale each feature to variance 1 by itself."),
)
READING = ("table", "columns", "drop", "header", "delimiter", "decimal")
PREPARING = ("holdout", "center", "scale", "standardize")
PREPARED = {"holdout": 0.0, "center": True, "scale": True, "standardize": False}

size_options = stack(
    click.option("--p", "p", type=Count(), help="Input dimension."),
    click.option("--H", "H", type=Count(), help="Latent dimension; required."),
    click.option("--N", "N", type=Count(infinite=True), help="Number of training samples, or inf."),
    click.option("--sigma2", type=Positive(), help="Variance of the initial weights; required."),
)
OF_TIED = ("p", "H", "N", "sigma2")

covariance_option = click.option(
    "--covariance",
    metavar="LAW",
    help="Of the Gaussian data: power-law:1.5 (k^-1.5, k = 1 to p, scaled to mean 1), eigenvalues with their shares as "
    "3:0.5,0.2:0.5, or a file of p eigenvalues.  [default: the identity]",
)

time_options = stack(
    click.option("--t-max", type=Positive(), required=True, help="Last time of the flow dW/dt = -dL/dW."),
    click.option("--points", type=POINTS, default=11, show_default=True, help="Times from 0 to t-max."),
)

sweep_options = stack(
    click.option("--workers", type=click.IntRange(1), help="Local processes.  [default: one a core]"),
    click.option("--scheduler", metavar="ADDRESS", help="A Dask cluster's scheduler, tcp://host:8786, instead."),
)

model_option = click.option(
    "--model",
    "source",
    metavar="NAME|FILE.toml",
    shell_complete=complete_model,
    help="A model of the library (prism models) or of a file.  [default: the tied autoencoder]",
)

point_options = stack(
    model_option,
    click.option("--size", "sizes", metavar="NAME=SIZE", multiple=True, help="With --model: each of its sizes."),
    click.option("--value", "values", metavar="NAME=NUMBER", multiple=True, help="With --model: each of its scalars."),
    click.option(
        "--matrix",
        "matrices",
        metavar="NAME=FILE",
        multiple=True,
        help="With --model: a table in the place of a fixed matrix, samples in rows; turned where only that fits.",
    ),
)
OF_MODELS = ("sizes", "values", "matrices")

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")


def data_options(command: F) -> F:
    """The options that name data and prepare them; ``command`` gets the result as ``data``."""

    @functools.wraps(command)
    def with_data(*args: Any, **given: Any) -> Any:
        if given.get("source") is not None:
            refuse_given((*READING, *PREPARING), "--model", "give its fixed matrices as --matrix NAME=FILE")
        return reading(command)(*args, **given)

    return given_data(with_data)  # type: ignore[return-value]


def data_options_of_any_model(command: F) -> F:
    """The same for a command that takes samples with ``--model``, too."""
    return given_data(reading(command))


def table_options(command: F) -> F:
    """The options that name a table, prepared as by default: for a command whose ``--scale`` is another thing."""

    @functools.wraps(command)
    def with_data(*args: Any, **given: Any) -> Any:
        if given.get("source") is not None:
            refuse_given(READING, "--model", "give its sizes as --size NAME=SIZE")
        return reading(command)(*args, **given, **PREPARED)

    return table_read(with_data)  # type: ignore[return-value]


def reading(command: F) -> F:
    """The command with ``data`` in the place of the options that say how to read and prepare them."""

    @functools.wraps(command)
    def with_data(*args: Any, **given: Any) -> Any:
        read, prepared = ({name: given.pop(name) for name in names} for names in (READING, PREPARING))
        return command(*args, data=read_data(read, prepared), **given)

    return with_data  # type: ignore[return-value]


def refuse_given(names: Collection[str], other: str, instead: str) -> None:
    """Refuse options, by their parameters' names, that the command line gives though they do not go with ``other``."""
    context = click.get_current_context()
    options = {parameter.name: parameter.opts[0] for parameter in context.command.params}
    given = [name for name in names if context.get_parameter_source(name) is ParameterSource.COMMANDLINE]
    if given:
        verb = "does" if len(given) == 1 else "do"
        raise InputError(f"{', '.join(options[name] for name in given)} {verb} not go with {other}: {instead}")


def due(name: str, given: Any) -> Any:
    """The value of an option that may not be left out."""
    if given is None:
        raise click.UsageError(f"Missing option '{name}'.")
    return given


def read_data(reading: dict[str, Any], preparing: dict[str, Any]) -> Data | None:
    """The data that the options name, or None; what was read is said on stderr unless it is the built-in digits."""
    source, columns = reading.pop("table"), reading.pop("columns")
    if source is None:
        _refuse_options({**reading, **preparing, "columns": columns})
        return None
    table = read(source, columns=None if columns is None else split_names(columns), **reading)
    odd = still(table.matrix, table.features) + repeated(table.matrix)
    if not (preparing["standardize"] or source == "digits"):
        odd += dominant(table.matrix, table.features)
    if source != "digits":
        click.echo(f"prism: {', '.join([str(table), *odd])}", err=True)
    data = prepare(table.matrix, **preparing)
    found = table.as_dict()
    return replace(data, description={**found, "remarks": [*found["remarks"], *odd], **preparing})  # type: ignore[misc]


def _refuse_options(given: dict[str, Any]) -> None:
    """Options about data, without --data, are a mistake."""
    if given["holdout"]:
        raise ExperimentError("--holdout needs --data: Gaussian data have a known population loss")
    for name in ("columns", "drop", "header", "delimiter", "decimal", "standardize"):
        if given[name] not in ((None,) if name == "header" else (None, (), False)):
            raise ExperimentError(f"--{name} needs --data: it says how to read a table")
    for name in ("center", "scale"):
        if not given[name]:
            raise ExperimentError(f"--no-{name} needs --data: Gaussian samples stand as they are")


def read_covariance(text: str | None, data: Data | None, p: int | None) -> np.ndarray | None:
    """The p eigenvalues of the population covariance that the option names, or None."""
    if text is None:
        return None
    if data is not None:
        raise ExperimentError("--covariance is for Gaussian samples, and --data has its own: leave one out")

    from numerics.autoencoder.covariance.law import covariance_law

    law = covariance_law(text)
    size = law.p if p is None else p
    if size is None:
        raise ExperimentError("--p missing: give it, or a file of eigenvalues as --covariance")
    eigenvalues = law.eigenvalues(size)
    for remark in law.remarks(size):
        click.echo(f"prism: {remark}", err=True)
    return eigenvalues


def described(data: Data | None) -> dict[str, object]:
    """What was read, as a key of the json."""
    return {} if data is None else {"data": data.description}


def read_sizes(data: Data | None, p: int | None, H: int | None, N: float | None, sigma2: float | None) -> Sizes:
    """The sizes that the options give; with data, p and N come from the matrix."""
    H, sigma2 = due("--H", H), due("--sigma2", sigma2)
    if data is None:
        missing = [name for name, value in (("--p", p), ("--N", N)) if value is None]
        if p is None or N is None:
            raise ExperimentError(f"{' and '.join(missing)} missing: give them, or --data")
        return Sizes(p, H, N, sigma2)
    samples, features = data.shape
    for name, given, found in (("--p", p, features), ("--N", N, samples)):
        if given not in (None, found):
            raise ExperimentError(f"{name} {given} contradicts the data, which have {found}: leave it out")
    return Sizes(features, H, samples, sigma2)


def times(t_max: float, points: int) -> np.ndarray:
    """Equally spaced times from 0 to t_max."""
    return np.linspace(0.0, t_max, points)
