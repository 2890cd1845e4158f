"""What is known of how a network was trained: everything but its data."""

from dataclasses import dataclass, field

from numerics.prototypes.reconstruction.inputs import INPUTS
from numerics.prototypes.study.settings import MASKS, Settings
from theory.errors import InputError


@dataclass(frozen=True)
class Recipe:
    """The study's settings, the masks of structural losses that are possible, and how many samples there were.

    One mask says that the losses are known; all eight, the default, that they are not. ``samples`` None: as many as
    neurons. ``inputs``: how they may have been spread, ``uniform``, ``clustered`` or ``either``. The dimension and the
    width of ``settings`` are ignored, since the weights have them.
    """

    settings: Settings = field(default_factory=Settings)
    masks: tuple[str, ...] = tuple(MASKS)
    samples: int | None = None
    inputs: str = "uniform"

    def __post_init__(self) -> None:
        unknown = [mask for mask in self.masks if mask not in MASKS]
        if unknown or not self.masks:
            raise InputError(f"masks {list(self.masks)}: choose from {', '.join(MASKS)}")
        if self.samples is not None and self.samples < 2:
            raise InputError(f"{self.samples} samples: give at least 2")
        if self.inputs not in INPUTS:
            raise InputError(f"inputs {self.inputs!r}: choose from {', '.join(INPUTS)}")
