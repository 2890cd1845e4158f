"""The exact expansion of a model's loss in time: ``E[d^s L / dt^s (0)]`` as a polynomial with named exponents."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import sympy as sp

from theory import notebook
from theory.errors import InputError
from theory.matrix import planar as planar_part
from theory.matrix import render, tied
from theory.matrix.flow import derivative
from theory.matrix.model import Model
from theory.matrix.moments import polynomial
from theory.matrix.monomials import BITS, Polynomial, exponents
from theory.matrix.system import fewest_terms, independent
from theory.matrix.wick import Wick

Number = int | Fraction


@dataclass(frozen=True)
class Expansion:
    """``E[d^order loss / dt^order (0)]``: ``terms`` maps the exponents of ``names`` (sizes, scalars, moments) to exact
    coefficients.

    ``planar``: only the terms of highest total degree in the sizes at each monomial in scalars and moments. ``moment``:
    of the ``mean`` loss, or of its ``variance`` (:func:`theory.matrix.variance`), ``d^order Var loss / dt^order (0)``.
    """

    model: str
    loss: str
    order: int
    planar: bool
    names: tuple[str, ...]
    terms: Mapping[tuple[int, ...], Fraction]
    moment: str = "mean"

    def __repr__(self) -> str:
        about = f"{self.model}, {self.moment} of {self.loss}, order {self.order}"
        return f"Expansion({about}{', planar' * self.planar}: {len(self.terms)} terms)"

    def _repr_latex_(self) -> str | None:
        moment = r"\mathbb{E}" if self.moment == "mean" else r"\mathrm{Var}"
        left = rf"{moment}\,L_{{{notebook.upright(self.loss)}}}^{{({self.order})}}(0)"
        return notebook.polynomial(left, render.latex(self.names, self.terms), len(self.terms))

    def cite(self) -> str:
        """Where the expansion is derived."""
        page = "matrix-models.md" if self.moment == "mean" else "fluctuations.md"
        return f"order {self.order} of the {self.moment} of {self.loss}, {self.model}: docs/theory/{page}"

    def to_sympy(self, symbols: Iterable[sp.Symbol] = ()) -> sp.Expr:
        """The polynomial in ``symbols``, by their names, and in positive symbols for the names left."""
        given = {symbol.name: symbol for symbol in symbols}
        symbols = [given.get(name, sp.Symbol(name, positive=True)) for name in self.names]
        return sp.Add(
            *(
                sp.Mul(sp.Rational(c.numerator, c.denominator), *(x**e for x, e in zip(symbols, powers, strict=True)))
                for powers, c in self.terms.items()
            )
        )

    def evaluate(self, **values: Number) -> Fraction:
        """The exact value at integer or rational values of every name."""
        missing = [name for name in self.names if name not in values]
        unknown = [name for name in values if name not in self.names]
        if missing or unknown:
            wrong = [f"{name} is missing" for name in missing] + [f"{name} is unknown" for name in unknown]
            raise InputError(f"{self.model}: a value for each of {', '.join(self.names)} is due; {', '.join(wrong)}")
        given = [Fraction(values[name]) for name in self.names]
        total = Fraction(0)
        for powers, c in self.terms.items():
            for value, e in zip(given, powers, strict=True):
                c *= value**e
            total += c
        return total


@lru_cache(maxsize=128, typed=True)
def expansion(model: Model, loss: str, order: int, planar: bool = False) -> Expansion:
    """``E[d^order loss / dt^order]`` at t = 0 under the flow of ``model``, exact at every size.

    Raises :class:`theory.errors.InputError` for an unknown loss or a negative order. Source:
    docs/theory/matrix-models.md.

    >>> from theory.models import load
    >>> expansion(load("tied-autoencoder"), "train", 0).to_sympy()
    H**2*p*sigma2**2/2 + H*p**2*sigma2**2/2 + H*p*sigma2**2/2 - H*p*sigma2 + p/2
    """
    require(model, loss, order)
    names, terms = named(model, _planar(model, loss, order) if planar else _exact(model, loss, order))
    return Expansion(model.name, loss, order, planar, names, terms)


def require(model: Model, loss: str, order: int) -> None:
    """Refuse an order that is no integer >= 0, and a loss that the model has not."""
    if not isinstance(order, int) or isinstance(order, bool) or order < 0:
        raise InputError(f"the order of a derivative is an integer >= 0, got {order!r}")
    model.require_loss(loss)


def _exact(model: Model, loss: str, order: int) -> Polynomial:
    system = fewest_terms(model)
    found = tied.expectation(system, loss, order)
    return polynomial(model, *Wick(system).expectation(derivative(system, loss, order))) if found is None else found


def _planar(model: Model, loss: str, order: int) -> Polynomial:
    system = independent(model)
    scalars = planar_part.Cut(model).scalars
    apart = any(map(scalars, system.covariance.get((0, 0), {})))  # scalars tell the powers of the variance apart
    found = tied.expectation(system, loss, order, planar=True) if apart else None
    return planar_part.expectation(model, system, derivative(system, loss, order)) if found is None else found


def named(model: Model, found: Polynomial) -> tuple[tuple[str, ...], dict[tuple[int, ...], Fraction]]:
    """Exponents in the order of output, scalars ascending, then sizes descending; moments as far as they occur."""
    fixed = len(model.names)
    moments = max(((abs(m).bit_length() + BITS) // BITS - fixed for m in found), default=0)
    rows = {exponents(m, fixed + max(moments, 0)): c for m, c in found.items()}
    while moments > 0 and not any(powers[-1] for powers in rows):
        moments -= 1
        rows = {powers[:-1]: c for powers, c in rows.items()}
    names = (*model.names, *(model.moment_name(i) for i in range(max(moments, 0))))
    sizes = len(model.sizes)
    ordered = sorted(rows.items(), key=lambda term: (term[0][sizes:], [-e for e in term[0][:sizes]]))
    return names, dict(ordered)
