"""The compiled loops as a fast path: single traces of words in two symmetric blocks, such as W W^T and X X^T.

Rectangular letters that occur as ``G G^T`` only, with the rows of both in one space, stay so under the Wick step. The
words are then those in the letters A and S of ``theory.autoencoder``, whose loops are compiled.
"""

from collections import defaultdict

from theory.autoencoder import fast, wishart
from theory.autoencoder.words import canonical, parse
from theory.matrix.flow import Sums
from theory.matrix.monomials import variable
from theory.matrix.words import Alphabet, Product

MIN_PRODUCTS = 1500
"""Fewer take plain Python less than half a second, and loading the loops takes longer."""
MAX_LETTERS = 31
Group = tuple[int, int, int]
"""(monomial, number of blocks A, number of blocks S)."""


def expectation(alphabet: Alphabet, letters: list[int], sums: Sums) -> tuple[dict[int, int], Sums]:
    """``E`` of the products that the loops can take, over unit-variance ``letters``, and the products that are left."""
    if not (len(letters) == 2 and len(sums) >= MIN_PRODUCTS and fast.available() and _one_space(alphabet, letters)):
        return {}, sums
    taken: dict[Group, dict[int, int]] = defaultdict(dict)
    left: Sums = {}
    for product, terms in sums.items():
        text = blocks(product, letters)
        if text is None:
            left[product] = terms
        else:
            for monomial, coefficient in terms.items():
                taken[monomial, text.count("A"), text.count("S")][canonical(parse(text))] = coefficient
    return _integrated(alphabet, letters, taken), left


def blocks(product: Product, letters: list[int]) -> str | None:
    """The word in A and S of a single trace that holds both blocks and nothing else; None for other products.

    >>> blocks((bytes([0, 1, 2, 3, 2, 3]),), [0, 1])
    'ASS'
    """
    if len(product) != 1 or len(product[0]) > 2 * MAX_LETTERS:
        return None
    word = product[0]
    for name, letter in zip(b"AS", letters, strict=True):
        word = word.replace(bytes([2 * letter, 2 * letter + 1]), bytes([0x80 | name]))
    if min(word) < 0x80 or len(set(word)) < 2:
        return None
    return bytes(code & 0x7F for code in word).decode()


def _one_space(alphabet: Alphabet, letters: list[int]) -> bool:
    return alphabet.rows(2 * letters[0]) == alphabet.rows(2 * letters[1])


def _integrated(alphabet: Alphabet, letters: list[int], taken: dict[Group, dict[int, int]]) -> dict[int, int]:
    from theory.autoencoder.fast import wick

    shared = variable(alphabet.rows(2 * letters[0]))
    inner = [variable(alphabet.columns(2 * letter)) for letter in reversed(letters)]  # of S (0) and of A (1)
    total: dict[int, int] = {}
    for (monomial, a, s), traces in taken.items():
        letter = wishart.rarer(a, s)
        closed = wishart.close(wick.integrate(traces, letter), letter)
        for (n, other, p), weight in closed.items():
            key = monomial + n * inner[letter] + other * inner[1 - letter] + p * shared
            total[key] = total.get(key, 0) + weight
    return total
