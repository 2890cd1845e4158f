"""``prism weight-decay``: which components of given data survive weight decay, and losses against it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import numpy as np

from figures.cli.options import Count, Positive, data_options, decimal, described, due, json_option
from figures.cli.output import print_json, print_table
from figures.cli.places import Folder
from linear_ae.data import Data
from theory.errors import InputError

if TYPE_CHECKING:
    from numerics.solutions.tied_weight_decay.survivors import Minimum, Modes, Survivors

SHARES = np.geomspace(1e-3, 1, 13)
"""The lambdas shown if none are given, as shares of the one that kills the whole model."""
LARGE = 0.1
"""What mean-field may neglect, p/H, before it is said."""


class Decays(click.ParamType):
    """Numbers >= 0 with commas between them."""

    name = "numbers"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> list[float]:
        """The numbers, or a usage error."""
        if isinstance(value, list):
            return value
        found = [(text, decimal(text)) for text in str(value).split(",")]
        bad = [text for text, number in found if number is None or number < 0]
        if bad:
            self.fail(f"{bad[0]!r} is no lambda: give numbers >= 0 with commas between them", param, ctx)
        return [number for _, number in found if number is not None]


@click.command("weight-decay")
@click.option("--H", "H", type=Count(), help="Latent dimension; required.")
@click.option("--values", type=Decays(), metavar="LAMBDA,...", help="Weight decays.  [default: 13 up to the fatal one]")
@click.option("--noise", type=Positive(), help="Variance delta2 of noise on held-out inputs.  [default: none]")
@click.option("--t-max", type=Positive(), help="Losses at this time of the mean-field flow, for H > p.  [default: inf]")
@click.option("--sigma2", type=Positive(), help="With --t-max: variance of the initial weights.")
@click.option(
    "--out",
    type=Folder(),
    metavar="DIR",
    help="Draw weight-decay.pdf and .png into this folder.",
)
@data_options
@json_option
def weight_decay(
    H: int | None,
    values: list[float] | None,
    noise: float | None,
    t_max: float | None,
    sigma2: float | None,
    out: Path | None,
    data: Data | None,
    as_json: bool,
) -> None:
    """Components of the samples that survive a weight decay lambda, and the losses of the tied autoencoder against it.

    A component of variance l survives if l > lambda/2 and it is one of the H largest; its eigenvalue of A ends at 1 -
    lambda/(2 l). Losses are at t = inf, exactly, or with --t-max those of mean-field; train has the penalty, error not.
    At t = inf 0 stands for lambda -> 0, by which directions without variance die.

    With --holdout the best lambda is said on stderr. Without --noise the held-out loss at t = inf only rises with
    lambda: the best one is 0. Noise on held-out inputs, which training does not see, adds delta2 sum a^2 / 2.
    """
    from numerics.solutions.tied_weight_decay.survivors import Modes

    modes = Modes.of(due("--data", data), due("--H", H), noise or 0.0)
    if noise is not None and modes.held_out is None:
        raise InputError("--noise is on the inputs of held-out samples: give --holdout, too")
    start = checked_start(modes, t_max, sigma2)
    decays = np.array(values if values is not None else modes.fatal * SHARES)
    found = [modes.survivors(decay) for decay in decays]
    a = modes.ended(decays) if t_max is None else modes.at(decays, start, t_max)
    losses, minimum = modes.losses(a, decays), best(modes, start, t_max)
    show(modes, found, losses, minimum, t_max, {**described(data), "H": H, "noise": noise, "t": t_max}, as_json)
    if out:
        write_picture(modes, start, t_max, minimum, out)


def checked_start(modes: Modes, t_max: float | None, sigma2: float | None) -> float:
    """a0 = sigma2 H of the mean-field flow, which only a finite time needs; what it neglects is said."""
    if (t_max is None) != (sigma2 is None):
        raise InputError("--t-max and --sigma2 go together: the losses at t = inf do not depend on the start")
    if t_max is not None and modes.latent <= modes.l.size:
        raise InputError(f"--t-max is for mean-field: give --H well above p = {modes.l.size}, or leave out --t-max")
    if t_max is not None and (neglected := modes.l.size / modes.latent) > LARGE:
        click.echo(f"prism: mean-field neglects terms of order p/H, here {neglected:.2g}: give a larger --H", err=True)
    return (sigma2 or 0.0) * modes.latent


def best(modes: Modes, start: float, t_max: float | None) -> Minimum | None:
    """The smallest held-out loss, if samples are held out."""
    from numerics.solutions.tied_weight_decay.survivors import best_at, best_end

    if modes.held_out is None:
        return None
    return best_end(modes) if t_max is None else best_at(modes, start, t_max)


def show(
    modes: Modes,
    found: list[Survivors],
    losses: dict[str, np.ndarray],
    minimum: Minimum | None,
    t_max: float | None,
    given: dict[str, Any],
    as_json: bool,
) -> None:
    """The table with remarks on stderr, or everything as JSON."""
    if as_json:
        best_of = None if minimum is None else asdict(minimum)
        print_json(
            {**given, "fatal": modes.fatal, "survivors": list(map(asdict, found)), "losses": losses, "best": best_of}
        )
        return
    click.echo(f"prism: lambda = {modes.fatal:.6g} kills every component", err=True)
    if minimum is not None:
        click.echo(f"prism: {in_words(minimum, t_max)}", err=True)
    header = ["lambda", "survivors", "smallest", "share", *losses]
    print_table(header, [cells(one, [curve[k] for curve in losses.values()]) for k, one in enumerate(found)])


def cells(one: Survivors, losses: list[float]) -> list[str]:
    """One row of the table."""
    least = "" if one.smallest is None else f"{one.smallest:.5g}"
    return [f"{one.decay:.5g}", str(one.number), least, f"{one.share:.5f}", *(f"{loss:.6g}" for loss in losses)]


def in_words(minimum: Minimum, t_max: float | None) -> str:
    """Where the held-out loss is smallest."""
    when = "inf" if t_max is None else f"{t_max:g}"
    where = f"lambda = {minimum.decay:.5g}" if minimum.decay else "lambda -> 0, it only rises from there"
    return f"the held-out loss at t = {when} is smallest, {minimum.loss:.5g}, at {where}"


def write_picture(modes: Modes, start: float, t_max: float | None, minimum: Minimum | None, out: Path) -> None:
    """Draw into the folder."""
    from figures.autoencoder.weight_decay import draw
    from figures.style import save

    for path in save(draw(modes, minimum, start, t_max), out, "weight-decay"):
        click.echo(f"wrote {path}", err=True)
