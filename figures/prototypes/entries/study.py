"""Reconstruction error and the other measures of the study, by mask and size."""

from matplotlib.figure import Figure

from figures.prototypes import study
from figures.prototypes.replay import as_dataset
from figures.prototypes.replay import study as data
from figures.store import Data

__all__ = ["caption", "data", "draw"]


def draw(data: Data) -> Figure:
    """Means over seeds by number of samples and mask."""
    return study.draw(as_dataset(data))


def caption(data: Data) -> str:
    """Which mask has the lowest error, and what overlap does at the largest size."""
    found = as_dataset(data)
    error, outside = found["error"].mean("seed"), found["outside"].mean("seed")
    lowest = [str(found["mask"].values[k]) for k in error.transpose("size", "mask").values.argmin(axis=1)]
    ranked = ", ".join(f"{mask} (N = {size})" for mask, size in zip(lowest, found["size"].values, strict=True))
    last = int(found["size"].values[-1])
    at = {name: (float(error.sel(size=last, mask=name)), float(outside.sel(size=last, mask=name))) for name in
          ("baseline", "coverage", "overlap")}  # fmt: skip
    ends = "; ".join(f"{name} {e:.3f} with {o:.0%} outside" for name, (e, o) in at.items())
    settings = data["plan"]["settings"]
    return f"""
        The study of structural losses: {found["error"].size} Gaussian MLPs, {len(found["mask"])} masks at
        {len(found["size"])} sizes N (width N, inputs uniform on [0, 1]) with seeds {found["seed"].values[0]} to
        {found["seed"].values[-1]}, {settings["steps"]} steps of {settings["optimizer"]} at rate {settings["rate"]:g},
        lambda = {settings["strength"]:g}, tau = {settings["tau"]:g} (separation) and {settings["coverage_tau"]:g}
        (coverage). Means over seeds, of the mean squared error of the fit medians, with 95 % bootstrap intervals;
        errors of the fit below {study.EXACT:g} are drawn there. Masks stand side by side at each size, symbols are open
        with overlap. The lowest mean reconstruction error has {ranked}. At N = {last} the mean error and the
        prototypes outside the hull are: {ends}."""
