"""How far each facet's formula is from the truth, anywhere in the prism, measured by samples of the planar limit.

The distance is the largest difference of a loss from the facet's, over a window of time and relative to L(0), at large
p and fixed alpha = sigma^2 p, eta = H/p, nu = p/N (docs/phase-diagrams.md).
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from linear_ae.sizes import Sizes
from numerics.autoencoder.planar.free_pair import Planar, sample
from numerics.autoencoder.planar.neglected_layers import neglected
from numerics.autoencoder.predict import predict
from numerics.methods.arrays import Array
from theory.autoencoder.prism import FACETS

LOSSES = ("train", "population")
QUANTITIES = ("measured", "stderr", "neglected", "leading")
VERSION = "1"
LARGE = 10**6  # p at which H and N are whole numbers to four digits at least
RANK, SMALLEST = 6, 48  # eigenvalues that both sampled spectra keep at least, and the least dimension
STDERR = 0.005  # of L(0): what the samples may scatter at most
TIMES = 13


def window(planar: Planar, horizon: float) -> Array:
    """Times from 0 to ``horizon`` natural time scales, denser at early times; shape (13,).

    The scale T is the largest of the prism's corners: from one order in time to the next a term grows at most by
    max(1, alpha, alpha eta) max(1, nu).
    """
    rate = max(1, planar.alpha, planar.alpha * planar.eta) * max(1, planar.nu)
    return horizon / rate * np.linspace(0, 1, TIMES) ** 2


def distances(point: Mapping[str, Any], seed: int) -> dict[str, Array]:
    """One point of a sweep: parameters alpha, eta, nu and horizon.

    All of shape (5 facets, 2 losses) and relative to L(0): ``measured`` from samples of free pairs with their standard
    error ``stderr``, ``neglected`` from the exact series of what the facet leaves out, and ``leading`` from the first
    layer of it.
    """
    planar = Planar(float(point["alpha"]), float(point["eta"]), float(point["nu"]))
    t = window(planar, float(point["horizon"]))
    start = planar.start()[:, :1]
    truth, error = sampled(t, planar, seed)
    gaps = [facet_losses(name, t, planar, seed) for name in FACETS]
    return {
        "measured": np.array([np.abs(values - truth).max(axis=1) for values, _ in gaps]) / start.T,
        "stderr": np.array([np.hypot(own, error).max(axis=1) for _, own in gaps]) / start.T,
        "neglected": np.array([[neglected(name, loss, planar, t) for loss in LOSSES] for name in FACETS]),
        "leading": np.array([[neglected(name, loss, planar, t, deepest=1) for loss in LOSSES] for name in FACETS]),
    }


def sampled(t: Array, planar: Planar, seed: int) -> tuple[Array, Array]:
    """Losses over p in the planar limit and their standard errors, shape (2, n)."""
    size = max(SMALLEST, int(np.ceil(RANK * max(1 / planar.eta, planar.nu))))
    found = sample(t, planar, STDERR, seed, size)
    return found.values, found.stderr


def facet_losses(name: str, t: Array, planar: Planar, seed: int) -> tuple[Array, Array]:
    """Losses over p by the facet's formula and their standard errors, shape (2, n).

    The free facet's are samples too, L = alpha^2 f(alpha t); the other formulas are exact.
    """
    if name == "free":
        values, error = sampled(planar.alpha * t, Planar(1.0, planar.eta, planar.nu, target=False), seed)
        return planar.alpha**2 * values, planar.alpha**2 * error
    sizes = Sizes(LARGE, round(LARGE * planar.eta), round(LARGE / planar.nu), planar.alpha / LARGE)
    found = predict(name, t, sizes)
    assert found.population is not None
    values = np.array([found.train, found.population]) / LARGE
    return values, np.zeros_like(values)
