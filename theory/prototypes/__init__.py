"""Prototypes of minimal Gaussian-activation MLPs and their structural losses (arXiv:2605.25939)."""

from theory.prototypes.energy import AssignmentEnergy, Energy, PairEnergy
from theory.prototypes.forces import force, hessian, net_force, virial, width_gradient
from theory.prototypes.losses import LOSSES, loss
from theory.prototypes.statements import STATEMENTS
from theory.prototypes.system import Prototype, Samples, System, Uniform

__all__ = [
    "LOSSES",
    "STATEMENTS",
    "AssignmentEnergy",
    "Energy",
    "PairEnergy",
    "Prototype",
    "Samples",
    "System",
    "Uniform",
    "force",
    "hessian",
    "loss",
    "net_force",
    "virial",
    "width_gradient",
]
