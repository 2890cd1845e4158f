"""How far the formula of a limit is from the truth, anywhere in the prism, measured by samples of the planar limit.

The distance is the largest difference of a loss from the limit's, over a window of time and relative to L(0), at large
p and fixed alpha = sigma^2 p, eta = H/p, nu = p/N (docs/phase-diagrams.md).
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from linear_ae.sizes import Sizes
from numerics.autoencoder.limits import limit as named
from numerics.autoencoder.planar.free_pair import FEWEST, Planar, cost, sample
from numerics.autoencoder.planar.neglected_layers import ALL, neglected
from numerics.methods.arrays import Array
from theory.autoencoder.regimes import regime

LOSSES = ("train", "population")
QUANTITIES = ("measured", "stderr", "neglected", "leading")
ABOUT = {
    "measured": "largest deviation of the loss in the limit from the planar limit, in units of L(0)",
    "stderr": "standard error of the measured deviation",
    "neglected": "the same deviation from the exact series of all terms that the limit leaves out",
    "leading": "the same deviation from the first layer of these terms",
}
VERSION = "1"
LARGE = 10**6  # p at which H and N are whole numbers to four digits at least
RANK, SMALLEST = 6, 48  # eigenvalues that both sampled spectra keep at least, and the least dimension
STDERR = 0.005  # of L(0): what the samples may scatter at most
TIMES = 13
KEPT, DIGITS = 256, 12  # free flows that a process keeps, and digits of their times: the rest is rounding
OVERHEAD, A_PRODUCT, LATER = 0.1, 3.5e-7, 0.05
"""Seconds of a sample set, seconds a multiplication of the flow's rate, and what a time 1/T more adds, as measured on
one core at nine ratios and at horizons up to 1000."""


def window(planar: Planar, horizon: float) -> Array:
    """Times from 0 to ``horizon`` / T, denser at early times; shape (13,).

    The natural rate T is the largest of the prism's corners: from one order in time to the next a term grows at most by
    max(1, alpha, alpha eta) max(1, nu).
    """
    rate = max(1, planar.alpha, planar.alpha * planar.eta) * max(1, planar.nu)
    return horizon / rate * np.linspace(0, 1, TIMES) ** 2


def distances(point: Mapping[str, Any], seed: int) -> dict[str, Array]:
    """One point of a sweep: parameters alpha, eta, nu, horizon, and the names of the ``limits``.

    A parameter ``fewest`` is the number of samples to draw at least, 16 without it.

    All of shape (limits, 2 losses) and relative to L(0): ``measured`` from samples of free pairs with their standard
    error ``stderr``, ``neglected`` from the exact series of what the limit leaves out, and ``leading`` from the first
    layer of it. NaN where a limit has no losses (:func:`defined`).
    """
    planar = Planar(float(point["alpha"]), float(point["eta"]), float(point["nu"]))
    t, limits = window(planar, float(point["horizon"])), point["limits"]
    start, fewest = planar.start()[:, :1], int(point.get("fewest", FEWEST))
    truth, error = sampled(t, planar, seed, fewest)
    gaps = [limit_losses(name, t, planar, seed, fewest) for name in limits]
    return {
        "measured": np.array([np.abs(values - truth).max(axis=1) for values, _ in gaps]) / start.T,
        "stderr": np.array([np.hypot(own, error).max(axis=1) for _, own in gaps]) / start.T,
        "neglected": derived(limits, planar, t),
        "leading": derived(limits, planar, t, deepest=1),
    }


def derived(
    limits: Sequence[str], planar: Planar, t: Array, deepest: float = ALL, losses: Sequence[str] = LOSSES
) -> Array:
    """What the limits leave out, by the exact series, relative to L(0), shape (limits, losses)."""
    rows = [
        [neglected(name, loss, planar, t, deepest) if defined(name, planar.nu) else np.nan for loss in losses]
        for name in limits
    ]
    return np.array(rows)


def defined(limit: str, nu: float) -> bool:
    """Whether a limit has losses: those with few samples have none with infinitely many."""
    return nu > 0 or "small-data" not in regime(limit).facets


def dimension(planar: Planar) -> int:
    """Of the sampled matrices."""
    return max(SMALLEST, int(np.ceil(RANK * max(1 / planar.eta, planar.nu))))


def sampled(t: Array, planar: Planar, seed: int, fewest: int = FEWEST) -> tuple[Array, Array]:
    """Losses over p in the planar limit and their standard errors, shape (2, n)."""
    found = sample(t, planar, STDERR, seed, dimension(planar), fewest)
    return found.values, found.stderr


def limit_losses(name: str, t: Array, planar: Planar, seed: int, fewest: int = FEWEST) -> tuple[Array, Array]:
    """Losses over p by the limit's formula and their standard errors, shape (2, n).

    The free facet's are samples too, L = alpha^2 f(alpha t), so that a column of a plane of alpha and eta or nu shares
    them from the alpha on that sets the scale of time; the other formulas are exact.
    """
    if not defined(name, planar.nu):
        return np.full((2, t.size), np.nan), np.full((2, t.size), np.nan)
    if name == "free":
        scaled = tuple(float(f"{x:.{DIGITS}g}") for x in planar.alpha * t)
        values, error = free_flow(scaled, planar.eta, planar.nu, seed, fewest)
        return planar.alpha**2 * values, planar.alpha**2 * error
    samples = round(LARGE / planar.nu) if planar.nu else np.inf
    found = named(name).losses(t, Sizes(LARGE, round(LARGE * planar.eta), samples, planar.alpha / LARGE))
    assert found.population is not None
    values = np.array([found.train, found.population]) / LARGE
    return values, np.zeros_like(values)


@lru_cache(maxsize=KEPT)
def free_flow(scaled: tuple[float, ...], eta: float, nu: float, seed: int, fewest: int = FEWEST) -> tuple[Array, Array]:
    """Losses f over p of the flow without target from alpha = 1 and their standard errors, at times alpha t."""
    return sampled(np.array(scaled), Planar(1.0, eta, nu, target=False), seed, fewest)


def seconds(planar: Planar, limits: Sequence[str], horizon: float) -> float:
    """About how long one point takes one core."""
    sampling = OVERHEAD + A_PRODUCT * cost(dimension(planar), planar)
    return sampling * (1 + LATER * horizon) * (1 + ("free" in limits))
