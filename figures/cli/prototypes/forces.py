"""``prism prototypes forces``: the force fields of structural losses, in LaTeX and in numbers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
import numpy as np

from figures.cli.options import Positive, json_option
from figures.cli.places import Folder
from figures.cli.prototypes.options import (
    LOSS,
    coverage_tau_option,
    distinct,
    numbers,
    parameter_option,
    parameters_of,
    report,
    temperatures,
    without_coefficients,
)
from numerics.prototypes.data_measure import Measure, lattice
from numerics.prototypes.loss_texts import loss_name, read_loss

if TYPE_CHECKING:
    from numerics.prototypes.kernels import Parameters
    from numerics.prototypes.outside import Outside
    from theory.prototypes.energy import Energy

GAPS = np.linspace(0.1, 1.0, 10)


@click.command()
@click.option("--loss", "names", multiple=True, metavar="LOSS", help=f"Repeatable; all by default: {LOSS}.")
@parameter_option
@click.option("--centres", default="0,0.5,1.1", show_default=True, help="Prototype centres; the hull is [0, 1].")
@click.option("--samples", default=5, show_default=True, help="Equally spaced samples on [0, 1].")
@click.option("--tau", type=Positive(), default=0.1, show_default=True, help="Temperature of all losses but coverage.")
@coverage_tau_option
@click.option("--width", type=Positive(), default=3.0, show_default=True, help="Inverse width w of every response.")
@click.option("--out", type=Folder(), help="Folder for forces.json and forces.png.")
@json_option
def forces(
    names: tuple[str, ...],
    given: tuple[str, ...],
    centres: str,
    samples: int,
    tau: float,
    coverage_tau: float | None,
    width: float,
    out: Path | None,
    as_json: bool,
) -> None:
    """Energy and force of each loss as LaTeX (two prototypes, two samples), its forces at the given
    centres, its net force, and what it does outside the hull to a prototype that no other is beyond: where each
    end of the hull is held by another (JSON: "outside"), and where a sample is nearest to it ("nearest")."""
    from numerics.prototypes.energy_landscape import share_out
    from theory.prototypes.losses import LOSSES

    distinct(names)
    without_coefficients(names)
    places, data = np.array(numbers(centres)), lattice(samples)
    shown = [read_loss(name) for name in names] or list(LOSSES)
    known = temperatures(shown, tau, coverage_tau)
    own = dict(zip(shown, share_out(parameters_of(given), shown), strict=True))
    entries = [_describe(loss, places, data, known[loss], width, own[loss]) for loss in shown]
    result = {
        "tau": tau, "coverage_tau": coverage_tau or tau, "width": width, "samples": samples,
        "centres": places.tolist(), "losses": entries,
    }  # fmt: skip
    report(result, out, "forces", as_json)
    if out is not None:
        from figures.prototypes import forces as figure
        from figures.style import save

        fields = [figure.entry(loss_name(loss), loss, data, known[loss], width, own[loss]) for loss in shown]
        save(figure.panels(fields, samples, width, tau, coverage_tau), out, "forces")
    if not as_json:
        for entry in entries:
            _print(entry)


def _describe(
    loss: Energy | str, centres: np.ndarray, data: Measure, tau: float, width: float, parameters: Parameters
) -> dict:
    import sympy as sp

    from numerics.prototypes.energy_landscape import landscape
    from numerics.prototypes.outside import outside
    from theory.prototypes import losses
    from theory.prototypes.forces import force
    from theory.prototypes.symbols import left, right
    from theory.prototypes.system import sampled

    energy, system = losses.loss(loss) if isinstance(loss, str) else loss, sampled(2, 2)
    field, widths = landscape({loss: 1.0}, data, tau, parameters), np.full(len(centres), width)
    found = field.forces(centres, widths)
    held, nearest = (outside(loss, GAPS, tau, width, nearest, parameters) for nearest in (False, True))
    hull = {left: 0, right: 1}
    return {
        "name": energy.name,
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
