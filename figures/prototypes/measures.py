"""The study's measures against the number of samples, one line a mask."""

from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np

from figures.style import prism_style
from numerics.prototypes.study.measures import MEASURES
from numerics.prototypes.study.statistics import bootstrap_mean

if TYPE_CHECKING:
    from xarray import Dataset

SHOWN = {"error": "log", "specialization": "linear", "outside": "linear", "fit": "log"}
MARKERS = "osD^vPX*"


def draw(data: "Dataset", path: Path) -> None:
    """Means over seeds with 95 % bootstrap intervals; of the fit, the median."""
    with prism_style():
        figure, panels = plt.subplots(2, 2, figsize=(7.6, 5.6), sharex=True)
        for axes, (measure, scale) in zip(panels.flat, SHOWN.items(), strict=True):
            for k, mask in enumerate(data["mask"].values):
                values = data[measure].sel(mask=mask).transpose("size", "seed").values
                style = {"color": f"C{k % 7}", "marker": MARKERS[k], "mfc": "none", "label": mask}
                if measure == "fit":
                    axes.plot(data["size"], np.median(values, axis=1), **style)
                else:
                    low, high = np.transpose([bootstrap_mean(v) for v in values])
                    axes.errorbar(data["size"], values.mean(axis=1), [values.mean(axis=1) - low,
                                  high - values.mean(axis=1)], **style)  # fmt: skip
            axes.set(xscale="log", yscale=scale, title=MEASURES[measure])
        for axes in panels[1]:
            axes.set_xlabel("samples N")
        handles, labels = panels[0, 0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=4)
        figure.savefig(path, metadata={"Software": None})
    plt.close(figure)
