"""Where the prototypes of one size end up under each mask (arXiv:2605.25939 shows N = 100)."""

from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np

from figures.style import prism_style

if TYPE_CHECKING:
    from xarray import Dataset

WINDOW = 1.0  # hull widths shown on either side


def draw(data: "Dataset", size: int, path: Path, seed: int | None = None) -> None:
    """First input coordinate of every prototype, one row a mask, over the samples of one seed; prototypes beyond
    the window are marked on the frame."""
    seed = int(data["seed"].values[0]) if seed is None else seed
    chosen = data.sel(size=size, seed=seed)
    samples = chosen["samples"].isel(dimension=0).dropna("sample").values
    left, right = samples.min(), samples.max()
    window = left - WINDOW * (right - left), right + WINDOW * (right - left)
    with prism_style():
        figure, axes = plt.subplots(figsize=(6.4, 0.45 * len(data["mask"]) + 1.2))
        axes.axvspan(left, right, color="0.92", zorder=0)
        axes.plot(samples, np.full(len(samples), -1.0), "|", color="k", ms=8)
        for row, mask in enumerate(data["mask"].values):
            places = _first_coordinates(chosen.sel(mask=mask))
            axes.plot(
                np.clip(places, *window), np.full(len(places), row), "|", color=f"C{row % 7}", ms=12, clip_on=False
            )
        labels = [f"{m} ({v:.0%} out)" for m, v in zip(data["mask"].values, chosen["outside"].values, strict=True)]
        axes.set(xlim=window, xlabel=f"prototype, N = {size}, seed {seed}")
        axes.set_yticks(range(-1, len(labels)), ["samples", *labels])
        axes.invert_yaxis()
        figure.savefig(path, metadata={"Software": None})
    plt.close(figure)


def _first_coordinates(run: "Dataset") -> np.ndarray:
    weights = run["weights"].dropna("neuron")
    return -(weights.sel(parameter="b1") / weights.sel(parameter="w")).values
