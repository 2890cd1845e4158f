"""Verdicts of checks as words on stderr and as an exit status."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from numerics.methods.slopes import Verdict


def conclude(verdicts: dict[str, Verdict]) -> None:
    """Say on stderr what does not agree and what is undecided; exit status 1 if something does not agree."""
    from numerics.methods.slopes import AGREES, FAILS

    for name, verdict in verdicts.items():
        if verdict.word != AGREES:
            click.echo(f"prism: {name}: {verdict}: {verdict.reason}", err=True)
    if any(verdict.word == FAILS for verdict in verdicts.values()):
        raise SystemExit(1)
