"""Where the prototypes of the largest size end up, mask by mask."""

from matplotlib.figure import Figure

from figures.prototypes import positions
from figures.prototypes.replay import as_dataset
from figures.prototypes.replay import largest as data
from figures.store import Data

__all__ = ["caption", "data", "draw"]


def draw(data: Data) -> Figure:
    """One row a mask."""
    found = as_dataset(data)
    return positions.draw(found, int(found["size"].values[-1]))


def caption(data: Data) -> str:
    """Shares outside, of the seed shown and over all."""
    found = as_dataset(data)
    size, seed = int(found["size"].values[-1]), int(found["seed"].values[0])
    outside = found["outside"].sel(size=size)
    shares = ", ".join(
        f"{mask} {float(outside.sel(mask=mask, seed=seed)):.0%} ({float(outside.sel(mask=mask).mean()):.0%})"
        for mask in found["mask"].values
    )
    return f"""
        Prototypes of a Gaussian MLP trained on N = {size} samples, one row a mask of structural losses, seed {seed};
        the samples in the first row, their hull shaded. Arrows count the prototypes beyond the window. Share outside
        the hull, in brackets the mean over {found.sizes["seed"]} seeds: {shares}. Settings as in the study of all
        masks."""
