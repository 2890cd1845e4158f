"""The compiled loops as a fast path: single traces of words in two symmetric blocks, such as W W^T and X X^T.

Rectangular letters that occur as ``G G^T`` only, with the rows of both in one space, stay so under the Wick step. The
words are then those in two letters A and S, of which the loops of ``theory.autoencoder.fast.wick`` remove the rarer:

    Tr X X^T W W^T X X^T = Tr SAS  ->  H Tr SS = H Tr X X^T X X^T,     left for plain Python

There are few products of traces of powers of one block: one a partition.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from theory.autoencoder import fast
from theory.matrix.flow import Sums
from theory.matrix.monomials import variable
from theory.matrix.words import Alphabet, Product, Word

MIN_PRODUCTS = 1500
"""Fewer take plain Python less than half a second, and loading the loops takes longer."""
MAX_LETTERS = 31
Group = tuple[int, int, int]
"""(monomial, number of blocks A, number of blocks S)."""


def contracted(alphabet: Alphabet, letters: list[int], sums: Sums) -> Sums:
    """The products, those that the loops can take without the blocks of their rarer letter, in unit variance."""
    if not (len(letters) == 2 and len(sums) >= MIN_PRODUCTS and fast.available() and _one_space(alphabet, letters)):
        return sums
    from theory.autoencoder.fast.bits import canonical
    from theory.autoencoder.fast.words import parse

    taken: dict[Group, dict[int, int]] = defaultdict(dict)
    left: Sums = {}
    for product, terms in sums.items():
        text = blocks(product, letters) or ""
        if len(set(text)) == 2:
            for monomial, coefficient in terms.items():
                taken[monomial, text.count("A"), text.count("S")][canonical(parse(text))] = coefficient
        else:
            left[product] = terms
    return without_the_rarer(alphabet, letters, taken, left)


def blocks(product: Product, letters: Sequence[int]) -> str | None:
    """The word in A and S of a single trace that holds the blocks of two letters and nothing else, or None.

    >>> blocks((bytes([0, 1, 2, 3, 2, 3]),), [0, 1])
    'ASS'
    """
    if len(product) != 1 or len(product[0]) > 2 * MAX_LETTERS:
        return None
    word = product[0]
    for name, letter in zip(b"AS", letters, strict=True):
        word = word.replace(bytes([2 * letter, 2 * letter + 1]), bytes([0x80 | name]))
    return None if min(word) < 0x80 else bytes(code & 0x7F for code in word).decode()


def written(text: str, letters: Sequence[int]) -> Word:
    """The inverse of :func:`blocks`: a word in A and S in the blocks of two letters.

    >>> written("AS", [0, 1])
    b'\\x00\\x01\\x02\\x03'
    """
    return bytes(code for name in text for code in (2 * letters["AS".index(name)], 2 * letters["AS".index(name)] + 1))


def _one_space(alphabet: Alphabet, letters: list[int]) -> bool:
    return alphabet.rows(2 * letters[0]) == alphabet.rows(2 * letters[1])


def without_the_rarer(
    alphabet: Alphabet, letters: Sequence[int], taken: Mapping[Group, dict[int, int]], left: Sums
) -> Sums:
    """``left`` and what the loops make of ``{group: {canonical word: coefficient}}``: traces of powers of one block."""
    from theory.autoencoder.fast import wick
    from theory.autoencoder.fast.words import length

    shared = variable(alphabet.rows(2 * letters[0]))
    result = dict(left)
    for (monomial, a, s), traces in taken.items():
        rarer, other = (1, "S") if a <= s else (0, "A")
        inner = variable(alphabet.columns(2 * letters[1 - rarer]))
        for powers, terms in wick.integrate(traces, rarer).items():
            product = alphabet.product([written(other * length(word), letters) for word in powers])
            into = result[product] = dict(result.get(product, {}))
            for (n, empty), weight in terms.items():
                key = monomial + n * inner + empty * shared
                into[key] = into.get(key, 0) + weight
    return result
