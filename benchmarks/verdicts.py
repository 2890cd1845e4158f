"""How often verdicts of `prism check` are wrong: of right and of wrong formulas, from groups of few runs.

Every ladder is simulated once and its runs are cut into disjoint groups, each judged as the command does, by the train
loss. Wrong formulas are the limit with its change 2 % too large, and with a deviation (from the mean of all runs, that
is, the noise of a group stays) which falls by one power of the size more slowly or faster. ::

    OMP_NUM_THREADS=1 python benchmarks/verdicts.py

prints, for every kind of ladder and number of runs in a group, how many groups were judged and how often the verdict
was `agrees` and `does not`, in percent; the others are `undecided`. Fewer ``--tables`` and ``--runs`` make it shorter.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import click
import numpy as np
import pandas as pd

from linear_ae.curves import Curves
from linear_ae.data import Data, load, prepare
from numerics.autoencoder.experiment.checks import (
    DATA_REGIMES,
    GAUSSIAN_REGIMES,
    Experiment,
    Ladder,
    data_ladder,
    gaussian_ladder,
    row,
)
from numerics.autoencoder.experiment.comparison import Comparison, compare
from numerics.autoencoder.losses import Losses
from numerics.methods.arrays import Array
from numerics.methods.slopes import AGREES, FAILS

SHAPES = ((12, 4), (25, 5), (6, 6), (50, 10), (12, 20), (100, 8))
"""(N, p) of the tables, the first ones from each kind of table."""
GROUPS = (6, 8, 12, 24, 80)
LARGEST = (64, 128)  # p of the Gaussian ladders


@dataclass(frozen=True, eq=False)
class Rung:
    """An experiment of a ladder with its limit, its runs, the first correction and the best estimate of the mean."""

    experiment: Experiment
    limit: Losses
    curves: Curves
    correction: Losses | None
    mean: Array

    @classmethod
    def drawn(cls, experiment: Experiment, runs: int, seed: int) -> "Rung":
        limit, curves = experiment.theory(), experiment.simulate(runs, seed, "cpu")
        mean = compare(limit, curves, experiment.initial())["train"].experiment
        return cls(experiment, limit, curves, experiment.correction(), mean)

    def compared(self, group: Array) -> Comparison:
        """The train loss of some of the runs, as `prism check` compares it."""
        c = self.curves
        population = None if c.population is None else c.population[group]
        assert c.controls is not None, "asked for"
        some = Curves(c.t, c.train[group], population, c.controls[group])
        return compare(self.limit, some, self.experiment.initial())["train"]

    def formulas(self, step: float) -> dict[str, Array]:
        """Right and wrong limits, shape (n,), at a rung that is nearer to the limit by the factor ``step``."""
        limit, gap = self.limit.train, self.mean - self.limit.train
        return {
            "right": limit,
            "change + 2 %": limit[0] + 1.02 * (limit - limit[0]),
            "falls too slowly": limit + (1 - step) * gap,
            "falls too fast": limit + (1 - 1 / step) * gap,
        }


def tables(count: int, seed: int) -> Iterator[Data]:
    """Gaussian tables, with one large direction, with a decaying spectrum, and pixels of digits, in turn."""
    rng, pixels = np.random.default_rng(seed), load("digits")
    varying = np.flatnonzero(pixels.std(axis=0) > 1)
    for k in range(count):
        samples, features = SHAPES[k // 4 % len(SHAPES)]
        noise, place = rng.normal(size=(samples, features)), np.arange(features)
        if k % 4 == 3:
            chosen = rng.choice(len(pixels), samples, replace=False), rng.choice(varying, features, replace=False)
            yield prepare(pixels[np.ix_(*chosen)])
        else:
            yield prepare(noise * (np.ones(features), np.where(place, 1.0, 4.0), 1 / (1 + place))[k % 4])


def ladders(count: int, seed: int) -> Iterator[tuple[str, Ladder]]:
    """The ladders of `prism check` and of `prism check --data`, with what they are called in the result."""
    for table in tables(count, seed):
        for regime in DATA_REGIMES:
            yield f"{regime}, tables", data_ladder(regime, table)
    for regime, p in product(GAUSSIAN_REGIMES, LARGEST):
        yield f"{regime}, Gaussian to p = {p}", gaussian_ladder(regime, p)


def judged(ladder: Ladder, runs: int, seed: int) -> Iterator[tuple[int, str, str]]:
    """Runs in a group, formula and verdict, for every group of a ladder."""
    rungs = [Rung.drawn(experiment, runs, seed) for experiment in ladder.rungs]
    steps = [max(size / ladder.size[0], ladder.size[0] / size) for size in ladder.size]
    formulas = [rung.formulas(step) for rung, step in zip(rungs, steps, strict=True)]
    added, order = [rung.correction for rung in rungs], np.random.default_rng(seed).permutation(runs)
    for members in GROUPS:
        for group in order[: runs - runs % members].reshape(-1, members):
            compared = [rung.compared(group) for rung in rungs]
            for name in formulas[0]:
                stated = [replace(c, theory=f[name]) for c, f in zip(compared, formulas, strict=True)]
                yield members, name, row(ladder, "train", members, stated, added).verdict.word


@click.command(help=__doc__)
@click.option("--tables", "count", default=24, show_default=True, help="Number of tables.")
@click.option("--runs", default=960, show_default=True, help="Runs of every rung, half as many of Gaussian ladders.")
@click.option("--seed", default=2611, show_default=True, help="Of tables, runs and groups.")
def main(count: int, runs: int, seed: int) -> None:
    found = []
    for k, (name, ladder) in enumerate(ladders(count, seed)):
        most = runs if k < len(DATA_REGIMES) * count else runs // 2  # Gaussian ladders are larger
        here = [(name, *each) for each in judged(ladder, most, seed + k)]
        refused = [members for _, members, formula, word in here if (formula, word) == ("right", FAILS)]
        last, found = ladder.rungs[-1].sizes, found + here
        click.echo(f"{name}: p = {last.p}, N = {last.N}: right, but refused by groups of {refused or 'none'}", err=True)
    print(rates(pd.DataFrame(found, columns=["ladder", "runs", "formula", "verdict"])).to_string())


def rates(found: pd.DataFrame) -> pd.DataFrame:
    """Percent `agrees` / `does not` of every formula, one row for a kind of ladder and a number of runs in a group."""
    keys, formulas = ["ladder", "runs"], list(dict.fromkeys(found["formula"]))
    share = pd.crosstab([found[key] for key in [*keys, "formula"]], found["verdict"], normalize="index")
    percent = (100 * share).reindex(columns=[AGREES, FAILS], fill_value=0.0).map("{:.3g}".format)
    table = percent[AGREES].str.cat(percent[FAILS], sep=" / ").unstack("formula")[formulas]
    table.insert(0, "groups", found.groupby(keys).size() // len(formulas))
    return table.reindex(found["ladder"].unique(), level="ladder")


if __name__ == "__main__":
    main()
