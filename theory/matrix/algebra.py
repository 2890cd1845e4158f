"""Trace polynomials, matrix polynomials, and ordinary matrix algebra on them.

A *trace polynomial* is a sum of (polynomial in sizes and scalars) x (product of traces); a *matrix polynomial* is a sum
of such terms times an open word. Identity matrices are empty words; the space of one may still be open, as in ``I`` of
``(I - V*U)*X``, until something fixes it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, log
from typing import TypeVar

from theory.errors import InputError
from theory.matrix.monomials import ONE, Polynomial, add_into, exponents, multiply, variable
from theory.matrix.words import EMPTY, Alphabet, Product, Word

TracePolynomial = dict[Product, Polynomial]
"""``{product of traces: polynomial}``."""
OpenTerm = tuple[Word, Product]
MAX_TERMS = 20_000
MAX_LETTERS = 100
MAX_EXPONENT = 200
MAX_BITS = 1000


@dataclass(frozen=True)
class Scalar:
    """A trace polynomial as a value of the algebra."""

    terms: TracePolynomial


@dataclass(frozen=True)
class Matrix:
    """A matrix polynomial, ``{(open word, product of traces): polynomial}``; ``shape`` is None for multiples of I whose
    space is open.
    """

    shape: tuple[int, int] | None
    terms: dict[OpenTerm, Polynomial]


Value = Scalar | Matrix
K = TypeVar("K")


def number(value: Fraction | int) -> Scalar:
    """A constant."""
    return Scalar({(): {ONE: Fraction(value)}} if value else {})


def named(monomial: int) -> Scalar:
    """A size or scalar."""
    return Scalar({(): {monomial: Fraction(1)}})


IDENTITY = Matrix(None, {(EMPTY, ()): {ONE: Fraction(1)}})


def _times_identity(value: Value) -> Matrix:
    if isinstance(value, Matrix):
        return value
    return Matrix(None, {(EMPTY, product): polynomial for product, polynomial in value.terms.items()})


class Algebra:
    """The operations; ``names`` are those of sizes and scalars, the sizes of the spaces first."""

    def __init__(self, alphabet: Alphabet, names: Sequence[str]) -> None:
        self.alphabet = alphabet
        self.names = tuple(names)
        self.variables = len(names)

    def letter(self, code: int) -> Matrix:
        """One letter as a matrix."""
        shape = self.alphabet.rows(code), self.alphabet.columns(code)
        return Matrix(shape, {(bytes([code]), ()): {ONE: Fraction(1)}})

    def shown(self, shape: tuple[int, int]) -> str:
        """``p x H``."""
        return " x ".join(self.names[space] for space in shape)

    def add(self, first: Value, second: Value, sign: int = 1) -> Value:
        """``first + sign * second``, shapes being equal."""
        if isinstance(first, Scalar) and isinstance(second, Scalar):
            return Scalar(_sum(first.terms, second.terms, sign))
        if isinstance(first, Matrix) and isinstance(second, Matrix):
            shape = first.shape or second.shape
            for other in (first, second):
                if other.shape is None and shape is not None and shape[0] != shape[1]:
                    raise InputError(f"I is square and cannot be added to a matrix that is {self.shown(shape)}")
            if first.shape and second.shape and first.shape != second.shape:
                shapes = f"{self.shown(first.shape)} and {self.shown(second.shape)}"
                raise InputError(f"the shapes of a sum must agree, got {shapes}")
            return Matrix(shape, _sum(first.terms, second.terms, sign))
        raise InputError("a matrix and a number cannot be added; write a multiple of I")

    def multiply(self, first: Value, second: Value) -> Value:
        """The product of numbers, of a number and a matrix, or of matrices whose spaces meet."""
        if isinstance(first, Scalar) and isinstance(second, Scalar):
            return Scalar(_product(first.terms, second.terms, lambda a, b: tuple(sorted(a + b)), self.variables))
        if isinstance(first, Scalar) or isinstance(second, Scalar):
            return self.multiply(_times_identity(first), _times_identity(second))
        if first.shape and second.shape and first.shape[1] != second.shape[0]:
            shapes = f"{self.shown(first.shape)} times {self.shown(second.shape)}"
            raise InputError(f"the shapes of a product must meet, got {shapes}")
        left, right = first.shape or second.shape, second.shape or first.shape
        shape = (left[0], right[1]) if left and right else None
        return Matrix(shape, _product(first.terms, second.terms, self._join, self.variables))

    def _join(self, first: OpenTerm, second: OpenTerm) -> OpenTerm:
        word = first[0] + second[0]
        if len(word) > MAX_LETTERS:
            raise InputError(f"products have at most {MAX_LETTERS} matrices")
        return word, tuple(sorted(first[1] + second[1]))

    def divide(self, first: Value, second: Value) -> Value:
        """``first`` divided by a monomial in sizes and scalars."""
        if isinstance(second, Matrix):
            raise InputError("division by a matrix is not polynomial")
        return self.multiply(first, self.inverse(second))

    def inverse(self, value: Scalar) -> Scalar:
        """One divided by a monomial."""
        if not value.terms:
            raise InputError("division by zero")
        if any(product for product in value.terms):
            raise InputError("division by a trace is not polynomial")
        (polynomial,) = value.terms.values()
        if len(polynomial) > 1:
            raise InputError("division by a sum is not polynomial; divide by single sizes, scalars and numbers")
        ((monomial, coefficient),) = polynomial.items()
        return Scalar({(): {-monomial: 1 / coefficient}})

    def power(self, base: Value, exponent: Fraction) -> Value:
        """``base ** exponent`` for integer exponents; negative ones for monomials only."""
        if exponent.denominator != 1:
            raise InputError(f"powers are integers, got {exponent}")
        n = int(exponent)
        if abs(n) > MAX_EXPONENT:
            raise InputError(f"powers are at most {MAX_EXPONENT}, got {n}")
        if n < 0:
            if isinstance(base, Matrix):
                raise InputError(f"powers of a matrix are positive integers, got {n}")
            if any(base.terms):
                raise InputError(f"powers of a trace are positive integers, got {n}")
            base, n = self.inverse(base), -n
        if isinstance(base, Matrix) and base.shape and base.shape[0] != base.shape[1]:
            raise InputError(f"powers are of square matrices, got one that is {self.shown(base.shape)}")
        _require_few(sum(map(len, base.terms.values())), n, isinstance(base, Matrix))
        result: Value = number(1) if isinstance(base, Scalar) else Matrix(base.shape, dict(IDENTITY.terms))
        for _ in range(n):
            result = self.multiply(result, base)
        return result

    def transpose(self, value: Value) -> Value:
        """The transposed matrix."""
        if isinstance(value, Scalar):
            raise InputError(".T belongs to a matrix, not to a number")
        shape = value.shape and (value.shape[1], value.shape[0])
        return Matrix(shape, {(self.alphabet.transpose(w), product): c for (w, product), c in value.terms.items()})

    def trace(self, value: Value) -> Scalar:
        """``Tr`` of a square matrix."""
        if isinstance(value, Scalar):
            raise InputError("Tr takes a matrix, got a number")
        if value.shape is None:
            raise InputError("the space of I is not determined in Tr(I); write its size")
        if value.shape[0] != value.shape[1]:
            raise InputError(f"Tr takes a square matrix, got one that is {self.shown(value.shape)}")
        total: TracePolynomial = {}
        for (word, product), polynomial in value.terms.items():
            key = tuple(sorted((*product, self.alphabet.canonical(word)))) if word else product
            add_into(total.setdefault(key, {}), polynomial, shift=ONE if word else variable(value.shape[0]))
        return Scalar({product: polynomial for product, polynomial in total.items() if polynomial})


def _sum(first: dict[K, Polynomial], second: dict[K, Polynomial], sign: int) -> dict[K, Polynomial]:
    total = {key: dict(polynomial) for key, polynomial in first.items()}
    for key, polynomial in second.items():
        add_into(total.setdefault(key, {}), polynomial, Fraction(sign))
    return {key: polynomial for key, polynomial in total.items() if polynomial}


def _require_few(terms: int, power: int, ordered: bool) -> None:
    """Refuse a power of that many terms, ordered or not, before it is multiplied out."""
    if terms > 1 and (power * log(terms) > log(MAX_TERMS) if ordered else comb(power + terms - 1, power) > MAX_TERMS):
        raise InputError(f"the power {power} of {terms} terms is too large, beyond {MAX_TERMS}")


def _product(
    first: dict[K, Polynomial], second: dict[K, Polynomial], join: Callable[[K, K], K], variables: int
) -> dict[K, Polynomial]:
    sizes = [sum(map(len, factor.values())) for factor in (first, second)]
    if sizes[0] * sizes[1] > MAX_TERMS:
        raise InputError(f"a product of {sizes[0]} and {sizes[1]} terms is too large, beyond {MAX_TERMS}")
    total: dict[K, Polynomial] = {}
    for one, p in first.items():
        for other, q in second.items():
            add_into(total.setdefault(join(one, other), {}), multiply(p, q))
    for polynomial in total.values():
        _require_moderate(polynomial, variables)
    return {key: polynomial for key, polynomial in total.items() if polynomial}


def _require_moderate(polynomial: Polynomial, variables: int) -> None:
    for monomial, coefficient in polynomial.items():
        if max(map(abs, exponents(monomial, variables)), default=0) > MAX_EXPONENT:
            raise InputError(f"powers are at most {MAX_EXPONENT}")
        if max(coefficient.numerator.bit_length(), coefficient.denominator.bit_length()) > MAX_BITS:
            raise InputError(f"numbers have at most {MAX_BITS} binary digits")
