"""What several figures of the autoencoder share."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from figures.store import Data
from figures.style import POPULATION, TRAIN
from linear_ae.sizes import Sizes

LOSSES = ("train", "population")
POINTS: dict[str, dict[str, Any]] = {
    "train": {"fmt": "o", "color": TRAIN, "mfc": "white", "ms": 4.5, "elinewidth": 1.0, "capsize": 1.2},
    "population": {"fmt": "s", "color": POPULATION, "ms": 2.4, "elinewidth": 1.0, "capsize": 1.2},
}
"""Small squares inside open circles: both losses are seen where they coincide."""
BARS = 2
"""Standard errors that a bar reaches to either side."""


def numbers(entry: Data) -> dict[str, np.ndarray]:
    """The lists of numbers in ``entry`` as float arrays; null becomes NaN."""
    return {key: np.asarray(value, dtype=float) for key, value in entry.items() if isinstance(value, list)}


def as_entry(sizes: Sizes) -> dict[str, Any]:
    """The four sizes for the store; infinite N as text, which JSON can hold."""
    return {"p": sizes.p, "H": sizes.H, "N": sizes.N if np.isfinite(sizes.N) else "inf", "sigma2": sizes.sigma2}


def sizes_text(entry: Data) -> str:
    """The sizes in one line of a caption."""
    return f"p = {entry['p']}, H = {entry['H']}, N = {entry['N']}, sigma^2 = {entry['sigma2']:.3g}"


def points(axes: Axes, loss: str, x: ArrayLike, y: ArrayLike, stderr: ArrayLike, **style: Any) -> None:
    """Simulated values with bars, in the markers of the loss."""
    axes.errorbar(x, y, BARS * np.asarray(stderr, dtype=float), **POINTS[loss] | style)
