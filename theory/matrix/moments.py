"""Traces of deterministic matrices: ``Tr C^k = size * c_k``, the moments c_k being variables."""

from fractions import Fraction

from theory.errors import InputError
from theory.matrix.flow import Sums
from theory.matrix.model import Model
from theory.matrix.monomials import Polynomial, variable
from theory.matrix.words import Word


def polynomial(model: Model, sums: Sums, denominator: int) -> Polynomial:
    """``sums / denominator``, products of deterministic letters only, in sizes, scalars and moments."""
    result: dict[int, int] = {}
    for product, terms in sums.items():
        shift = sum(moment(model, word) for word in product)
        for monomial, coefficient in terms.items():
            result[monomial + shift] = result.get(monomial + shift, 0) + coefficient
    return {monomial: Fraction(c, denominator) for monomial, c in result.items() if c}


def moment(model: Model, word: Word) -> int:
    """``Tr C^k`` as a monomial; :class:`theory.errors.InputError` for a word of different letters."""
    if len(set(word)) > 1:
        raise InputError(
            f"model {model.name}: Tr({model.alphabet.spell(word)}) of different deterministic matrices is not known; "
            "only traces of powers of one are"
        )
    return variable(model.alphabet.rows(word[0])) + model.moment(word[0] // 2, len(word))
