"""``prism check``: theory against simulation, as a table, a figure and raw results."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from figures.cli.completion import complete_regime
from figures.cli.options import (
    Count,
    covariance_option,
    data_options_of_any_model,
    described,
    json_option,
    model_option,
    refuse_given,
)
from figures.cli.output import print_json, print_once, print_table, progress_bar
from figures.cli.places import Folder
from figures.cli.verdicts import conclude
from figures.jsonable import jsonable
from linear_ae.data import Data
from linear_ae.errors import ExperimentError
from theory.files import put

if TYPE_CHECKING:
    from numerics.autoencoder.experiment.checks import Ladder, Row

SIZES = ("regime", "p", "H", "N", "sigma2", "seeds")
DEVIATIONS = (
    "regime",
    "loss",
    "deviation",
    "stderr",
    "at t",
    "of range",
    "order",
    "expected",
    "corrected",
    "verdict",
)


@click.command()
@click.option(
    "--regime",
    metavar="REGIME",
    default="all",
    show_default=True,
    shell_complete=complete_regime,
    help="One regime, or all that have a check.",
)
@click.option("--p", "p", type=Count(), default=256, show_default=True, help="Largest input dimension (Gaussian data).")
@model_option
@click.option("--order", type=click.IntRange(3), help="With --model: orders that its facets are from.  [default: 4]")
@click.option(
    "--series", is_flag=True, help="With --model: leading series at early times, where a formula is known, too."
)
@click.option("--seeds", type=Count(), help="Number of runs a curve, with --model the most.  [default: enough]")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Root of the random numbers.")
@click.option("--device", metavar="DEVICE", default="cpu", show_default=True, help="cpu or cuda.")
@click.option(
    "--out",
    type=Folder(),
    help="Folder for the figure and the raw results.",
)
@covariance_option
@data_options_of_any_model
@json_option
def check(
    regime: str,
    p: int,
    source: str | None,
    order: int | None,
    series: bool,
    seeds: int | None,
    seed: int,
    device: str,
    out: Path | None,
    covariance: str | None,
    data: Data | None,
    as_json: bool,
) -> None:
    """Compare limit formulas with simulated training at sizes where the limit should hold.

    One row a curve: the largest deviation relative to the loss at t = 0 and its standard error, the same deviation
    relative to the range of the curve, the order at which it shrinks over three sizes (in p, with --data in H/p),
    the deviation left there after the first correction, where one is known, and the verdict: whether the deviation
    falls at the expected order. The exit status is 1 if one does not.

    With --covariance, the regimes that hold for any spectrum, on Gaussian data of that population covariance.

    With --model, every facet of that model along a ladder of sizes that approach it: its limit formula where one is
    known, with --data on these samples; elsewhere, and with --series, the change of each loss by its leading terms. A
    facet that cannot be checked is named on stderr (and under "unchecked"), with exit status 1.
    """
    if seeds == 1:
        raise click.UsageError("--seeds 1: one run has no standard error, give at least 2")
    if source is not None:
        refuse_given(("p", "device", "covariance"), "--model", "its ladders have sizes of their own")
        if data is not None:
            refuse_given(("series",), "--data", "derivatives are means over Gaussian samples")
        from figures.cli import model_check

        return model_check.show(source, regime, order, series, model_check.Asked(seeds, seed, data), out, as_json)
    refuse_given(("order", "series"), "the tied autoencoder", "give --model, too")

    from numerics.autoencoder.experiment.checks import run_ladder

    ladders = _ladders(regime, p, data, covariance)
    rows: list[Row] = []
    with progress_bar("simulating", sum(len(ladder.rungs) for ladder in ladders)) as bar:
        finished = 0
        for ladder in ladders:
            rows += run_ladder(ladder, seeds, seed, device, progress=lambda done, before=finished: bar(before + done))  # type: ignore[misc]
            finished += len(ladder.rungs)
    results = {"rows": [summary(row) for row in rows]}
    if as_json:
        print_json({**results, **described(data)})
    else:
        print_once(SIZES, [_sizes(row) for row in results["rows"]])
        print_table(DEVIATIONS, [_deviations(row) for row in results["rows"]])
    if out:
        from figures import check as figure
        from figures.style import save

        paths = save(figure.draw(rows), out, "check")
        raw = out / "check.json"
        whole = jsonable({"caption": figure.CAPTION, "curves": [curves(row) for row in rows]})
        put(raw, json.dumps(whole, indent=1).encode())
        click.echo("wrote " + ", ".join(map(str, [*paths, raw])), err=True)
    return conclude({f"{row.ladder.regime}, {row.loss}": row.verdict for row in rows})


def _ladders(regime: str, p: int, data: Data | None, covariance: str | None) -> list[Ladder]:
    from numerics.autoencoder.covariance.law import covariance_law
    from numerics.autoencoder.experiment import checks

    def names(known: tuple[str, ...]) -> tuple[str, ...]:
        return known if regime == "all" else (regime,)

    if data is not None and covariance is not None:
        raise ExperimentError("--covariance is for Gaussian samples, and --data has its own: leave one out")
    if data is not None:
        known = checks.regimes_on(data)
        if regime == "all" and known != checks.DATA_REGIMES:
            click.echo(f"prism: narrow-latent left out: it takes {checks.FEWEST_FEATURES} features or more", err=True)
        return [checks.data_ladder(name, data) for name in names(known)]
    if covariance is not None:
        law = covariance_law(covariance)
        for remark in law.remarks():
            click.echo(f"prism: {remark}", err=True)
        return [checks.covariance_ladder(name, p, law) for name in names(checks.regimes_with(law))]
    return [checks.gaussian_ladder(name, p) for name in names(checks.GAUSSIAN_REGIMES)]


def summary(row: Row) -> dict[str, Any]:
    """The numbers of one row of the table."""
    c, k, s = row.comparison, row.comparison.largest, row.ladder.rungs[-1].sizes
    swing = float(c.theory.max() - c.theory.min())
    return {
        "regime": row.ladder.regime,
        "loss": row.loss,
        "sizes": {"p": s.p, "H": s.H, "N": s.N, "sigma2": s.sigma2},
        "seeds": row.runs,
        "deviation": c.deviation[k],
        "stderr": c.deviation_stderr[k],
        "t": c.t[k],
        "corrected": None if row.corrected is None else row.corrected[k],
        "deviation_of_range": c.deviation[k] * c.theory[0] / swing,
        "order": {
            "along": row.ladder.along,
            "slope": row.order.slope,
            "stderr": row.order.stderr,
            "expected": row.ladder.order,
            "bent": row.bent,
        },
        "verdict": row.verdict.word,
    }


def curves(row: Row) -> dict[str, Any]:
    """One row with its whole curves."""
    c = row.comparison
    return {
        **summary(row),
        "times": c.t,
        "theory": c.theory,
        "experiment": c.experiment,
        "experiment_stderr": c.stderr,
    }


def _sizes(row: dict[str, Any]) -> list[str]:
    """Where a regime is looked at: the top of its ladder."""
    size = row["sizes"]
    counts = (f"{size[name]:.15g}" for name in ("p", "H", "N"))
    return [row["regime"], *counts, f"{size['sigma2']:.3g}", f"{row['seeds']}"]


def _deviations(row: dict[str, Any]) -> list[str]:
    """What is found there, for one loss."""
    order = row["order"]
    return [
        row["regime"],
        row["loss"],
        f"{100 * row['deviation']:+.2f}%",
        f"{100 * row['stderr']:.2f}%",
        f"{row['t']:.3g}",
        f"{100 * row['deviation_of_range']:+.2f}%",
        f"{order['slope']:.2f} +- {order['stderr']:.2f}",
        f"{order['expected']} in {order['along']}",
        "" if row["corrected"] is None else f"{100 * row['corrected']:+.2f}%",
        row["verdict"],
    ]
