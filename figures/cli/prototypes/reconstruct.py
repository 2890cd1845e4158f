"""``prism prototypes reconstruct``: training inputs read back from weights, and what such readings are worth."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import numpy as np

from figures.cli.options import json_option, sweep_options
from figures.cli.output import print_json
from figures.cli.places import Folder
from figures.cli.prototypes.reconstruct_output import print_result
from figures.cli.prototypes.settings import chosen_masks, integers, seed_numbers, settings_options, sweeping
from numerics.prototypes.reconstruction.inputs import INPUTS
from numerics.prototypes.study.settings import MASKS, Plan, Settings
from theory.errors import InputError

if TYPE_CHECKING:
    from xarray import Dataset

    from numerics.methods.arrays import Array
    from numerics.prototypes.reconstruction.reading import Reading


@click.command()
@click.option("--weights", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE",
              help="A checkpoint to read: .npz, .npy or torch.")  # fmt: skip
@click.option("--data", metavar="FILE", help="Inputs in one or two columns: judges the reading of --weights; without "
              "it, a network is trained on them and read.")  # fmt: skip
@click.option("--columns", metavar="A,B", help="Keep these columns of the data only, by name or by index from 0.")
@click.option("--mask", default=None, help="Structural losses of the training, or `unknown`.  [default: unknown with "
              "--weights, coverage with --data]")  # fmt: skip
@click.option("--samples", type=click.IntRange(2), help="Inputs of the training.  [default: as many as neurons]")
@click.option("--inputs", type=click.Choice(INPUTS), help="How the inputs may be spread.  [default: uniform over the "
              "study, else either]")  # fmt: skip
@click.option("--within", default=0.25, show_default=True, help="Distance that counts as read, in spacings.")
@click.option("--sizes", default="3,5,10,20", show_default=True, help="Without --weights and --data: sizes N.")
@click.option("--seeds", default=5, show_default=True, help="Runs per size and mask; with --data, per mask.")
@click.option("--masks", default="all", show_default=True, help="Of the comparison, e.g. baseline,coverage.")
@click.option("--unknown", is_flag=True, help="The comparison's readings are not told the mask.")
@click.option("--kkt", default=10, show_default=True, help="Largest size at which stationarity is solved.")
@settings_options
@sweep_options
@click.option("--out", type=Folder(), help="Folder for the figure (and the runs).")
@json_option
def reconstruct(
    weights: Path | None, data: str | None, columns: str | None, mask: str | None, samples: int | None,
    inputs: str | None, within: float, sizes: str, seeds: int, masks: str, unknown: bool, kkt: int,
    workers: int | None, scheduler: str | None, out: Path | None, as_json: bool, **settings: Any,
) -> None:  # fmt: skip
    """Read training inputs back from the weights of a Gaussian MLP, each with a confidence, without its data.

    With --weights, those of a checkpoint; with --data, of a network trained here on data of yours; else over the
    study, against its data and other methods.
    """
    _check_options(weights, data, columns, mask, samples)
    chosen = Settings(**settings)
    if weights is not None:
        result = _read(weights, data, columns, mask or "unknown", samples, inputs or "either", within, chosen, out)
    elif data is not None:
        result = _train(data, columns, mask or "coverage", inputs or "either", within, seeds, kkt, chosen, out)
    else:
        plan = Plan(chosen, integers(sizes, "sizes"), seed_numbers(seeds), chosen_masks(masks))
        result = _compare(plan, not unknown, inputs or "uniform", within, kkt, workers, scheduler, out)
    if as_json:
        print_json(result)
    else:
        print_result(result)


def _check_options(
    weights: Path | None, data: str | None, columns: str | None, mask: str | None, samples: int | None
) -> None:
    """Options that the chosen kind of reading would ignore are refused."""
    if columns is not None and data is None:
        raise InputError("--columns needs --data: it says which columns to read")
    if mask is not None and weights is None and data is None:
        raise InputError(f"--mask {mask} needs --weights or --data: choose the comparison's masks with --masks")
    if mask is not None and mask not in (*MASKS, *(["unknown"] if weights else [])):
        raise InputError(f"unknown mask {mask!r}: choose from {', '.join(MASKS)}{', unknown' if weights else ''}")
    if samples is not None and weights is None:
        raise InputError(f"--samples {samples} needs --weights: elsewhere the number of inputs is known")


def _recipe_masks(mask: str) -> tuple[str, ...]:
    return tuple(MASKS) if mask == "unknown" else (mask,)


def _read(
    weights: Path, source: str | None, columns: str | None, mask: str, samples: int | None, spread: str,
    within: float, settings: Settings, out: Path | None,
) -> dict[str, Any]:  # fmt: skip
    from numerics.prototypes.reconstruction import Recipe
    from numerics.prototypes.reconstruction import reconstruct as read_inputs
    from numerics.prototypes.reconstruction.scores import score

    reading = read_inputs(weights, Recipe(settings, _recipe_masks(mask), samples, spread), within=within)
    inputs = None if source is None else _inputs(source, columns, reading.estimates.shape[1])
    _draw_reading(reading, inputs, out)
    result = _described(reading) | {"mask": mask}
    if inputs is None:
        return result
    return result | {"score": score(reading.estimates, inputs, reading.distance)}


def _train(
    source: str, columns: str | None, mask: str, spread: str, within: float, seeds: int, kkt: int,
    settings: Settings, out: Path | None,
) -> dict[str, Any]:  # fmt: skip
    from numerics.prototypes.reconstruction.own_data import train_and_read
    from numerics.prototypes.reconstruction.scores import score

    inputs = _inputs(source, columns)
    readings = train_and_read(inputs, settings, mask, seed_numbers(seeds), within, kkt, spread)
    _draw_reading(readings[0].reading, inputs, out)
    scores = [{name: score(points, inputs, r.reading.distance) for name, points in r.points.items()} for r in readings]
    return {
        "mask": mask,
        "readings": [_described(r.reading) | {"scores": s} for r, s in zip(readings, scores, strict=True)],
    }


def _inputs(source: str, columns: str | None, dimension: int | None = None) -> Array:
    from linear_ae.reading import read
    from linear_ae.reading.columns import split_names

    table = read(source, columns=None if columns is None else split_names(columns))
    count = table.matrix.shape[1]
    if dimension is not None and count != dimension:
        raise InputError(f"the data have {count} columns, the network {dimension} inputs: choose with --columns")
    if dimension is None and count > 2:
        raise InputError(f"the data have {count} columns: choose one or two with --columns")
    if source != "digits":
        click.echo(f"prism: {table}", err=True)
    return table.matrix


def _described(reading: Reading) -> dict[str, Any]:
    return {
        "verdict": reading.verdict, "distance": reading.distance, "spacing": reading.spacing,
        "flat_neurons": reading.flat,
        "estimates": [
            {"input": x, "confidence": c, "range": list(ends), "chance": p, "read": bool(r), "neurons": list(m)}
            for x, c, *ends, p, r, m in zip(
                reading.estimates, reading.confidence, reading.least, reading.most, reading.chance, reading.read,
                reading.members, strict=True,
            )
        ],
    }  # fmt: skip


def _draw_reading(reading: Reading, inputs: Array | None, out: Path | None) -> None:
    if out is None:
        return
    from figures.prototypes import reading as figure
    from figures.style import save

    save(figure.draw(reading, inputs), out, "reading")


def _compare(
    plan: Plan, known: bool, spread: str, within: float, kkt: int, workers: int | None, scheduler: str | None,
    out: Path | None,
) -> dict[str, Any]:  # fmt: skip
    from numerics.prototypes.reconstruction import compare_readings
    from numerics.prototypes.reconstruction.reliability import calibration_error, reliability

    with sweeping("sizes", len(plan.sizes), workers, scheduler) as where:
        found = compare_readings(plan, known=known, spread=spread, within=within, kkt=kkt, store=out, **where)
    if out is not None:
        from figures.prototypes import readings
        from figures.prototypes.looks import replaced
        from figures.style import save

        save(readings.draw(found, replaced(plan.settings.losses)), out, "readings")
    bins = reliability(*(found[name].values.reshape(-1, found.sizes["estimate"]) for name in ("confidence", "near")))
    return {
        "plan": plan.as_dict(), "known": known, "inputs": spread, "within": within, "table": _table(found),
        "reliability": [vars(b) for b in bins], "calibration_error": calibration_error(bins),
    }  # fmt: skip


def _table(found: Dataset) -> list[dict[str, Any]]:
    return [
        _row(found.isel(point=k).sel(mask=mask), int(size), str(mask))
        for k, size in enumerate(found["size"].values)
        for mask in found["mask"].values
    ]


def _row(own: Dataset, size: int, mask: str) -> dict[str, Any]:
    """Means over runs of one size and mask; ``near`` is the share that ``confidence`` predicts."""
    from numerics.prototypes.reconstruction.reading import MARGIN

    confidence, least, chance, near = (own[name].values for name in ("confidence", "least", "chance", "near"))
    read, means = least >= chance + MARGIN, own["score"].mean("run")
    scores = {
        str(name): dict(zip(map(str, own["measure"].values), map(float, values), strict=True))
        for name, values in zip(own["reconstruction"].values, means.values, strict=True)
    }
    return {
        "size": size, "mask": mask, "estimates": float(np.isfinite(confidence).sum(axis=1).mean()),
        "confidence": float(np.nanmean(confidence)), "near": float(np.nanmean(near)),
        "chance": float(np.nanmean(chance)), "read": float(read.sum(axis=1).mean()),
        "read_near": float(near[read].mean()) if read.any() else None, "scores": scores,
    }  # fmt: skip
