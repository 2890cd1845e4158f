"""``prism check --model``: every facet of any model against simulation, by its limit formula where one is known."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from figures.cli.model_regimes import warn
from figures.cli.options import described
from figures.cli.output import filled, print_json, print_once, print_table, progress_bar
from figures.cli.verdicts import conclude
from figures.jsonable import jsonable
from linear_ae.data import Data
from linear_ae.errors import IntegrationError
from numerics.autoencoder.predict import spectrum_of
from numerics.errors import ConvergenceError
from numerics.models import checks as series_checks
from numerics.solutions import checks as limit_checks
from numerics.solutions import limit
from numerics.solutions.ladder import data_ladder, gaussian_ladder
from theory.errors import InputError
from theory.files import put
from theory.matrix.model import Model
from theory.matrix.regimes import ORDER, Regime, Regimes, regimes
from theory.models import load
from theory.solutions import Solution, solutions

RUNGS = 3
DEVIATIONS = (
    "regime",
    "loss",
    "change",
    "deviation",
    "stderr",
    "error",
    "at t",
    "order",
    "expected",
    "corrected",
    "verdict",
)
Row = series_checks.Row | limit_checks.Row


@dataclass(frozen=True, eq=False)
class Asked:
    """What the options say: at most so many ``runs``, the root of their numbers, and data in the place of X."""

    runs: int | None
    seed: int
    data: Data | None

    def by_limit(self, model: Model, facet: Regime, progress: Callable[[int], None]) -> list[limit_checks.Row]:
        """The rows of a facet whose limit is known."""
        found = limit(model, facet.name)
        data = self.data
        ladder = gaussian_ladder(found) if data is None else data_ladder(found, data.train.T, spectrum_of(data))
        return limit_checks.check(ladder, self.runs or limit_checks.MOST, self.seed, progress)


def show(
    source: str,
    regime: str,
    order: int | None,
    series: bool,
    asked: Asked,
    out: Path | None,
    as_json: bool,
) -> None:
    """Print a row a loss and facet; exit status 1 if one does not agree."""
    found = regimes(load(source), None, ORDER if order is None else order)
    warn(found)
    solved = {} if series else solutions(found.model)
    facets = chosen(found, regime) if asked.data is None else chosen_on_data(found, regime, solved, asked.data)
    rows, left = checked(found, facets, solved, asked)
    numbers = [summary(row) for row in rows]
    if as_json:
        lacking = {"unchecked": left} if left else {}
        print_json({"model": found.model.name, "rows": numbers, **lacking, **described(asked.data)})
    else:
        names = found.model.names
        print_once(("regime", "theory", *names, "seeds"), [places(row, names) for row in numbers])
        print_table(*filled(DEVIATIONS, [deviations(row) for row in numbers]))
    if out:
        save(rows, numbers, out)
    for name, reason in left.items():
        click.echo(f"prism: {name}: not checked: {reason}", err=True)
    conclude({f"{row.regime}, {row.loss}": row.verdict for row in rows})
    if left:
        raise SystemExit(1)


def checked(
    found: Regimes, facets: Sequence[Regime], solved: Mapping[str, Solution], asked: Asked
) -> tuple[list[Row], dict[str, str]]:
    """The rows of all facets, and why others have none; the error of the first if none has any."""
    rows: list[Row] = []
    left: dict[str, Exception] = {}
    with progress_bar("simulating", RUNGS * len(facets)) as bar:
        for k, facet in enumerate(facets):

            def done(rung: int, before: int = k * RUNGS) -> None:
                bar(before + rung)

            try:
                if facet.name in solved:
                    rows += asked.by_limit(found.model, facet, done)
                else:
                    rows += series_checks.check(found, facet, asked.runs or series_checks.MOST, asked.seed, done)
            except (ConvergenceError, IntegrationError, InputError) as error:
                left[facet.name] = error
    if left and not rows:
        name, first = next(iter(left.items()))
        raise type(first)(f"{name}: {first}") from first
    return rows, {name: str(error) for name, error in left.items()}


def chosen(found: Regimes, regime: str) -> list[Regime]:
    """The facets that the option names."""
    known = {facet.name: facet for facet in found.facets}
    if regime != "all" and regime not in known:
        raise InputError(f"{found.model.name}: no facet {regime!r}; it has {', '.join(known)}")
    return list(known.values()) if regime == "all" else [known[regime]]


def chosen_on_data(found: Regimes, regime: str, solved: Mapping[str, Solution], data: Data) -> list[Regime]:
    """Those of them whose limit holds for any spectrum."""
    if data.test is not None:
        raise InputError(f"--holdout does not go with --model: {found.model.name} knows no held-out samples")
    known = [facet.name for facet in found.facets if facet.name in solved and solved[facet.name].any_spectrum]
    if not known:
        raise InputError(f"{found.model.name}: no limit formula for given data is known here: leave out --data")
    facets = [facet for facet in chosen(found, regime) if facet.name in known]
    if not facets:
        raise InputError(f"{found.model.name}: {regime} has no formula for given data: choose {' or '.join(known)}")
    return facets


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
        **(by_limit(row) if isinstance(row, limit_checks.Row) else by_series(row)),
        "verdict": row.verdict.word,
        "reason": row.verdict.reason,
    }


def by_limit(row: limit_checks.Row) -> dict[str, Any]:
    """What a limit formula has: its stated error, and what its correction leaves."""
    left = row.corrected
    return {
        "theory": "formula",
        "error": row.error[row.column],
        "corrected": None if left is None else left[row.column],
        "order": {"slope": row.order.slope, "stderr": row.order.stderr, "expected": row.expected},
    }


def by_series(row: series_checks.Row) -> dict[str, Any]:
    """What the leading series has: the slopes by exact coefficients."""
    return {
        "theory": "series",
        "error": None,
        "corrected": None,
        "order": {
            "slope": row.order.slope,
            "stderr": row.order.stderr,
            "expected": row.expected,
            "at_these_sizes": row.bent,
            "far": row.final,
        },
    }


def places(row: dict[str, Any], names: Sequence[str]) -> list[str]:
    """Where a facet is looked at, the top of its ladder, and by what."""
    given = {**row["sizes"], **row["values"]}
    return [row["regime"], row["theory"], *(f"{given[name]:.4g}" for name in names), f"{row['seeds']}"]


def deviations(row: dict[str, Any]) -> list[str]:
    """What is found there, for one loss; deviations are in units of the change of the loss."""
    order = row["order"]
    bent = f"{order['at_these_sizes']:.2f} -> " if "at_these_sizes" in order else ""
    return [
        row["regime"],
        row["loss"],
        f"{100 * row['change']:.3g}%",
        f"{100 * row['deviation']:+.2f}%",
        f"{100 * row['stderr']:.2f}%",
        "" if row["error"] is None else f"{100 * row['error']:.2f}%",
        f"{row['t']:.3g}",
        f"{order['slope']:.2f} +- {order['stderr']:.2f}",
        f"{bent}{order['expected']:g}",
        "" if row["corrected"] is None else f"{100 * row['corrected']:+.2f}%",
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
