"""The five facets and the digits, simulated at sizes that approach each limit: data of several figures."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from figures.store import Data
from linear_ae.data import load, prepare
from numerics.autoencoder.experiment.checks import DATA_REGIMES, GAUSSIAN_REGIMES, Ladder, data_ladder, gaussian_ladder
from numerics.autoencoder.experiment.comparison import Comparison, compare, fit_order
from numerics.autoencoder.losses import Losses
from numerics.methods.arrays import Array

HOLDOUT = 0.25
SEED = 0
LARGEST = 192  # p of the longest ladders: the work grows as its third power
MOST_RUNS = 128  # enough for bars that are mostly smaller than the points


def gaussian(quick: bool) -> Data:
    """Every facet at p/8, p/4, p/2 and p for Gaussian data; if quick, three sizes and the facets with a formula."""
    largest, regimes = (64, GAUSSIAN_REGIMES[:-1]) if quick else (LARGEST, GAUSSIAN_REGIMES)
    ladders = [lengthened(gaussian_ladder(name, largest), largest) for name in regimes]
    return {"ladders": [climbed(ladder, quick) for ladder in ladders]}


def lengthened(ladder: Ladder, largest: int) -> Ladder:
    """The ladder with one more rung below where the sizes allow it."""
    if largest < LARGEST:
        return ladder
    lower = gaussian_ladder(ladder.regime, largest // 2)
    return replace(ladder, size=(lower.size[0], *ladder.size), rungs=(lower.rungs[0], *ladder.rungs))


def digits(quick: bool) -> Data:
    """Mean-field and narrow-latent on the digits of scikit-learn, a quarter of the samples held out."""
    data = prepare(load("digits"), holdout=HOLDOUT)
    return {"ladders": [climbed(data_ladder(name, data), quick) for name in DATA_REGIMES], "holdout": HOLDOUT}


def climbed(ladder: Ladder, quick: bool) -> dict[str, Any]:
    """Simulation and limit on every rung, for both losses, with the order of the deviation between them."""
    runs = 16 if quick else min(ladder.runs, MOST_RUNS)
    rungs = [compare(r.theory(), r.simulate(runs, SEED, "cpu"), r.initial()) for r in ladder.rungs]
    added, last = [r.correction() for r in ladder.rungs], ladder.rungs[-1]
    limit = last.theory(np.linspace(0, last.t[-1], 201))
    return {
        "regime": ladder.regime,
        "along": ladder.along,
        "size": ladder.size,
        "expected": ladder.order,
        "runs": runs,
        "seed": SEED,
        "sizes": [{"p": r.sizes.p, "H": r.sizes.H, "N": r.sizes.N, "sigma2": r.sizes.sigma2} for r in ladder.rungs],
        "limit": {"t": limit.t, "train": limit.train, "population": limit.population},
        "losses": {loss: _loss(ladder.size, loss, [rung[loss] for rung in rungs], added) for loss in rungs[-1]},
    }


def _loss(size: Sequence[float], loss: str, rungs: list[Comparison], added: list[Losses | None]) -> dict[str, Any]:
    k, corrections = resolved(rungs), [_share(c, loss, rung) for c, rung in zip(added, rungs, strict=True)]
    there = [c.at([0, k]) for c in rungs]
    order, _ = fit_order(list(size), there)
    return {
        "t": rungs[-1].t,
        "theory": rungs[-1].theory,
        "experiment": rungs[-1].experiment,
        "stderr": rungs[-1].stderr,
        "at": k,
        "deviation": [c.deviation[1] for c in there],
        "deviation_stderr": [c.deviation_stderr[1] for c in there],
        "correction": [each[k] for each in corrections],
        "corrections": corrections[-1],
        "slope": order.slope,
        "slope_stderr": order.stderr,
    }


def _share(added: Losses | None, loss: str, rung: Comparison) -> Array:
    """The first correction relative to L(0), shape (n,); NaN where none is known."""
    return np.full(rung.t.shape, np.nan) if added is None else getattr(added, loss) / rung.theory[0]


def resolved(rungs: list[Comparison]) -> int:
    """Index of the time t > 0 at which the worst rung resolves the deviation best, in standard errors."""
    ratios = [np.abs(c.deviation[1:]) / c.deviation_stderr[1:] for c in rungs]
    return 1 + int(np.argmax(np.min(ratios, axis=0)))
