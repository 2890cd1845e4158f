"""Renews the numbers of docs/claims.md from the commands that print them.

docs/claims.md is docs/claims.md.in with every ``@{source:path:format}`` filled in from docs/claims.json, which keeps
for each source its commands, when and with which version they ran, the seconds of processor, and the values that the
page shows. A format ending in ``p`` is of a percentage, without its sign.

    python docs/renew_claims.py                run all sources, write the record and the page
    python docs/renew_claims.py study balance  run these only
    python docs/renew_claims.py --fill         write the page from the record

tests/docs/test_claims.py fails while the page is not what the record gives; its slow tests run the sources again.
"""

import contextlib
import io
import json
import os
import re
import shlex
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

DOCS = Path(__file__).parent
TEMPLATE, PAGE, RECORD = (DOCS / name for name in ("claims.md.in", "claims.md", "claims.json"))
PLACE = re.compile(r"@\{([\w-]+)(?::([^:}]+))?(?::([^}]+))?\}")

Values = dict[str, Any]


@dataclass(frozen=True)
class Source:
    """Commands of ``prism`` (``--json`` is added), and what their JSON is called on the page; ``long``: they take more
    than a minute, and no test repeats them."""

    values: Callable[..., Values]
    commands: tuple[str, ...]
    long: bool = False


def study_values(result: dict) -> Values:
    """Means, verdicts and effects of a study: ``error/coverage/5``, ``coverage-lowest/outcome``, ``.../p/5``."""
    found: Values = {f"{e['measure']}/{e['mask']}/{e['size']}": e["mean"] for e in result["table"]}
    for claim in result["claims"]:
        found[f"{claim['name']}/outcome"] = claim["outcome"]
        found |= {f"{claim['name']}/p/{f['size']}": f["p"] for f in claim["findings"]}
        found[f"{claim['name']}/p"] = max(f["p"] for f in claim["findings"])
    return found | {f"effect/{e['name']}/{e['size']}": e["mean"] for e in result["effects"]}


def check_values(result: dict) -> Values:
    """``deviation/large-data/train`` and the like; orders with their standard errors."""
    found: Values = {}
    for row in result["rows"]:
        place = f"{row['regime']}/{row['loss']}"
        found |= {f"{name}/{place}": row[name] for name in ("deviation", "stderr", "corrected", "deviation_of_range")}
        found |= {f"order/{place}": row["order"]["slope"], f"order_error/{place}": row["order"]["stderr"]}
    return found | {"largest": max(abs(row["deviation"]) for row in result["rows"])}


def model_values(result: dict) -> Values:
    """``deviation/mean-field/train`` and the like, in units of the change; how many rows there are, and agree."""
    found: Values = {}
    for row in result["rows"]:
        place = f"{row['regime']}/{row['loss']}"
        found |= {f"{name}/{place}": row[name] for name in ("deviation", "stderr", "error", "corrected")}
        found[f"order/{place}"] = row["order"]["slope"]
    words = [row["verdict"] for row in result["rows"]]
    return found | {"rows": len(words), **{word.replace(" ", "-"): words.count(word) for word in set(words)}}


def tau_values(result: dict) -> Values:
    """A column at a temperature: ``outside_separation/0.001``."""
    columns = [name for name, values in result.items() if isinstance(values, list) and name != "tau"]
    found = {f"{name}/{tau:g}": v for name in columns for tau, v in zip(result["tau"], result[name], strict=True)}
    close = [k for k, tau in enumerate(result["tau"]) if 0.0025 < tau < 0.1]
    gaps = [abs(result["expelled_flow"][k] - result["expelled_continuum"][k]) for k in close]
    return found | {"verdict": result["verdict"], "gap": max(gaps)}


def balance_values(result: dict) -> Values:
    """Data sets that lose a prototype at a margin, ``lost/1``, and the attractors."""
    own = np.quantile(result["smallest_attractors"], [0, 0.5, 1])
    found = {f"lost/{row['margin']:g}": row["sets_with_expulsion"] for row in result["attractors"]}
    found |= dict(zip(("least", "median", "largest"), map(float, own), strict=True))
    return found | {"lattice": result["lattice_attractor"], "sets": len(result["smallest_attractors"])}


