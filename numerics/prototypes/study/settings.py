"""What a study varies and what it holds fixed."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from itertools import product
from typing import Any

import numpy as np

from numerics.prototypes.loss_texts import label, portable
from numerics.prototypes.study.reach import require_networks
from numerics.prototypes.study.starts import STARTS
from numerics.prototypes.study.targets import TARGETS
from theory.errors import InputError
from theory.rationals import LARGEST_POWER

TERMS = ("coverage", "separation", "overlap")
BASELINE = "baseline"
OPTIMIZERS = ("adam", "sgd", "flow")


def mask_name(terms: Sequence[str]) -> str:
    """``coverage+overlap`` and the like, whatever the order of the terms; none at all is the ``baseline``."""
    return "+".join(sorted(terms, key=TERMS.index)) or BASELINE


MASKS: dict[str, tuple[float, ...]] = {
    mask_name([t for t, on in zip(TERMS, reversed(bits), strict=True) if on]): tuple(map(float, reversed(bits)))
    for bits in product((0, 1), repeat=3)
}


def known_mask(text: str) -> str:
    """The mask that the text names, its terms in any order; ``InputError`` if there is none."""
    terms = [] if text == BASELINE else text.split("+")
    if not set(terms) <= set(TERMS) or len(set(terms)) < len(terms):
        raise InputError(f"unknown mask {text!r}: choose from {', '.join(MASKS)}")
    return mask_name(terms)


@dataclass(frozen=True)
class Settings:
    """Everything that one run depends on besides its mask, size and seed (docs/study.md says why these defaults).

    ``width`` neurons (None: as many as samples); inputs uniform on ``[0, 1]^dimension``; ``strength`` is the
    common coefficient lambda of the structural losses and ``fit`` that of the mean squared error; ``tau`` is the
    temperature of separation and ``coverage_tau`` that of coverage; ``rate`` is the learning rate, for ``flow``
    the step of time; ``slope`` is the typical |w| at the start; centres divide by at least ``floor`` in modulus.

    ``losses`` of your own, in the place of one of the three: ``{"separation": "exp(-d/tau)"}`` or pairs; a text is a
    formula, ``FILE.py:NAME`` or a built-in name (docs/guides/add-a-loss.md). ``parameters`` are values of theirs.
    """

    width: int | None = None
    dimension: int = 1
    target: str = "sine"
    start: str = "hull"
    slope: float = 4.0
    optimizer: str = "adam"
    rate: float = 0.01
    steps: int = 2000
    fit: float = 1.0
    strength: float = 0.1
    tau: float = 3e-3
    coverage_tau: float = 1e-2
    floor: float = 1e-3
    losses: tuple[tuple[str, str], ...] = ()
    parameters: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        self._check_numbers()
        self._check_losses()
        for name, known in (("target", TARGETS), ("start", STARTS), ("optimizer", OPTIMIZERS)):
            if getattr(self, name) not in known:
                raise InputError(f"unknown {name} {getattr(self, name)!r}: choose from {', '.join(known)}")

    def _check_numbers(self) -> None:
        for name in ("tau", "coverage_tau", "rate", "slope", "floor"):
            _require(name, getattr(self, name), positive=True)
        for name in ("fit", "strength"):
            _require(name, getattr(self, name), positive=False)
        for name in ("tau", "coverage_tau", "slope", "floor", "fit", "strength"):
            require_square(name, getattr(self, name))
        for name, least in (("width", 2), ("dimension", 1), ("steps", 1)):
            value = getattr(self, name)
            if not (value is None and name == "width") and (value != int(value) or value < least):
                raise InputError(f"{name} {value}: give an integer of at least {least}")

    def _check_losses(self) -> None:
        """Puts losses and parameters in order, with the contents of files in the place of their names."""
        given = list(self.losses.items() if isinstance(self.losses, Mapping) else self.losses)
        values = self.parameters.items() if isinstance(self.parameters, Mapping) else self.parameters
        for place, text in given:
            _require_place(place, text, [other for other, _ in given])
        losses = tuple((place, portable(text)) for place, text in sorted(given, key=lambda pair: TERMS.index(pair[0])))
        object.__setattr__(self, "losses", losses)
        object.__setattr__(self, "parameters", tuple(sorted((str(name), float(value)) for name, value in values)))
        if self.losses or self.parameters:
            from numerics.prototypes.study.own_losses import check_losses

            check_losses(self.losses, self.parameters, self.dimension)

    def replaced(self) -> str:
        """One line on losses of your own; empty without any."""
        return "; ".join(f"{label(text)} in the place of {place}" for place, text in self.losses)

    def as_pairs(self) -> tuple[tuple[str, Any], ...]:
        """Names and values, as one parameter of a sweep; what is None or empty is left out."""
        return tuple((name, value) for name, value in asdict(self).items() if value not in (None, ()))

    @classmethod
    def from_pairs(cls, pairs: Iterable[tuple[str, Any]]) -> "Settings":
        return cls(**dict(pairs))


def _require(name: str, value: float, *, positive: bool) -> None:
    if not (np.isfinite(value) and (value > 0 if positive else value >= 0)):
        raise InputError(f"{name} {value}: give a finite number {'> 0' if positive else '>= 0'}")


def require_square(name: str, value: float) -> None:
    """``InputError`` for a number other than 0 that is not between 1e-100 and 1e100."""
    if value and not 10.0**-LARGEST_POWER <= value <= 10.0**LARGEST_POWER:
        limits = f"1e-{LARGEST_POWER} to 1e{LARGEST_POWER}"
        raise InputError(f"{name} {value}: give {limits}, whose square is a number")


def _require_place(place: Any, text: Any, places: Sequence[Any]) -> None:
    if place not in TERMS:
        raise InputError(f"a loss in the place of {place!r}: choose one of {', '.join(TERMS)}")
    if not isinstance(text, str):
        raise InputError(f"the loss in the place of {place} is {text!r}: give a text, a formula or FILE.py:NAME")
    if places.count(place) > 1:
        raise InputError(f"{places.count(place)} losses in the place of {place}: give one, a formula may be a sum")


@dataclass(frozen=True)
class Plan:
    """The runs of a study: masks x sizes x seeds under one ``Settings``; masks name their losses in any order."""

    settings: Settings
    sizes: tuple[int, ...] = (3, 5, 10, 20, 50, 100)
    seeds: tuple[int, ...] = tuple(range(10))
    masks: tuple[str, ...] = tuple(MASKS)

    def __post_init__(self) -> None:
        if not self.sizes or min(self.sizes) < 2:
            raise InputError(f"sizes {list(self.sizes)}: give at least one, each at least 2 samples")
        if not self.masks:
            raise InputError(f"no masks: give at least one of {', '.join(MASKS)}")
        object.__setattr__(self, "masks", tuple(map(known_mask, self.masks)))
        if not self.seeds or min(self.seeds) < 0:
            raise InputError(f"seeds {list(self.seeds)}: give at least one, none negative")
        for field in fields(self)[1:]:
            values = getattr(self, field.name)
            if len(set(values)) < len(values):
                raise InputError(f"{field.name} {list(values)} repeat: give each once")
        for size in self.sizes:
            require_networks(len(self.masks), size, self.settings.width or size, self.settings.dimension)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def as_text(self) -> str:
        """JSON, as an attribute of a data set."""
        return json.dumps(asdict(self))
