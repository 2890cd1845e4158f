"""``prism prototypes forces``: the force fields of structural losses, in LaTeX and in numbers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
import numpy as np

from figures.cli.options import Positive, json_option
from figures.cli.prototypes.options import distinct, numbers, report
from numerics.prototypes.data_measure import lattice

if TYPE_CHECKING:
    from numerics.prototypes.outside import Outside

GAPS = np.linspace(0.1, 1.0, 10)


@click.command()
@click.option("--loss", "names", multiple=True, help="Loss to show (repeatable); all by default.")
@click.option("--centres", default="0,0.5,1.1", show_default=True, help="Prototype centres; the hull is [0, 1].")
@click.option("--samples", default=5, show_default=True, help="Equally spaced samples on [0, 1].")
@click.option("--tau", default=0.1, show_default=True, help="Temperature of coverage and separation.")
@click.option("--width", type=Positive(), default=3.0, show_default=True, help="Inverse width w of every response.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for forces.json.")
@json_option
def forces(
    names: tuple[str, ...],
    centres: str,
    samples: int,
    tau: float,
    width: float,
    out: Path | None,
    as_json: bool,
) -> None:
    """Energy and force of each loss as LaTeX (two prototypes, two samples), its forces at the given
    centres, its net force, and what it does outside the hull to a prototype that no other is beyond: where each
    end of the hull is held by another (JSON: "outside"), and where a sample is nearest to it ("nearest")."""
    from theory.prototypes.losses import LOSSES

    distinct(names)
    places = np.array(numbers(centres))
    shown = [_describe(name, places, samples, tau, width) for name in names or LOSSES]
    result = {"tau": tau, "width": width, "samples": samples, "centres": places.tolist(), "losses": shown}
    report(result, out, "forces", as_json)
    if not as_json:
        for entry in shown:
            _print(entry)


def _describe(name: str, centres: np.ndarray, samples: int, tau: float, width: float) -> dict:
    import sympy as sp

    from numerics.prototypes.energy_landscape import landscape
    from numerics.prototypes.outside import outside
    from theory.prototypes.forces import force
    from theory.prototypes.losses import loss
    from theory.prototypes.symbols import left, right
    from theory.prototypes.system import sampled

    energy, system = loss(name), sampled(2, 2)
    field, widths = landscape({name: 1.0}, lattice(samples), tau), np.full(len(centres), width)
    found = field.forces(centres, widths)
    held, nearest = (outside(name, GAPS, tau, width, nearest) for nearest in (False, True))
    hull = {left: 0, right: 1}
    return {
        "name": name,
        "energy": sp.latex(energy.value(system).subs(hull)),
        "force": sp.latex(sp.factor_terms(force(energy, system, 0)[0].subs(hull))),
        "value": field.value(centres, widths),
        "forces": found.tolist(),
        "net_force": float(found.sum()),
        "stiffness": np.linalg.eigvalsh(field.hessian(centres, widths)).tolist(),
        "outside": {"gap": held.gaps.tolist(), **_seen(held), "nearest": _seen(nearest)},
    }


def _seen(beyond: Outside) -> dict:
    return {"force": beyond.force.tolist(), "verdict": beyond.verdict}


def _statement(held: str, nearest: str) -> str:
    """What a loss does to the outermost prototype, by whether some sample has no nearer one."""
    if held == nearest:
        return f"{_VERDICTS[held]} the outermost prototype"
    first, then = _VERDICTS[held], _VERDICTS[nearest]
    return f"{first} a prototype while every sample has a nearer one, and {then} a sample's nearest"


def _print(entry: dict) -> None:
    beyond = entry["outside"]
    statement = _statement(beyond["verdict"], beyond["nearest"]["verdict"])
    click.echo(f"{entry['name']}: outside the hull it {statement}")
    click.echo(f"  E   = {entry['energy']}")
    click.echo(f"  F_1 = {entry['force']}")
    click.echo("  forces    " + "  ".join(f"{f:+.5g}" for f in entry["forces"]))
    click.echo(f"  net force {entry['net_force']:+.5g}")


_VERDICTS = {
    "attracts": "attracts",
    "expels": "expels",
    "none": "does nothing to",
    "mixed": "attracts or expels, by distance,",
}
