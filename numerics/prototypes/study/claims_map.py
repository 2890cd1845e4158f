"""The study over its coefficient and its two temperatures, to see where each claim holds, and where all do.

A mask feels only the temperatures of the losses that it has, so of a study at every (lambda, tau, coverage_tau) few
runs are new. By the temperatures that they feel, the masks fall into four pairs, without overlap (o) and with it::

        none                coverage's             separation's               both
    baseline, o         c, c+o                 s, s+o                     c+s, c+s+o
    once a lambda       a (lambda, coverage)   a (lambda, separation)     a cell of the map

With L, T and C values L (1 + T) (1 + C) pairs are trained instead of 4 L T C: 75 instead of 192 for L = 3, T = C = 4.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from numerics.methods.arrays import Array
from numerics.prototypes.axes import positive_axis
from numerics.prototypes.loss_texts import label
from numerics.prototypes.study.batches import Run, train
from numerics.prototypes.study.claims import verdicts
from numerics.prototypes.study.measure_names import MEASURES
from numerics.prototypes.study.own_losses import feels_temperature
from numerics.prototypes.study.problems import problem
from numerics.prototypes.study.run import blocks, measured
from numerics.prototypes.study.settings import MASKS, Plan, Settings, mask_name
from numerics.prototypes.study.verdict import STANDINGS, Standing, Verdict
from numerics.sweep import sound, sweep
from theory.errors import InputError

if TYPE_CHECKING:
    from xarray import Dataset

AXES = ("strength", "tau", "coverage_tau")
OFF = 0.0  # the temperature of a loss that a part's masks do not have


@dataclass(frozen=True)
class MapPlan:
    """A study of all masks at every combination of coefficients and temperatures; of ``study`` the settings, sizes and
    seeds count."""

    study: Plan
    strengths: tuple[float, ...] = (0.03, 0.1, 0.3)
    taus: tuple[float, ...] = (3e-4, 1e-3, 3e-3, 1e-2)
    coverage_taus: tuple[float, ...] = (1e-4, 1e-3, 1e-2, 3e-2)

    def __post_init__(self) -> None:
        for name in ("strengths", "taus", "coverage_taus"):
            positive_axis(name, getattr(self, name))
        text = dict(self.study.settings.losses).get("overlap")
        if text is not None and feels_temperature(text):
            raise InputError(
                f"{label(text)} in the place of overlap has a tau, which the map varies for the other two only: "
                "write it as a parameter"
            )

    def parts(self) -> list[dict[str, Any]]:
        """The pairs of masks to train, as points of a sweep: strength, both temperatures, size and seeds."""
        pair = Plan(self.study.settings, self.study.sizes, self.study.seeds, masks_of(OFF, OFF))
        return [
            {"strength": strength, "tau": tau, "coverage_tau": coverage_tau, "size": block.size, "seeds": block.seeds}
            for strength, tau, coverage_tau in product(self.strengths, (OFF, *self.taus), (OFF, *self.coverage_taus))
            for block in blocks(pair)
        ]


def masks_of(tau: float, coverage_tau: float) -> tuple[str, str]:
    """The two masks that feel these temperatures, without overlap and with it."""
    terms = [name for name, value in (("coverage", coverage_tau), ("separation", tau)) if value != OFF]
    return mask_name(terms), mask_name([*terms, "overlap"])


def part_arrays(point: Mapping[str, Any], _: int) -> dict[str, Array]:
    """Train and measure one pair of masks: measures (2, seeds), labels (seeds, size).

    The point of a sweep: strength, tau and coverage_tau (``OFF`` where no mask has the loss), size, seeds, and the
    other settings as pairs.
    """
    chosen = {name: point[name] for name in AXES if point[name] != OFF}
    settings = Settings.from_pairs([*point["settings"], *chosen.items()])
    problems = [problem(point["size"], seed, settings) for seed in point["seeds"]]
    masks = masks_of(point["tau"], point["coverage_tau"])
    weights = train([Run(p, mask) for mask in masks for p in problems], settings)[-1]
    shaped = weights.reshape(2, len(problems), *weights.shape[1:])
    return measured(problems, shaped, settings.floor) | {"labels": np.array([p.labels for p in problems])}


def run_map(plan: MapPlan, store: Path | None = None, **where: Any) -> "Dataset":
    """Measures (strength, tau, coverage_tau, size, mask, seed) and labels (size, seed, sample).

    One choice of the first three is the data set of a study. ``where``: workers, scheduler and progress (in parts) of
    ``numerics.sweep.sweep``; finished parts are kept in the store, whatever map they belong to.
    """
    fixed = tuple(pair for pair in plan.study.settings.as_pairs() if pair[0] not in AXES)
    found = sweep(
        part_arrays, plan.parts(), version="1", constants={"settings": fixed}, store=store, retry_failed=True, **where
    )
    return _assembled(plan, sound(found, retried=True).isel(seed=0))


def _assembled(plan: MapPlan, found: "Dataset") -> "Dataset":
    """Every part put into all cells of the map to which it belongs."""
    import xarray as xr

    study, axes = plan.study, (plan.strengths, plan.taus, plan.coverage_taus)
    names = list(MASKS)
    shape = (*map(len, axes), len(study.sizes), len(names), len(study.seeds))
    measures = {name: np.full(shape, np.nan) for name in MEASURES}
    labels = np.full((len(study.sizes), len(study.seeds), max(study.sizes)), np.nan)
    for k, part in enumerate(plan.parts()):
        row, count = study.sizes.index(part["size"]), len(part["seeds"])
        seeds = slice(first := study.seeds.index(part["seeds"][0]), first + count)
        cells = [axis.index(part[name]) if part[name] else slice(None) for name, axis in zip(AXES, axes, strict=True)]
        for i, mask in enumerate(masks_of(part["tau"], part["coverage_tau"])):
            for name, values in measures.items():
                values[(*cells, row, names.index(mask), seeds)] = found[name].values[k, i, :count]
        labels[row, seeds, : part["size"]] = found["labels"].values[k, :count, : part["size"]]
    variables: dict[str, Any] = {name: ((*AXES, "size", "mask", "seed"), values) for name, values in measures.items()}
    variables["labels"] = ("size", "seed", "sample"), labels
    coordinates = dict(zip(AXES, map(list, axes), strict=True))
    return xr.Dataset(variables, coordinates | {"size": list(study.sizes), "mask": names, "seed": list(study.seeds)})


@dataclass(frozen=True)
class Cell:
    """One setting of the map and the verdicts of its study."""

    strength: float
    tau: float
    coverage_tau: float
    verdicts: tuple[Verdict, ...]

    @property
    def standing(self) -> Standing:
        """The worst of its claims."""
        return max((verdict.standing for verdict in self.verdicts), key=STANDINGS.index)

    def as_dict(self) -> dict[str, Any]:
        """The setting, its standing, and of every claim its standing, the sizes at which it holds, and the words."""
        claims = {
            v.name: {"standing": v.standing, "held": v.held, "sizes": len(v.findings), "outcome": v.outcome}
            for v in self.verdicts
        }
        return {**{name: getattr(self, name) for name in AXES}, "standing": self.standing, "claims": claims}


def cells(data: "Dataset") -> list[Cell]:
    """Every setting of the map, judged as a study of its own: p-values are not corrected for the number of cells, so
    what is chosen from a map is to be confirmed on other seeds."""
    settings = (dict(zip(AXES, values, strict=True)) for values in product(*(data[n].values.tolist() for n in AXES)))
    return [Cell(**chosen, verdicts=tuple(verdicts(data.sel(chosen)))) for chosen in settings]
