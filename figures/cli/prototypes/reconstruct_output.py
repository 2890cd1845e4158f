"""What ``prism prototypes reconstruct`` prints: estimates, scores, the comparison's table."""

from typing import Any

import click
import numpy as np

from figures.cli.output import print_table

SHOWN = ("prototypes", "random", "kkt-losses", "kkt-weights", "rbf", "k-means")


def print_result(result: dict[str, Any]) -> None:
    """A reading (of several networks the first in full), or the comparison over the study."""
    if "table" in result:
        _print_comparison(result)
        return
    for k, reading in enumerate(result.get("readings", [result])):
        if k == 0:
            _print_estimates(reading["estimates"])
        click.echo(f"{f'seed {k}: ' if 'readings' in result else ''}{reading['verdict']}")
    if "score" in result:
        click.echo(f"share of estimates within {result['distance']:.3g} of an input: {result['score']['within']:.3f}")
    if "readings" in result:
        _print_scores(result["readings"])


def _print_estimates(estimates: list[dict[str, Any]]) -> None:
    rows = [
        [", ".join(f"{v:.4g}" for v in e["input"]), _confidence(e), f"{e['chance']:.2f}",
         "yes" if e["read"] else "no", " ".join(map(str, e["neurons"]))]
        for e in estimates
    ]  # fmt: skip
    print_table(["estimate", "confidence", "random point", "read", "neurons"], rows)


def _confidence(estimate: dict[str, Any]) -> str:
    """The number; of unknown losses the average with its range over the masks."""
    low, high = estimate["range"]
    return f"{estimate['confidence']:.2f}" + (f" ({low:.2f} to {high:.2f})" if low < high else "")


def _print_scores(readings: list[dict[str, Any]]) -> None:
    rows = []
    for method in readings[0]["scores"]:
        values = np.array([list(r["scores"][method].values()) for r in readings], dtype=float)
        if not np.isnan(values).all():
            rows.append([method, *(f"{v:.4g}" for v in np.nanmean(values, axis=0))])
    click.echo()
    print_table(["method", "Hungarian error", "to the data", "from the data", "near an input"], rows)


def _print_comparison(result: dict[str, Any]) -> None:
    rows = [
        [str(r["size"]), r["mask"], f"{r['read']:.1f} of {r['estimates']:.1f}", f"{r['confidence']:.2f}",
         f"{r['near']:.2f}", f"{r['chance']:.2f}", *(_number(r["scores"][m]["hungarian"]) for m in SHOWN)]
        for r in result["table"]
    ]  # fmt: skip
    print_table(["N", "mask", "read", "confidence", "near", "random point", *SHOWN], rows)
    click.echo("\nof the estimates given a confidence, the share near an input:")
    print_table(
        ["confidence", "estimates", "mean confidence", "near an input", "standard error"],
        [[f"{b['low']:.1f} to {b['high']:.1f}", str(b["count"]), f"{b['confidence']:.3f}", f"{b['share']:.3f}",
          f"{b['error']:.3f}"] for b in result["reliability"]],
    )  # fmt: skip
    click.echo(f"mean gap {result['calibration_error']:.3f}")


def _number(value: float) -> str:
    return "" if np.isnan(value) else f"{value:.3f}"
