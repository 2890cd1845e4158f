"""The words of the compiled loops in plain Python, and twice the losses in them.

A word of n letters A and S is the integer ``1 b_1 ... b_n`` in binary: a leading one that marks the length, then one
bit a letter, 1 for A and 0 for S. The empty word is ``1``. A and S are symmetric, so a trace depends only on the
*canonical* word, the smallest integer among the rotations of the word and of its reversal.

>>> parse("SSA"), spell(0b1001)
(9, 'SSA')
"""

EMPTY = 1
LETTERS = "SA"
TWICE_LOSS = {
    ("train", True): {"S": 1, "SA": -2, "SAA": 1},
    ("train", False): {"SAA": 1},
    ("population", True): {"": 1, "A": -2, "AA": 1},
    ("population", False): {"AA": 1},
}
"""``Tr (I-A) S (I-A)`` and ``Tr (I-A)^2`` by loss and whether the target counts, in canonical words."""


def length(word: int) -> int:
    """Number of letters."""
    return word.bit_length() - 1


def parse(text: str) -> int:
    """The word spelled by ``text``, for example ``"SAA"``; ``""`` is the empty word."""
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


def twice_loss(loss: str, *, target: bool) -> dict[int, int]:
    """``2 L`` as ``{canonical word: coefficient}``."""
    return {parse(text): weight for text, weight in TWICE_LOSS[loss, target].items()}
