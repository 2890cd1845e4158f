"""Population covariances as users name them: a power law, values with shares, or a file of eigenvalues."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from linear_ae.errors import ExperimentError
from linear_ae.reading.source import content
from numerics.autoencoder.covariance.population import counts, power_law, with_shares
from numerics.methods.arrays import Array
from theory.errors import InputError
from theory.rationals import LARGEST_POWER, plainly_written, rational

FORMS = "power-law:EXPONENT, VALUE:SHARE,VALUE:SHARE,... or a file of eigenvalues"
LARGEST = 10.0**LARGEST_POWER
SCALED, ROUNDED = 1e-6, 0.05
"""How far a sum of shares is from one, and a share from whole eigenvalues, before it is said."""


@dataclass(frozen=True, eq=False)
class CovarianceLaw:
    """Eigenvalues of a population covariance for any p, or for ``p`` only if that is not None.

    ``settles`` says whether they tend to a law as p grows; ``shares`` are the (value, share) as they were given.
    """

    text: str
    family: Callable[[int], Array]
    p: int | None = None
    settles: bool = True
    shares: tuple[tuple[float, float], ...] = ()

    def eigenvalues(self, p: int) -> Array:
        """The p eigenvalues, shape (p,)."""
        if self.p not in (None, p):
            raise InputError(f"{self.text} has {self.p} eigenvalues, and p = {p}: leave --p out, or give another law")
        return self.family(p)

    def remarks(self, p: int | None = None) -> list[str]:
        """What is made of shares that do not sum to one, and with ``p`` of those that are no whole eigenvalues."""
        if not self.shares:
            return []
        values, parts = np.array(self.shares).T
        total, found = parts.sum(), []
        if abs(total - 1) > SCALED:
            found.append(f"the shares of {self.text} sum to {total:.6g} and are scaled to one")
        if p is not None and np.abs((whole := counts(parts, p)) - p * parts / total).max() > ROUNDED:
            listed = ", ".join(f"{value:.6g} in {count}" for value, count in zip(values, whole, strict=True))
            found.append(f"the shares of {self.text} are rounded to whole eigenvalues of {p}: {listed}")
        return found


def covariance_law(text: str) -> CovarianceLaw:
    """The law that ``text`` names.

    Parameters
    ----------
    text : ``power-law:1.5`` is k^-1.5, k = 1 ... p, scaled to Tr C = p; ``3:0.5,0.2:0.5`` is the eigenvalue 3 in half
        of all directions and 0.2 in the others, as they stand; anything else is a file of the p eigenvalues, separated
        by white space or commas, as they stand

    Examples
    --------
    >>> covariance_law("3:0.5,0.2:0.5").eigenvalues(4)
    array([3. , 3. , 0.2, 0.2])
    """
    name, _, exponent = text.partition(":")
    if name == "power-law":
        slope = _number(exponent, text)
        return CovarianceLaw(text, lambda p: power_law(slope, p), settles=False)
    pairs = [part.split(":") for part in text.split(",")]
    if ":" in text and all(len(pair) == 2 for pair in pairs) and not Path(text).exists():
        shares = [(_ratio(value, text), _ratio(share, text)) for value, share in pairs]
        return CovarianceLaw(text, lambda p: with_shares(shares, p), shares=tuple(shares))
    values = _listed(text)
    return CovarianceLaw(text, lambda _: values, values.size)


def _ratio(part: str, text: str) -> float:
    try:
        return float(rational(part))
    except InputError as error:
        raise InputError(f"{part!r} in the covariance {text!r}: {error}") from None


def _number(part: str, text: str) -> float:
    try:
        if not plainly_written(part):
            raise ValueError(part)
        return float(part)
    except ValueError:
        raise InputError(f"{part!r} in the covariance {text!r} is no number: give {FORMS}") from None


def _listed(text: str) -> Array:
    """The numbers in a file."""
    try:
        words = content(text).decode("utf-8-sig").replace(",", " ").split()
    except (ExperimentError, UnicodeDecodeError):
        raise InputError(f"{text!r} is neither a covariance nor a text file: give {FORMS}") from None
    if not words:
        raise InputError(f"the file {text} is empty: give one with the eigenvalues of a covariance")
    values = np.array([_number(word, text) for word in words])
    largest = np.abs(values[np.isfinite(values)]).max(initial=0.0)
    if largest > LARGEST:
        raise InputError(f"the file {text} has an eigenvalue of {largest:g}: give at most {LARGEST:g}")
    return values
