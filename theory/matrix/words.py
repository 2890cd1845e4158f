r"""Words in rectangular letters and their transposes, as bytes.

Letter number i is the byte ``2 i`` and its transpose ``2 i + 1``; a symmetric letter has only the first. A word runs
along spaces: the columns of a letter are the rows of the next. Its transpose is the reversed word of transposes,

    (G_1 G_2 ... G_n)^T = G_n^T ... G_2^T G_1^T,

and a trace depends only on the *canonical* word, the smallest of the rotations of the word and of its transpose.
"""

from collections.abc import Iterator, Sequence

from theory.errors import InputError

Word = bytes
EMPTY: Word = b""
MAX_LETTERS = 127
Product = tuple[Word, ...]
"""A product of traces: its canonical words, sorted, empty words left out."""


class Alphabet:
    """The letters of a model: ``rows``, ``columns`` (numbers of spaces) and ``symmetric``, one entry a letter.

    >>> W_X = Alphabet(["W", "X"], rows=[0, 0], columns=[1, 2], symmetric=[False, False])
    >>> W_X.spell(W_X.canonical(W_X.transpose(W_X.word("W", "W'", "X", "X'"))))
    'W*W.T*X*X.T'
    """

    def __init__(
        self, names: Sequence[str], rows: Sequence[int], columns: Sequence[int], symmetric: Sequence[bool]
    ) -> None:
        if len(names) > MAX_LETTERS:
            raise InputError(f"a model has at most {MAX_LETTERS} matrices, got {len(names)}")
        self.names = tuple(names)
        self.symmetric = tuple(symmetric)
        self._turned = bytes(c if c // 2 < len(names) and symmetric[c // 2] else c ^ 1 for c in range(256))
        self._rows = tuple(space for pair in zip(rows, columns, strict=True) for space in pair)
        self._canonical: dict[Word, Word] = {}

    def rows(self, code: int) -> int:
        """The space of the rows of a letter."""
        return self._rows[code]

    def columns(self, code: int) -> int:
        """The space of the columns of a letter."""
        return self._rows[code ^ 1]

    def transpose(self, word: Word) -> Word:
        """The letters transposed, in the opposite order."""
        return word[::-1].translate(self._turned)

    def turned(self, code: int) -> int:
        """The code of the transposed letter."""
        return self._turned[code]

    def canonical(self, word: Word) -> Word:
        """The smallest of the rotations of ``word`` and of its transpose."""
        found = self._canonical.get(word)
        if found is None:
            found = min(smallest_rotation(word), smallest_rotation(self.transpose(word)))
            self._canonical[word] = found
        return found

    def product(self, words: Sequence[Word]) -> Product:
        """The product of the traces of non-empty words."""
        return tuple(sorted(map(self.canonical, words)))

    def word(self, *letters: str) -> Word:
        """The word of these letters, a transpose marked by a prime: ``word("W", "W'")``."""
        return bytes(2 * self.names.index(name.rstrip("'")) + name.endswith("'") for name in letters)

    def spell(self, word: Word) -> str:
        """For example ``W*W.T*X``."""
        return "*".join(self.names[code // 2] + ".T" * (code & 1) for code in word)


def smallest_rotation(word: Word) -> Word:
    """The first in alphabetical order of the rotations of ``word``; it begins with the smallest letter."""
    n = len(word)
    if n < 2:
        return word
    doubled = word + word
    best, least = word, min(word)
    place = word.find(least)
    while place >= 0:
        best = min(best, doubled[place : place + n])
        place = word.find(least, place + 1)
    return best


def openings(word: Word, code: int) -> Iterator[Word]:
    """Every ``Q`` with ``Tr word = Tr (G Q)``, G being the letter ``code``."""
    place = word.find(code)
    while place >= 0:
        yield word[place + 1 :] + word[:place]
        place = word.find(code, place + 1)


def splits(word: Word, code: int) -> Iterator[tuple[Word, Word]]:
    """Every ``(Q1, Q2)`` with ``word = Q1 G Q2``."""
    place = word.find(code)
    while place >= 0:
        yield word[:place], word[place + 1 :]
        place = word.find(code, place + 1)
