"""Options that several commands share, and what they mean."""

import math
from collections.abc import Callable
from typing import Any, TypeVar

import click
import numpy as np

from linear_ae.data import Data, load, prepare
from linear_ae.errors import ExperimentError
from linear_ae.sizes import Sizes

F = TypeVar("F", bound=Callable[..., Any])


class Count(click.ParamType):
    """A positive integer, or ``inf`` where that is meant."""

    name = "integer"

    def __init__(self, infinite: bool = False) -> None:
        self.infinite = infinite

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number, or a usage error that says what is allowed."""
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if number >= 1 and (number == math.inf if math.isinf(number) else number == int(number)):
            if math.isinf(number) and not self.infinite:
                number = math.nan
            else:
                return number if math.isinf(number) else int(number)
        return self.fail(f"{value!r} is not a positive integer{' or inf' if self.infinite else ''}", param, ctx)


class Positive(click.ParamType):
    """A finite positive real number."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number, or a usage error."""
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not (math.isfinite(number) and number > 0):
            self.fail(f"{value!r} is not a finite positive number", param, ctx)
        return number


def stack(*decorators: Callable[[F], F]) -> Callable[[F], F]:
    """Several click options as one decorator, listed in this order in the help."""

    def decorate(function: F) -> F:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


data_options = stack(
    click.option(
        "--data",
        "source",
        metavar="FILE|digits",
        help="Samples in the rows of a .npy or .csv file, or `digits`.",
    ),
    click.option("--holdout", type=float, default=0.0, help="Share of the samples kept for the population loss."),
    click.option("--center/--no-center", default=True, help="Subtract each feature's mean.  [default: yes]"),
    click.option("--scale/--no-scale", default=True, help="Scale to mean variance 1.  [default: yes]"),
)

size_options = stack(
    click.option("--p", "p", type=Count(), help="Input dimension."),
    click.option("--H", "H", type=Count(), required=True, help="Latent dimension."),
    click.option("--N", "N", type=Count(infinite=True), help="Number of training samples, or inf."),
    click.option("--sigma2", type=Positive(), required=True, help="Variance of the initial weights."),
)

time_options = stack(
    click.option("--t-max", type=Positive(), required=True, help="Last time of the flow dW/dt = -dL/dW."),
    click.option("--points", type=click.IntRange(2), default=11, show_default=True, help="Times from 0 to t-max."),
)

sweep_options = stack(
    click.option("--workers", type=click.IntRange(1), help="Local processes.  [default: one a core]"),
    click.option("--scheduler", metavar="ADDRESS", help="A Dask cluster's scheduler, tcp://host:8786, instead."),
)

model_option = click.option(
    "--model",
    "source",
    metavar="NAME|FILE.toml",
    help="A model of the library (prism models) or of a file.  [default: the tied autoencoder]",
)

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")


def read_data(source: str | None, holdout: float, center: bool, scale: bool) -> Data | None:
    """The data that the options name, or None."""
    if source is None:
        if holdout:
            raise ExperimentError("--holdout needs --data: Gaussian data have a known population loss")
        return None
    return prepare(load(source), center=center, scale=scale, holdout=holdout)


def read_sizes(data: Data | None, p: int | None, H: int, N: float | None, sigma2: float) -> Sizes:
    """The sizes that the options give; with data, p and N come from the matrix."""
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
