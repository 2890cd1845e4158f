"""``prism check --model``: every facet of any model against simulation."""

import json
from pathlib import Path
from typing import Any

import click

from figures.cli.model_regimes import warn
from figures.cli.output import print_json, print_table, progress_bar
from figures.cli.verdicts import conclude
from figures.jsonable import jsonable
from numerics.models.checks import MOST, Row, check
from theory.errors import InputError
from theory.files import put
from theory.matrix.regimes import ORDER, Regimes, regimes
from theory.models import load

RUNGS = 3
HEADER = ("regime", "loss", "seeds", "change", "deviation", "stderr", "at t", "order", "expected", "verdict")


def show(
    source: str, regime: str, order: int | None, seeds: int | None, seed: int, out: Path | None, as_json: bool
) -> None:
    """Print a row a loss and facet; exit status 1 if one does not agree."""
    found = regimes(load(source), None, ORDER if order is None else order)
    warn(found)
    facets = chosen(found, regime)
    rows: list[Row] = []
    with progress_bar("simulating", RUNGS * len(facets)) as bar:
        for k, facet in enumerate(facets):
            done = k * RUNGS
            rows += check(found, facet, seeds or MOST, seed, progress=lambda rung, before=done: bar(before + rung))  # type: ignore[misc]
    numbers = [summary(row) for row in rows]
    if as_json:
        print_json({"model": found.model.name, "rows": numbers})
    else:
        print_table(HEADER, [cells(row) for row in numbers])
    if out:
        save(rows, numbers, out)
    conclude({f"{row.regime}, {row.loss}": row.verdict for row in rows})


def chosen(found: Regimes, regime: str) -> list[Any]:
    """The facets that the option names."""
    known = {facet.name: facet for facet in found.facets}
    if regime != "all" and regime not in known:
        raise InputError(f"{found.model.name}: no facet {regime!r}; it has {', '.join(known)}")
    return list(known.values()) if regime == "all" else [known[regime]]


def summary(row: Row) -> dict[str, Any]:
    """The numbers of one row."""
    last = row.points[-1]
    return {
        "regime": row.regime,
        "loss": row.loss,
        "sizes": dict(last.sizes),
        "values": dict(last.values),
        "seeds": row.runs,
        "change": row.change,
        "deviation": row.deviation,
        "stderr": row.stderr[row.column],
        "t": row.t[row.column],
        "order": {
            "slope": row.order.slope,
            "stderr": row.order.stderr,
            "expected": row.expected,
            "at_these_sizes": row.bent,
            "far": row.final,
        },
        "verdict": row.verdict.word,
        "reason": row.verdict.reason,
    }


def cells(row: dict[str, Any]) -> list[str]:
    """One row of the table; deviations are in units of the change of the loss at the last time."""
    order = row["order"]
    return [
        row["regime"],
        row["loss"],
        f"{row['seeds']}",
        f"{100 * row['change']:.3g}%",
        f"{100 * row['deviation']:+.2f}%",
        f"{100 * row['stderr']:.2f}%",
        f"{row['t']:.3g}",
        f"{order['slope']:.2f} +- {order['stderr']:.2f}",
        f"{order['at_these_sizes']:.2f} -> {order['expected']:g}",
        row["verdict"],
    ]


def save(rows: list[Row], numbers: list[dict[str, Any]], out: Path) -> None:
    """The figure and the whole curves."""
    from figures import model_check
    from figures.style import save as save_figure

    paths = save_figure(model_check.draw(rows), out, "check")
    curves = [
        {**one, "times": row.t, "theory": row.theory, "experiment": row.experiment, "experiment_stderr": row.stderr}
        for row, one in zip(rows, numbers, strict=True)
    ]
    raw = out / "check.json"
    put(raw, json.dumps(jsonable({"caption": model_check.CAPTION, "curves": curves}), indent=1).encode())
    click.echo("wrote " + ", ".join(map(str, [*paths, raw])), err=True)
