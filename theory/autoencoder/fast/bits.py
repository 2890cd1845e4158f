"""Cyclic words as in ``theory.autoencoder.fast.words``, compiled, for words of at most 31 letters in an int64.

A rotation is a window into the letters written twice: to compare all, forwards and backwards, takes a few shifts.

    word A S S     = 1 100            the mark, then a bit a letter
    twice          = 100100           windows 100, 001, 010
    reversed twice = 001001           windows 001, 100, 010
    smallest       = 001, marked 1 001, the word S S A

>>> from theory.autoencoder.fast.words import parse, spell
>>> spell(canonical(parse("ASS")))
'SSA'
"""

from theory.autoencoder.fast.compiled import inline, loop

MAX_LETTERS = 31


@inline
def length(word: int) -> int:
    """Number of letters."""
    n = 0
    for step in (16, 8, 4, 2, 1):
        if word >> (n + step):
            n += step
    return n


@inline
def ones(word: int) -> int:
    """Number of set bits, the marking one included."""
    word = word - ((word >> 1) & 0x55555555)
    word = (word & 0x33333333) + ((word >> 2) & 0x33333333)
    word = (word + (word >> 4)) & 0x0F0F0F0F
    return ((word * 0x01010101) & 0xFFFFFFFF) >> 24


@inline
def reverse(word: int, n: int) -> int:
    """The ``n`` letters of ``word`` in the opposite order, marked: halves of halves swapped."""
    x = (word & 0x55555555) << 1 | (word >> 1) & 0x55555555
    x = (x & 0x33333333) << 2 | (x >> 2) & 0x33333333
    x = (x & 0x0F0F0F0F) << 4 | (x >> 4) & 0x0F0F0F0F
    x = (x & 0x00FF00FF) << 8 | (x >> 8) & 0x00FF00FF
    x = (x & 0x0000FFFF) << 16 | (x >> 16) & 0x0000FFFF
    return 1 << n | (x >> (32 - n)) & ((1 << n) - 1)


@loop
def canonical(word: int) -> int:
    """The smallest of the rotations of ``word`` and of its reversal.

    As many rotations whatever the length, so that the processor compares several at once.
    """
    n = length(word)
    mark = 1 << n
    mask = mark - 1
    forward = word & mask
    backward = reverse(word, n) & mask
    forward_twice, backward_twice = forward << n | forward, backward << n | backward
    best = forward
    for step in range(MAX_LETTERS + 1):
        shift = min(step, n)
        best = min(best, min(forward_twice >> shift & mask, backward_twice >> shift & mask))
    return mark | best


@inline
def join(first: int, second: int) -> int:
    """The word ``first second``."""
    n = length(second)
    return first << n | (second ^ (1 << n))


@inline
def opened(word: int, n: int, shift: int) -> int:
    """The cyclic ``word`` cut open at the letter ``shift`` places from its end, that letter left out."""
    low = word & ((1 << shift) - 1)
    high = word >> (shift + 1)
    return (1 << (n - 1)) | low << (n - 1 - shift) | (high ^ (1 << (n - 1 - shift)))
