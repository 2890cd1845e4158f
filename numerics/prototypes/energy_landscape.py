"""A weighted sum of structural energies as a function of centres and widths."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import sympy as sp

from linear_ae.brief import Brief
from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from numerics.prototypes.assignment_field import AssignmentField
from numerics.prototypes.data_measure import Measure
from numerics.prototypes.kernels import Parameters
from numerics.prototypes.pair_field import PairField
from theory.errors import InputError
from theory.prototypes.energy import AssignmentEnergy, Energy
from theory.prototypes.losses import loss
from theory.prototypes.symbols import left, right, tau
from theory.prototypes.system import sampled

Field = AssignmentField | PairField
Temperature = float | Mapping[Energy | str, float]
COLDEST = 1e-150  # the square of a smaller temperature underflows


@dataclass(frozen=True, repr=False)
class Landscape(Brief):
    """``E = sum_n coefficient_n E_n``; centres (M,) or (M, d), widths (M,), results in the shape of the centres.

    ``rounding`` is the length over which kinks are rounded off, 0 where no energy has one.
    """

    terms: tuple[tuple[float, Field], ...]
    data: Measure
    rounding: float = 0.0

    def value(self, centres: Array, widths: Array) -> float:
        return float(self._sum("value", centres, widths))

    def gradient(self, centres: Array, widths: Array) -> tuple[Array, Array]:
        """Derivatives by the centres and by the widths."""
        total = self._sum("gradient", centres, widths)
        return total[:, :-1].reshape(np.shape(centres)), total[:, -1]

    def forces(self, centres: Array, widths: Array) -> Array:
        """``-dE/dc``; what is zero has no sign."""
        return 0.0 - self.gradient(centres, widths)[0]

    def hessian(self, centres: Array, widths: Array) -> Array:
        """``d^2 E / dc dc``, shape (M d, M d)."""
        return self._sum("hessian", centres, widths)

    def _sum(self, what: str, centres: Array, widths: Array) -> Array:
        """Weighted sum over the terms.

        ``ConvergenceError`` where it is not finite (a response that underflows, a pole).
        """
        arguments = self._check(centres, widths)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            total = np.asarray(sum(a * getattr(field, what)(*arguments) for a, field in self.terms))
        if not np.isfinite(total).all():
            names = " and ".join(field.energy.name for _, field in self.terms)
            reach = np.abs(arguments[0]).max()
            raise ConvergenceError(f"the {what} of {names} is not finite with prototypes as far out as {reach:.6g}")
        return total

    def _check(self, centres: Array, widths: Array) -> tuple[Array, Array]:
        points = np.reshape(centres, (len(centres), -1))
        if points.shape[1] != self.data.dimension or np.shape(widths) != points.shape[:1]:
            raise InputError(
                f"centres of shape {np.shape(centres)} and widths of shape {np.shape(widths)} for data in "
                f"{self.data.dimension} dimension(s): give (M, d) and (M,)"
            )
        return points, np.asarray(widths, dtype=float)


def field(energy: Energy, data: Measure, parameters: Parameters, rounding: float = 0.0) -> Field:
    """The numerical form of a symbolic energy; ``parameters`` gives a value to each of its free symbols."""
    kind = AssignmentField if isinstance(energy, AssignmentEnergy) else PairField
    return kind(energy, data, parameters, rounding)  # type: ignore[arg-type]


def landscape(
    coefficients: Mapping[Energy | str, float],
    data: Measure,
    temperature: Temperature = 1.0,
    parameters: Parameters | None = None,
    rounding: float = 0.0,
) -> Landscape:
    """Weighted sum of losses (energies, or names of ``theory.prototypes.LOSSES``).

    ``temperature`` is the tau of all of them, or that of each: ``{"coverage": 0.01, "separation": 0.003}``.
    ``parameters`` gives values to further symbols of a user's own energies, by symbol or by name.
    ``rounding`` is a length over which kinks such as that of ``|x - c|`` are rounded off: prototypes come to rest on
    kinks in finite time, and only a flow with rounded ones has a solution that an integrator can follow.

    >>> from numerics.prototypes.data_measure import lattice
    >>> field = landscape({"separation": 1.0}, lattice(5), temperature=0.1)
    >>> field.forces(np.array([0.0, 0.5, 0.6]), np.ones(3)).round(4)
    array([-0.3829, -0.3296,  0.7125])
    """
    if not coefficients:
        raise InputError("no losses: give at least one coefficient")
    own, terms = parameters or {}, []
    for name, coefficient in coefficients.items():
        known = {**own, tau: temperature_of(name, temperature), **_ends(data)}
        terms.append((float(coefficient), field(loss(name) if isinstance(name, str) else name, data, known, rounding)))
    refuse_unused(own, [found.symbols for _, found in terms])
    return Landscape(tuple(terms), data, rounding if any(found.kinked for _, found in terms) else 0.0)


def temperature_of(name: Energy | str, temperature: Temperature) -> float:
    """The temperature of one loss, a positive number."""
    if isinstance(temperature, Mapping) and name not in temperature:
        label = name if isinstance(name, str) else name.name
        raise InputError(f"no temperature for {label}: give one for each loss")
    value = temperature[name] if isinstance(temperature, Mapping) else temperature
    if not (np.isfinite(value) and value > 0):
        raise InputError(f"temperature {value}: give a positive number")
    if value < COLDEST:
        raise InputError(f"temperature {value}: give a positive number of at least {COLDEST:g}, the rest is rounding")
    return float(value)


def refuse_unused(parameters: Parameters, used: Iterable[set[sp.Symbol]]) -> None:
    """Refuse values for parameters that no loss has, which are misspelt."""
    known = {str(s) for symbols in used for s in symbols} - {str(s) for s in (tau, left, right)}
    for name in map(str, parameters):
        if name not in known:
            has = f"they have {', '.join(sorted(known))}" if known else "they have none"
            raise InputError(f"no loss has a parameter {name!r}: {has}")


def share_out(parameters: Parameters, losses: Sequence[Energy | str]) -> list[Parameters]:
    """Of all parameters those that each loss has; ``InputError`` for one that none has."""
    given = {str(s): value for s, value in parameters.items()}
    used = [own_symbols(e) for e in losses]
    refuse_unused(given, used)
    return [{name: v for name, v in given.items() if name in set(map(str, symbols))} for symbols in used]


def own_symbols(energy: Energy | str) -> set[sp.Symbol]:
    """The symbols of a loss besides those of prototypes and samples."""
    system = sampled(2, 2)
    value = (loss(energy) if isinstance(energy, str) else energy).value(system)
    return value.free_symbols - system.symbols


def _ends(data: Measure) -> dict[sp.Symbol, float]:
    return dict(zip((left, right), data.hull, strict=True)) if data.dimension == 1 else {}
