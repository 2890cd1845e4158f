"""A data set, a repulsor and a start: the case for which the smallest attractor is sought and tried."""

from dataclasses import dataclass

import numpy as np

from theory.errors import InputError

REPULSORS = ("separation", "overlap")
REPULSIONS = {"separation": (1.0, 0.0), "overlap": (0.0, 1.0), "both": (1.0, 1.0)}
INPUTS, CENTRES, OUTPUTS = ("lattice", "random"), ("held", "samples"), ("solved", "random")


@dataclass(frozen=True)
class Case:
    """``size`` samples and neurons, one on each; a repulsor of coefficient ``strength`` and temperature
    ``tau``, which is that of coverage, too, if ``coverage_tau`` is None.

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

    def __post_init__(self) -> None:
        if self.size < 3 or self.repulsor not in REPULSIONS:
            raise InputError(
                f"{self.size} samples under {self.repulsor!r}: give at least 3, and {' or '.join(REPULSIONS)}"
            )
        if not (np.isfinite([self.tau, self.strength]).all() and min(self.tau, self.strength) > 0):
            raise InputError(f"tau {self.tau}, strength {self.strength}: give finite numbers > 0")
        if not (self.coverage_tau is None or (np.isfinite(self.coverage_tau) and self.coverage_tau > 0)):
            raise InputError(f"coverage_tau {self.coverage_tau}: give a finite number > 0")
        if not 0 <= self.jitter < 0.5:
            raise InputError(f"jitter {self.jitter}: give a number from 0 to below 0.5, which keeps the order")
        for name, known in (("inputs", INPUTS), ("centres", CENTRES), ("outputs", OUTPUTS)):
            if getattr(self, name) not in known:
                raise InputError(f"{name} {getattr(self, name)!r}: choose from {', '.join(known)}")

    @property
    def cold(self) -> float:
        """The temperature of coverage."""
        return self.tau if self.coverage_tau is None else self.coverage_tau

    @property
    def spacing(self) -> float:
        return 1 / (self.size - 1)

    @property
    def repulsion(self) -> tuple[float, float]:
        """Coefficients of separation and overlap."""
        separation, overlap = REPULSIONS[self.repulsor]
        return self.strength * separation, self.strength * overlap
