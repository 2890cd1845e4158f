"""Training inputs read back from weights: what can be read under each mask, and whether the confidences are true."""

from dataclasses import asdict

import numpy as np
from matplotlib.figure import Figure

from figures.prototypes import readings
from figures.prototypes.replay import as_data, as_dataset
from figures.store import Data
from numerics.prototypes.reconstruction.comparison import compare_readings
from numerics.prototypes.reconstruction.reliability import calibration_error, reliability
from numerics.prototypes.study.settings import Plan, Settings


def data(quick: bool) -> Data:
    """Readings over the study in two dimensions, the mask told; larger sizes take minutes."""
    settings = Settings(dimension=2, steps=20) if quick else Settings(dimension=2)
    masks = {"masks": ("baseline", "coverage")} if quick else {}
    plan = Plan(settings, (3, 5) if quick else (4, 8), (0, 1) if quick else tuple(range(5)), **masks)
    found = compare_readings(plan, kkt=0, workers=1)
    return as_data(found[["confidence", "chance", "near"]]) | {"plan": asdict(plan)}


def draw(data: Data) -> Figure:
    """Share near an input over chance by mask and size, and that share against the confidence."""
    return readings.draw(as_dataset(data))


def caption(data: Data) -> str:
    """What share of the estimates is near an input at the largest size, and the mean gap of the confidences."""
    found, plan = as_dataset(data), data["plan"]
    last = found.isel(point=-1)
    shares = {str(m): last.sel(mask=m)[["near", "chance"]].mean() for m in found["mask"].values}
    told = ", ".join(f"{m} {float(s['near']):.0%} ({float(s['chance']):.0%})" for m, s in shares.items())
    flat = (found[name].values.reshape(-1, found.sizes["estimate"]) for name in ("confidence", "near"))
    gap, settings = calibration_error(reliability(*flat)), plan["settings"]
    return f"""
        Training inputs estimated from the weights of Gaussian MLPs in {settings["dimension"]} dimensions without their
        data: {len(plan["masks"])} masks, N = {", ".join(map(str, plan["sizes"]))} samples and neurons, seeds
        {plan["seeds"][0]} to {plan["seeds"][-1]}, {settings["steps"]} steps, the mask told to the reading. Left: the
        share of estimates within a quarter of a spacing of an input, over that of random points (dotted: chance), by
        size, masks side by side. Right: that share against the stated confidence, all masks and sizes, with the numbers
        of estimates. Bars are 95 % intervals over networks (left bootstrap of the share, right 1.96 standard errors,
        cut at 0 and 1). The mean gap of the confidences is {gap:.3f} over {int(np.isfinite(found["confidence"]).sum())}
        estimates. At N = {int(found["size"].values[-1])} near an input (random points): {told}."""
