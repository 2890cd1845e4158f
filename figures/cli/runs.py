"""What is said about the runs that a standard error needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from linear_ae.controls import Estimate
    from linear_ae.precision import Progress


def report(found: Progress, stderr: float) -> None:
    """A line on stderr about the runs so far and the runs to come."""
    needed = found.runs_needed(stderr)
    said = f"{found.runs} runs: standard error {found.largest:.2g} of L(0), {stderr:g} takes {needed}"
    click.echo(f"prism: {said}", err=True)


def forecast(found: Progress, losses: Mapping[str, Estimate | None], stderr: float) -> dict[str, Any]:
    """The standard error asked for and reached, runs needed for it, and the gain in variance from the controls."""
    gains = {name: estimate.reduction if estimate else None for name, estimate in losses.items()}
    needed = found.runs_needed(stderr)
    return {"stderr": stderr, "reached": found.largest, "seeds": needed, "variance_reduction": gains}
