"""Cyclic words in the letters A and S, equal up to rotation and reversal, as bit masks.

A word of n letters is the integer ``1 b_1 ... b_n`` in binary: a leading one that marks the length, then one
bit a letter, 1 for A and 0 for S. The empty word is ``1``. A and S are symmetric, so ``Tr w = Tr reverse(w)``
and a trace depends only on the *canonical* word, the smallest integer among the rotations of the word and of
its reversal.
"""

from collections.abc import Iterator

from theory.errors import InputError

EMPTY = 1
LETTERS = "SA"


def length(word: int) -> int:
    """Number of letters."""
    return word.bit_length() - 1


def parse(text: str) -> int:
    """The word spelled by ``text``, for example ``"AAS"``; ``""`` is the empty word."""
    if not isinstance(text, str) or set(text) - set(LETTERS):
        raise InputError(f"a word is spelled with the letters A and S, got {text!r}")
    word = EMPTY
    for letter in text:
        word = word << 1 | LETTERS.index(letter)
    return word


def spell(word: int) -> str:
    """The inverse of :func:`parse`."""
    return "".join(LETTERS[int(bit)] for bit in bin(word)[3:])


def count(word: int, letter: int) -> int:
    """How often ``letter`` (1 for A, 0 for S) occurs."""
    ones = word.bit_count() - 1
    return ones if letter else length(word) - ones


def join(first: int, second: int) -> int:
    """The word ``first second``."""
    n = length(second)
    return first << n | (second ^ 1 << n)


def reverse(word: int) -> int:
    """The letters in the opposite order."""
    return int("1" + bin(word)[:2:-1], 2)


def canonical(word: int) -> int:
    """The smallest of the rotations of ``word`` and of its reversal."""
    n = length(word)
    mark = 1 << n
    best = word
    for letters in (word ^ mark, reverse(word) ^ mark):
        doubled = letters << n | letters
        for shift in range(n):
            best = min(best, mark | doubled >> shift & mark - 1)
    return best


def splits(word: int, letter: int) -> Iterator[tuple[int, int]]:
    """Every ``(left, right)`` with ``word = left letter right``."""
    for shift in range(length(word)):
        if word >> shift & 1 == letter:
            yield word >> shift + 1, 1 << shift | word & (1 << shift) - 1


def openings(word: int, letter: int) -> Iterator[int]:
    """Every ``Q`` with ``Tr word = Tr (letter Q)``: the cyclic word cut open at each occurrence of ``letter``."""
    for left, right in splits(word, letter):
        yield join(right, left)
