"""Whether an energy attracts or expels a prototype that stands outside the hull."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import sympy as sp
from numpy.typing import ArrayLike

from numerics.methods.arrays import Array
from numerics.prototypes.data_measure import samples
from numerics.prototypes.energy_landscape import landscape
from numerics.prototypes.kernels import Parameters
from theory.prototypes.energy import Energy
from theory.prototypes.losses import loss
from theory.prototypes.outside import gap, outward_force, w
from theory.prototypes.symbols import tau

DIGITS = 30
LARGEST = sp.Integer(10) ** 1000  # exponentials and powers of more than this fill the memory


@dataclass(frozen=True)
class Outside:
    """Force outwards (T,) on a probe at distances (T,) beyond the hull, and ``attracts|expels|none|mixed``.

    ``signs`` (T,) are those of the exact force, which may be too weak for a double.
    """

    gaps: Array
    force: Array
    signs: tuple[int, ...]

    @property
    def verdict(self) -> str:
        signs = sorted(set(self.signs) - {0})
        return {(): "none", (-1,): "attracts", (1,): "expels"}.get(tuple(signs), "mixed")


def outside(
    energy: Energy | str,
    gaps: ArrayLike,
    temperature: float,
    width: float,
    nearest: bool = False,
    parameters: Parameters | None = None,
) -> Outside:
    """The configurations of ``theory.prototypes.outside``: hull [0, 1], a probe at ``1 + gap``, both ends covered or,
    with ``nearest``, the sample at 1 nearest to the probe."""
    distances = np.asarray(gaps, dtype=float)
    force = outward_forces(energy, distances, temperature, width, nearest, parameters)
    exact = loss(energy) if isinstance(energy, str) else energy
    own = {str(symbol): value for symbol, value in (parameters or {}).items()}
    known = {**own, str(tau): temperature, str(w): width}
    return Outside(distances, force, tuple(_signs(outward_force(exact, nearest), known, distances, force)))


def outward_forces(
    energy: Energy | str,
    gaps: Array,
    temperature: float,
    width: float,
    nearest: bool = False,
    parameters: Parameters | None = None,
) -> Array:
    """The forces of :func:`outside` alone, shape (T,)."""
    field = landscape({energy: 1.0}, samples([0.0, 1.0]), temperature, parameters)
    places = [np.array([1 - 2 * g, 1 + g] if nearest else [0.0, 1.0, 1 + g]) for g in gaps]
    return np.array([field.forces(centres, np.full(len(centres), width))[-1] for centres in places])


def _signs(exact: sp.Expr, known: dict[str, float], gaps: Array, force: Array) -> Iterable[int]:
    """Signs of an exact force at each gap; of the one in double precision where no number of digits settles it."""
    at = exact.subs({s: sp.Rational(float(known[str(s)])) for s in exact.free_symbols - {gap}})
    for g, double in zip(gaps, force, strict=True):
        found = _sign(at.subs(gap, sp.Rational(float(g))))
        yield int(np.sign(double)) if found is None else found


def _sign(number: sp.Expr) -> int | None:
    """Its sign by two precisions, 0 if they agree in no digit: then nothing is left of it but rounding."""
    if not _within_reach(number):
        return None
    rough, fine = number.evalf(DIGITS), number.evalf(2 * DIGITS)
    if not (rough.is_Number and fine.is_Number and fine.is_finite):
        return None
    return 0 if abs(rough - fine) >= abs(fine) / 2 else int(sp.sign(fine))


def _within_reach(number: sp.Expr) -> bool:
    """Whether the arguments of all functions and powers in it are numbers of moderate length, from the inside out."""
    inner_first = sorted(number.atoms(sp.Function, sp.Pow), key=lambda part: part.count_ops())
    arguments = (argument.evalf(3) for part in inner_first for argument in part.args)
    return all(bool(a.is_Number and a.is_finite and abs(a) < LARGEST) for a in arguments)
