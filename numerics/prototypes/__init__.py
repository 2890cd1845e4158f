"""Prototypes in numbers: force fields, flows of centres and of weights, continuum limits, critical ratios."""

from numerics.errors import ConvergenceError
from numerics.prototypes.bisection import bisected_ratio
from numerics.prototypes.critical import critical_fold, stability_limit
from numerics.prototypes.data_measure import Measure, lattice, samples, uniform
from numerics.prototypes.energy_landscape import Landscape, landscape
from numerics.prototypes.flow import Trajectory, centre_flow, weight_flow
from numerics.prototypes.porous import porous_flow
from numerics.prototypes.training import train

__all__ = [
    "ConvergenceError",
    "Landscape",
    "Measure",
    "Trajectory",
    "bisected_ratio",
    "centre_flow",
    "critical_fold",
    "landscape",
    "lattice",
    "porous_flow",
    "samples",
    "stability_limit",
    "train",
    "uniform",
    "weight_flow",
]
