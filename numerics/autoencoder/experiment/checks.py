"""The standing comparison of every regime with simulated training, at sizes where its limit should hold.

A ladder is one experiment at three sizes that approach the limit; the deviation must shrink at the known order.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

import numpy as np

from linear_ae.controls import initial_loss
from linear_ae.curves import Curves
from linear_ae.data import Data
from linear_ae.simulation import simulate
from linear_ae.sizes import Sizes
from numerics.autoencoder.covariance.law import CovarianceLaw
from numerics.autoencoder.covariance.sample_spectrum import sample_law
from numerics.autoencoder.experiment.comparison import TOLERANCE, Comparison, compare, fit_order
from numerics.autoencoder.limits import limit
from numerics.autoencoder.losses import Losses
from numerics.autoencoder.predict import first_correction, spectrum_of
from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from numerics.methods.quadrature import Spectrum
from numerics.methods.slopes import Order, Verdict, verdict, weighted_slope
from theory.autoencoder.regimes import regime as named
from theory.errors import InputError

T = TypeVar("T")

GAUSSIAN_REGIMES = ("large-data", "small-data", "mean-field", "narrow-latent", "free")
DATA_REGIMES = ("mean-field", "narrow-latent")
SMALLEST_P, FEWEST_FEATURES = 16, 4  # with fewer features the losses of narrow-latent start at zero or below at H = 4
POINTS = 21
BEND = 0.25
"""How much the next orders may bend a slope: a second term a third of the first at the smallest rung does as much."""


@dataclass(frozen=True, eq=False)
class Experiment:
    """A regime's prediction and the simulated training that should follow it."""

    regime: str
    sizes: Sizes
    t: Array
    data: Data | None = None
    covariance: Array | None = None

    @cached_property
    def spectrum(self) -> Spectrum | None:
        """That of given data or of samples of a given population covariance, else None."""
        if self.data is not None:
            return spectrum_of(self.data)
        return None if self.covariance is None else sample_law(self.covariance, self.sizes.N)

    def theory(self, t: Array | None = None) -> Losses:
        """The limit losses, at the experiment's times unless others are given."""
        return limit(self.regime).losses(self.t if t is None else t, self.sizes, self.spectrum)

    def correction(self) -> Losses | None:
        """The first correction to the limit losses where one is known up to the last time."""
        try:
            return first_correction(self.regime, self.t, self.sizes, self.spectrum)
        except (InputError, ConvergenceError):
            return None

    def simulate(self, runs: int, seed: int, device: str) -> Curves:
        """Independent runs of the gradient flow."""
        return simulate(
            self.sizes,
            self.t,
            runs,
            seed,
            data=self.data,
            covariance=self.covariance,
            controls=True,
            device=device,
            tol=TOLERANCE,
        )

    def initial(self) -> dict[str, float]:
        """Exact mean losses at t = 0."""
        if self.data is None:
            trace = self.sizes.p if self.covariance is None else float(self.covariance.sum())
            return dict.fromkeys(("train", "population"), initial_loss(trace, self.sizes))
        samples = {"train": self.data.train, "population": self.data.test}
        return {k: initial_loss(float((x**2).sum() / len(x)), self.sizes) for k, x in samples.items() if x is not None}


@dataclass(frozen=True, eq=False)
class Ladder:
    """Experiments that approach the limit, ordered by the size ``along``; the deviation has order ``order`` in it."""

    regime: str
    along: str
    size: tuple[float, ...]
    rungs: tuple[Experiment, ...]
    runs: int
    order: int


@dataclass(frozen=True, eq=False)
class Row:
    """One curve of a check: the comparison at the largest size, and how the deviation shrinks up to there.

    ``corrected`` is the deviation left after the first correction, shape (n,), or None where none is known; ``bent``
    the slope of that correction over the rungs, with the weights of the fit: it is the ladder's order far up.
    """

    ladder: Ladder
    loss: str
    runs: int
    comparison: Comparison
    order: Order
    corrected: Array | None = None
    bent: float | None = None

    @property
    def verdict(self) -> Verdict:
        """Whether the deviation falls at the order of the first correction, or of the ladder where none is known."""
        return verdict(self.order, self.ladder.order if self.bent is None else self.bent, BEND)


