"""Separation alone over its temperature: training, the flow without a fit, and the continuum's expelled fraction."""

from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np

from figures.style import prism_style
from numerics.prototypes.measure import Array
from numerics.prototypes.study.statistics import bootstrap_mean

if TYPE_CHECKING:
    from xarray import Dataset


def draw(data: "Dataset", flow: Array, continuum: Array, path: Path) -> None:
    """Left the fraction outside the hull, right the reconstruction error, over tau; bars are 95 % intervals."""
    with prism_style():
        figure, panels = plt.subplots(1, 2, figsize=(7.6, 3.2))
        panels[0].plot(data["tau"], continuum, color="k", label="continuum")
        panels[0].plot(data["tau"], flow, "^", color="C2", mfc="none", label="flow without a fit")
        for axes, name in zip(panels, ("outside", "error"), strict=True):
            for color, mask in zip(("C1", "C0"), ("separation", "baseline"), strict=True):
                values = data[name].sel(mask=mask).transpose("tau", "seed").values
                mean, (low, high) = values.mean(axis=1), np.transpose([bootstrap_mean(v) for v in values])
                axes.errorbar(data["tau"], mean, [mean - low, high - mean], color=color, marker="o", label=mask)
            axes.set(xscale="log", xlabel=r"$\tau$")
        panels[0].set(ylabel="fraction outside the hull", ylim=(0, 1))
        panels[1].set(ylabel="reconstruction error", yscale="log")
        panels[0].legend()
        figure.savefig(path, metadata={"Software": None})
    plt.close(figure)
