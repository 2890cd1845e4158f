"""A data set, a repulsor and a start: the case for which the smallest attractor is sought and tried."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from numerics.prototypes.loss_texts import portable
from numerics.prototypes.study.settings import require_square
from theory.errors import InputError

COVERAGE = "coverage"
REPULSORS = ("separation", "overlap")
REPULSIONS = {"separation": (1.0, 0.0), "overlap": (0.0, 1.0), "both": (1.0, 1.0)}
INPUTS, CENTRES, OUTPUTS = ("lattice", "random"), ("held", "samples"), ("solved", "random")


@dataclass(frozen=True)
class Case:
    """``size`` samples and neurons, one on each; a repulsor of coefficient ``strength`` and temperature
    ``tau``, which is that of the attractor, too, if ``coverage_tau`` is None.

    The repulsor is separation, overlap, both, or a loss of your own, as the attractor may be in the place of coverage:
    a formula or ``FILE.py:NAME`` (docs/guides/add-a-loss.md); ``parameters`` are values of theirs.

    ``inputs``: a lattice on [0, 1] with every sample moved by up to ``jitter`` spacings, or uniformly random.
    Training starts with the ``centres`` where the smallest attractor holds them or on the samples, and with
    ``outputs`` (the weights a) solved for an exact fit, or random.
    """

    size: int
    tau: float
    repulsor: str
    strength: float
    jitter: float = 0.25
    inputs: str = "lattice"
    centres: str = "held"
    outputs: str = "solved"
    coverage_tau: float | None = None
    attractor: str = COVERAGE
    parameters: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        if self.size < 3:
            raise InputError(f"{self.size} samples: give at least 3")
        if not (np.isfinite([self.tau, self.strength]).all() and min(self.tau, self.strength) > 0):
            raise InputError(f"tau {self.tau}, strength {self.strength}: give finite numbers > 0")
        if not (self.coverage_tau is None or (np.isfinite(self.coverage_tau) and self.coverage_tau > 0)):
            raise InputError(f"coverage_tau {self.coverage_tau}: give a finite number > 0")
        for name in ("tau", "strength", "cold"):
            require_square("coverage_tau" if name == "cold" else name, getattr(self, name))
        if not 0 <= self.jitter < 0.5:
            raise InputError(f"jitter {self.jitter}: give a number from 0 to below 0.5, which keeps the order")
        for name, known in (("inputs", INPUTS), ("centres", CENTRES), ("outputs", OUTPUTS)):
            if getattr(self, name) not in known:
                raise InputError(f"{name} {getattr(self, name)!r}: choose from {', '.join(known)}")
        self._check_losses()

    def _check_losses(self) -> None:
        object.__setattr__(self, "repulsor", portable(self.repulsor))
        object.__setattr__(self, "attractor", portable(self.attractor))
        object.__setattr__(self, "parameters", tuple(sorted((str(k), float(v)) for k, v in self.parameters)))
        if self.losses or self.parameters:
            from numerics.prototypes.study.own_losses import check_losses

            check_losses(self.losses, self.parameters, 1)

    @property
    def losses(self) -> tuple[tuple[str, str], ...]:
        """Losses of the user's own with their places in training, where the repulsor's is that of separation."""
        pull = () if self.attractor == COVERAGE else ((COVERAGE, self.attractor),)
        return pull if self.repulsor in REPULSIONS else (*pull, (REPULSORS[0], self.repulsor))

    @property
    def constants(self) -> dict[str, Any]:
        """What names its results in a sweep; what is left at nothing, or at coverage, is left out."""
        given = {f.name: getattr(self, f.name) for f in fields(self)}
        return {k: v for k, v in given.items() if v not in (None, ()) and (k, v) != ("attractor", COVERAGE)}

    @property
    def cold(self) -> float:
        """The temperature of the attractor."""
        return self.tau if self.coverage_tau is None else self.coverage_tau

    @property
    def spacing(self) -> float:
        return 1 / (self.size - 1)

    @property
    def repulsion(self) -> tuple[float, float]:
        """Coefficients in the places of separation and overlap."""
        separation, overlap = REPULSIONS.get(self.repulsor, (1.0, 0.0))
        return self.strength * separation, self.strength * overlap
