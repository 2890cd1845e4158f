r"""The scaling under which the planar limit of a model does not change.

Let all sizes grow like rho, a scalar like rho^u, an entry's variance like rho^a: by the Wick rule the trace of a word
of n letters is of order rho to the power ``1 + sum (1 + a) / 2`` over its letters, and products of traces factorize. If
every term of a loss has one and the same power c, and the velocity of every trained letter is its own size over one
and the same time rho^theta, then the leading parts of ``rho^-c L(rho^theta t)`` do not depend on rho: sizes matter by
their ratios alone (docs/theory/matrix-models.md).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from theory.errors import InputError
from theory.matrix.algebra import TracePolynomial
from theory.matrix.model import Model
from theory.matrix.monomials import exponents
from theory.matrix.rational import reduced


@dataclass(frozen=True)
class Homogeneity:
    """Powers of rho when all sizes grow like rho: of the scalars, of the losses and of time."""

    scalars: Mapping[str, Fraction]
    losses: Mapping[str, Fraction]
    time: Fraction


def homogeneity(model: Model) -> Homogeneity:
    """The scaling that leaves the planar limit of a model as it is, with time standing still where it can.

    Raises :class:`theory.errors.InputError` where there is none: for symmetric letters, which are given matrices, and
    for losses whose terms cannot be of the same order when all sizes grow together.

    >>> from theory.models import load
    >>> found = homogeneity(load("tied-autoencoder"))
    >>> str(found.scalars["sigma2"]), str(found.losses["train"]), str(found.time)
    ('-1', '1', '0')
    """
    if fixed := [letter.name for letter in model.letters if letter.symmetric]:
        raise InputError(f"{model.name}: {fixed[0]} is a given matrix, it has no copy of another size")
    unknown = (*model.scalars, *model.losses, "time")
    rows = list(_equations(model))
    still = [Fraction(name == "time") for name in unknown] + [Fraction(0)]
    solution = _solved([*rows, still], len(unknown)) or _solved(rows, len(unknown))
    if solution is None:
        raise InputError(
            f"{model.name}: its terms are not of one order when all sizes grow together, so there is no planar limit"
        )
    values = dict(zip(unknown, solution, strict=True))
    return Homogeneity(
        {name: values[name] for name in model.scalars}, {name: values[name] for name in model.losses}, values["time"]
    )


def _equations(model: Model) -> Iterator[list[Fraction]]:
    """Rows ``(coefficients, right-hand side)``, one a term of a loss and one a trained letter."""
    sizes, scalars = len(model.sizes), len(model.scalars)

    def power(monomial: int) -> tuple[Fraction, list[Fraction]]:
        """The power of rho of a monomial: a number, and the coefficients of the scalars' powers."""
        found = exponents(monomial, sizes + scalars)
        return Fraction(sum(found[:sizes])), [Fraction(e) for e in found[sizes:]]

    letters = [power(letter.variance.powers) for letter in model.letters]
    letters = [((1 + number) / 2, [x / 2 for x in row]) for number, row in letters]
    for name, loss in model.losses.items():
        for number, row in _powers(loss.terms, letters, power):
            own = [Fraction(-(name == other)) for other in model.losses]
            yield [*row, *own, Fraction(0), -number]
    driven = [Fraction(name == model.flow) for name in model.losses]
    for i in sorted(model.trained):
        number, row = power(model.letters[i].rate.powers)
        size, own_row = letters[i]
        moved = [x - 2 * y for x, y in zip(row, own_row, strict=True)]
        yield [*moved, *driven, Fraction(1), 1 + 2 * size - number]


def _powers(
    terms: TracePolynomial, letters: list[tuple[Fraction, list[Fraction]]], power: object
) -> Iterable[tuple[Fraction, list[Fraction]]]:
    for product, polynomial in terms.items():
        inside = [letters[code // 2] for word in product for code in word]
        for monomial in polynomial:
            number, row = power(monomial)  # type: ignore[operator]
            yield (
                number + len(product) + sum(size for size, _ in inside),
                [x + sum(other[j] for _, other in inside) for j, x in enumerate(row)],
            )


def _solved(rows: list[list[Fraction]], width: int) -> list[Fraction] | None:
    """A solution of linear equations, what is free being zero; None if there is none."""
    pivots = reduced(rows)
    if width in pivots:
        return None
    return [pivots[i][width] if i in pivots else Fraction(0) for i in range(width)]
