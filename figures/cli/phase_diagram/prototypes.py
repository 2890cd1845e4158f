"""``prism phase-diagram prototypes``: expelled fraction over softness and ratio of repulsion to attraction."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import numpy as np

from figures.cli.options import Positive, json_option
from figures.cli.output import print_json, print_table, progress_bar
from figures.cli.phase_diagram.options import out_option, read_range, store_options
from numerics.methods.arrays import Array
from numerics.methods.log_axis import Axis
from numerics.prototypes.study.case import REPULSORS

if TYPE_CHECKING:
    from xarray import Dataset


@click.command()
@click.option("--size", default=20, show_default=True, help="Samples, and as many prototypes.")
@click.option("--repulsor", type=click.Choice(REPULSORS), default="separation", show_default=True)
@click.option("--x-cells", "columns", default=9, show_default=True, help="Values of tau / spacing^2.")
@click.option("--x-range", metavar="LOW,HIGH", default="0.2,3", show_default=True, help="Its range.")
@click.option("--y-cells", "rows", default=13, show_default=True, help="Values of repulsor / coverage.")
@click.option("--y-range", metavar="LOW,HIGH", default="0.01,3", show_default=True, help="Its range.")
@click.option("--sets", default=2, show_default=True, help="Data sets trained at each point.")
@click.option("--steps", default=2000, show_default=True, help="Training steps (Adam).")
@click.option("--elapsed", type=Positive(), default=1000.0, show_default=True, help="Time of the flow, in relaxations.")
@store_options
@out_option
@json_option
def prototypes(
    size: int, repulsor: str, columns: int, x_range: str, rows: int, y_range: str, sets: int, steps: int,
    elapsed: float, out: Path, as_json: bool, **options: Any,
) -> None:  # fmt: skip
    """Share of prototypes expelled from a lattice with a prototype on every sample: by the flow of the centres, and
    after training all weights with the fit; the theory's critical ratio on top.

    The table gives, for each tau / spacing^2, the fold of the locked lattice and the least ratio that expels. Points go
    to a store in the folder: an interrupted run goes on from there.
    """
    from figures.phase_diagram.expulsion import draw
    from figures.style import save
    from numerics.prototypes.expulsion import expulsion_sweep

    softness, ratios = values("tau / spacing^2", x_range, columns), values("repulsor / coverage", y_range, rows)
    with progress_bar("columns", columns) as show:
        data = expulsion_sweep(
            softness, ratios, size, repulsor, sets=sets, steps=steps, elapsed=elapsed,
            store=out / f"prototypes-{repulsor}", progress=show, **options,
        )  # fmt: skip
    files = save(draw(data, size, repulsor, sets), out, f"prototypes-{repulsor}")
    report = [contents(data, k) for k in range(data.sizes["point"])]
    if as_json:
        shown = {"size": size, "repulsor": repulsor, "ratios": data["ratio"].values, "points": report}
        print_json(shown | {"files": [str(path) for path in files]})
    else:
        names = ("softness", "fold", "limit", "estimate", "least_flow", "least_training")
        print_table(names, [[f"{entry[name]:.4g}" for name in names] for entry in report])
        click.echo("\n".join(str(path) for path in files))


def values(name: str, text: str, cells: int) -> Array:
    """The values of an axis, evenly spaced in the logarithm."""
    low, high = map(float, read_range(text))
    return Axis(name, low, high, cells).values


def contents(data: "Dataset", k: int) -> dict[str, Any]:
    """One softness: critical ratios by theory, shares expelled, and the least ratio on the grid that expels."""
    row = data.isel(point=k, seed=0)
    entry: dict[str, Any] = {"softness": float(row["softness"])}
    entry |= {name: float(row[name]) for name in ("fold", "limit", "estimate")}
    for name in ("flow", "training"):
        expelling = row["ratio"].values[row[name].values > 0]
        entry |= {name: row[name].values, f"least_{name}": float(expelling[0]) if expelling.size else np.nan}
    return entry | {"failure": str(row["failure"].item())}
