"""Verdicts and effects of the study as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from figures.cli.output import print_table

if TYPE_CHECKING:
    from numerics.prototypes.study.factorial import Effect
    from numerics.prototypes.study.settings import Settings
    from numerics.prototypes.study.verdict import Verdict


def warn_of_few_seeds(sizes: int, seeds: int) -> None:
    """One line on stderr, before anything is computed, if so few seeds can never settle a claim."""
    from numerics.prototypes.study.verdict import shortage

    if text := shortage(sizes, seeds):
        click.echo(f"prism: {text}raise --seeds", err=True)


def tell_replaced(settings: Settings) -> None:
    """One line on stdout if losses of the user's own are in the place of the study's."""
    if text := settings.replaced():
        click.echo(f"{text}\n")


def print_verdicts(found: Sequence[Verdict]) -> None:
    """Each claim with what became of it, and its corrected p-values size by size."""
    for verdict in found:
        click.echo(f"\n{verdict.claim}: {verdict.outcome}")
        click.echo("  corrected p: " + ", ".join(f"{f.p:.3g} (N = {f.size})" for f in verdict.findings))


def print_effects(found: Sequence[Effect], measure: str) -> None:
    """A table of effects, one column a size; a star where the corrected p is below 5 %."""
    from numerics.prototypes.study.factorial import RATIOS
    from numerics.prototypes.study.statistics import LEVEL

    if not found:
        return
    sizes, names = list(dict.fromkeys(e.size for e in found)), list(dict.fromkeys(e.name for e in found))
    cells = {(e.name, e.size): f"{e.mean:.3g}{'*' if e.p < LEVEL else ' '}" for e in found}
    kind = "factor" if measure in RATIOS else "difference"
    click.echo(f"\nEffects on {measure}, as a {kind} (* corrected p < {LEVEL:g}):")
    print_table(["effect", *(f"N = {n}" for n in sizes)], [[name, *(cells[name, n] for n in sizes)] for name in names])