def gaussian_ladder(regime: str, p: int) -> Ladder:
    """The ladder p/4, p/2, p for Gaussian data; every deviation below is of the stated order in p.

    large-data: H = p/2, N = p^2/2, alpha = 1 (correction p/N);
    small-data: H = p/2, N = 2, alpha = 1/2 (correction N/p);
    mean-field: H = p^2/4, N = 2p, a0 = 0.3 (correction p/H);
    narrow-latent: H = 4, N = 2p, alpha = 1/2 (correction (H/p)^2);
    free: H = p/2, N = 2p, alpha = p (correction 1/p, from both the target and the finite size).
    """
    if p < 4 * SMALLEST_P:
        raise InputError(f"p = {p} is too small for a ladder p/4, p/2, p: give p >= {4 * SMALLEST_P}")
    family = _entry({name: limit(name).ladder for name in GAUSSIAN_REGIMES}, regime)
    steps = (p // 4, p // 2, p)
    rungs = tuple(_experiment(regime, family.sizes(q), family.horizon(family.sizes(q))) for q in steps)
    return Ladder(named(regime).name, "p", steps, rungs, family.runs, family.order)


def regimes_with(law: CovarianceLaw) -> tuple[str, ...]:
    """The regimes that have a ladder for samples of that population covariance.

    A power law puts ever more into its first direction as p grows: all columns turn there, and no limit is approached
    at fixed H.
    """
    return DATA_REGIMES if law.settles else ("mean-field",)


def covariance_ladder(regime: str, p: int, law: CovarianceLaw) -> Ladder:
    """The ladder p/4, p/2, p of :func:`gaussian_ladder` for samples of that population covariance.

    It serves the regimes that hold for any spectrum, up to the times of :func:`data_ladder` for the population's
    eigenvalues.
    """
    if law.p is not None:
        raise InputError(f"{law.text} has {law.p} eigenvalues, a ladder three sizes: give a power law or values:shares")
    _entry(dict.fromkeys(regimes_with(law), law), regime)
    plain = gaussian_ladder(regime, p)
    horizon = limit(plain.regime).data_ladder
    assert horizon, "known for both"

    def rung(sizes: Sizes) -> Experiment:
        variances = law.eigenvalues(sizes.p)
        return _experiment(regime, sizes, horizon.horizon(variances), covariance=variances)

    return replace(plain, rungs=tuple(rung(each.sizes) for each in plain.rungs))


def regimes_on(data: Data) -> tuple[str, ...]:
    """The regimes that have a ladder on these data: narrow-latent from four features on."""
    return DATA_REGIMES if data.shape[1] >= FEWEST_FEATURES else ("mean-field",)


def data_ladder(regime: str, data: Data) -> Ladder:
    """The ladder in H for given data, in the two regimes that hold for any spectrum.

    mean-field: H = 16 p, 32 p, 64 p at a0 = 0.3 (correction p/H);
    narrow-latent: H = 4, 2, 1 at alpha = 1/2 (correction (H/p)^2).
    """
    n, p = data.shape
    l = data.eigenbasis()[0]
    family = _entry({name: limit(name).data_ladder for name in DATA_REGIMES}, regime)
    if named(regime).name not in regimes_on(data):
        raise InputError(f"narrow-latent is checked at H = 4, 2, 1 on {FEWEST_FEATURES} features or more, not on {p}")
    steps = family.steps(p)
    rungs = tuple(_experiment(regime, family.sizes(p, n, h), family.horizon(l), data) for h in steps)
    return Ladder(named(regime).name, "H/p", tuple(h / p for h in steps), rungs, family.runs, family.order)


def run_ladder(
    ladder: Ladder,
    runs: int | None = None,
    seed: int = 0,
    device: str = "cpu",
    progress: Callable[[int], None] | None = None,
) -> list[Row]:
    """Simulate every rung and compare; one row for each loss. ``progress`` is called with the number of rungs done."""
    count = ladder.runs if runs is None else runs
    rungs = []
    for done, rung in enumerate(ladder.rungs, start=1):
        rungs.append(compare(rung.theory(), rung.simulate(count, seed, device), rung.initial()))
        if progress:
            progress(done)
    added = [rung.correction() for rung in ladder.rungs]
    return [row(ladder, loss, count, [rung[loss] for rung in rungs], added) for loss in rungs[-1]]


def row(ladder: Ladder, loss: str, runs: int, rungs: Sequence[Comparison], added: Sequence[Losses | None]) -> Row:
    """The row of one loss from its comparisons and the first corrections at every rung."""
    last, (order, column) = rungs[-1], fit_order(ladder.size, rungs)
    known = [
        getattr(correction, loss) / one.theory[0] for correction, one in zip(added, rungs, strict=True) if correction
    ]
    if len(known) < len(rungs):
        return Row(ladder, loss, runs, last, order)
    there = np.array([shares[column] for shares in known])
    weight = np.array([(one.deviation[column] / one.deviation_stderr[column]) ** 2 for one in rungs])
    bent = weighted_slope(ladder.size, there, weight) if abs(np.sign(there).sum()) == len(there) else None
    return Row(ladder, loss, runs, last, order, last.deviation - known[-1], bent)


def _experiment(
    regime: str, sizes: Sizes, horizon: float, data: Data | None = None, covariance: Array | None = None
) -> Experiment:
    return Experiment(named(regime).name, sizes, np.linspace(0, horizon, POINTS), data, covariance)


def _entry(families: dict[str, T | None], regime: str) -> T:
    found = families.get(named(regime).name)
    if found is None:
        raise InputError(f"no check for {named(regime).name} here: choose one of {', '.join(families)}")
    return found