def descent_values(flow: dict, steps: dict) -> Values:
    """Largest distance of discrete training from the flow, in units of L(0)."""
    return {
        name: float(np.abs(np.subtract(flow[name], steps[name])).max() / flow[name][0])
        for name in ("train", "population")
    }


STUDY, DESCENT = (
    "prototypes study",
    "simulate --p 128 --H 64 --N 256 --sigma2 0.0078125 --t-max 3 --points 21 --seeds 4",
)
SOURCES = {
    "check": Source(check_values, ("check",)),
    "digits": Source(check_values, ("check --data digits --holdout 0.25",)),
    "decay": Source(model_values, ("check --model tied-weight-decay",)),
    "decay-digits": Source(model_values, ("check --model tied-weight-decay --data digits",)),
    "descent": Source(descent_values, (DESCENT, f"{DESCENT} --optimizer gd --rate 0.015")),
    "study": Source(study_values, (STUDY,)),
    "confirm": Source(study_values, (f"{STUDY} --sizes 3,5,10,20,50 --first-seed 100 --seeds 40",), long=True),
    "sharp": Source(study_values, (f"{STUDY} --preset sharp --sizes 3,5,10,20",)),
    "torch-start": Source(study_values, (f"{STUDY} --preset torch-start --sizes 3,5,10,20",)),
    "plane": Source(study_values, (f"{STUDY} --dimension 2 --sizes 3,5,10,20",)),
    "eight": Source(study_values, (f"{STUDY} --dimension 8 --sizes 3,5,10,20",)),
    "tau-sweep": Source(tau_values, ("prototypes tau-sweep",)),
    "balance": Source(balance_values, ("prototypes balance",)),
    "balance-random": Source(balance_values, ("prototypes balance --inputs random",)),
}


def computed(source: Source) -> Values:
    """What the commands of a source print now, by the names of the page."""
    return source.values(*map(_printed, source.commands))


def _printed(command: str) -> dict:
    from figures.cli.main import run

    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        status = run([*shlex.split(command), "--json"])
    if status:
        raise SystemExit(f"prism {command} ended with status {status}")
    return json.loads(out.getvalue())


def shown(template: str) -> Iterator[tuple[str, str]]:
    """(source, path) of every value that the template shows."""
    return ((name, path) for name, path, _ in PLACE.findall(template) if path)


def renewed(source: str, template: str) -> dict[str, Any]:
    """The record of one source, computed now."""
    start = _processor()
    values = computed(SOURCES[source])
    return {
        "commands": [f"prism {command}" for command in SOURCES[source].commands],
        "date": datetime.now(UTC).date().isoformat(),
        "version": metadata.version("learning-prism"),
        "seconds": round(_processor() - start),
        "values": {path: values[path] for name, path in shown(template) if name == source},
    }


def _processor() -> float:
    """Seconds of processor so far, of finished workers too."""
    return sum(os.times()[:4])


def filled(template: str, record: dict[str, Any]) -> str:
    """The page."""
    return PLACE.sub(lambda place: _table(record) if place[1] == "sources" else text(record, *place.groups()), template)


def text(record: dict[str, Any], source: str, path: str, form: str | None) -> str:
    """One value as the page shows it."""
    value = record[source]["values"][path]
    if form is None:
        return str(value)
    return f"{100 * value:{form[:-1]}f}" if form.endswith("p") else f"{value:{form}}"


def _table(record: dict[str, Any]) -> str:
    rows = [
        f"| {name} | {'; '.join(f'`{c}`' for c in r['commands'])} | {r['date']} | {r['version']} | {r['seconds']} |"
        for name, r in record.items()
    ]
    return "\n".join(["| source | command | renewed | version | processor, s |", "|---|---|---|---|---|", *rows])


def main(arguments: list[str]) -> None:
    """Run sources and write record and page."""
    sys.path.insert(0, str(DOCS.parent))
    template = TEMPLATE.read_text(encoding="utf-8")
    record = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    for name in () if arguments == ["--fill"] else arguments or SOURCES:
        record[name] = renewed(name, template)
        ordered = {known: record[known] for known in SOURCES if known in record}
        RECORD.write_text(json.dumps(ordered, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(filled(template, record), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
