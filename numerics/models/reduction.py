r"""Fixed letters that matter by their Gram matrices alone, and the basis in which one of these is diagonal.

If a fixed G occurs in all losses as ``G G^T`` only, its Gram matrix S takes its place. Rotating the space of S, with
all letters on it, leaves losses and flow as they are: ``S = O L O^T`` becomes L, ``V -> O^T V`` and ``U -> U O``. A
product with S then costs as much as one with a number. For the untied autoencoder, p x H and H x p:

    V' = (S - V U S) U^T / N        2 p^2 H + 4 p H^2 multiplications of matrices, with U' = V^T (S - V U S) / N,
                                    4 p H^2 where S is diagonal
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from numerics.models.point import Point
from theory.matrix.model import Letter, Loss, Model, alphabet
from theory.matrix.words import Product, Word


@dataclass(frozen=True)
class Reduction:
    """``model`` with the ``letter`` of that number replaced by its Gram matrix on ``space``.

    The Gram matrix is ``G G^T``, or ``G^T G`` if ``turned``.
    """

    model: Model
    letter: int
    space: str
    turned: bool

    def pays(self, point: Point) -> bool:
        """Whether eigenvectors, about 10 n^3 multiplications, cost less than a hundred products with a trained letter,
        n^2 m each.
        """
        trained = [letter for letter in self.model.letters if letter.trained]
        shapes = [(letter.rows, letter.columns) for letter in trained if self.space in (letter.rows, letter.columns)]
        others = [other for shape in shapes for other in shape if other != self.space or shape[0] == shape[1]]
        return bool(others) and point.sizes[self.space] <= 10 * max(point.sizes[other] for other in others)

    def point(self, point: Point) -> Point:
        """The point with the reduced model."""
        return replace(point, model=self.model)

    def diagonal(self, letters: Mapping[int, Tensor]) -> dict[int, Tensor]:
        """All letters in the basis in which the Gram matrix is diagonal; itself by its diagonal, (batch, size)."""
        given = letters[self.letter]
        factor = given.mH if self.turned else given
        values, basis = torch.linalg.eigh(factor @ factor.mH)
        found = {self.letter: values.clamp(min=0).to(given.dtype)}
        for i, letter in enumerate(self.model.letters):
            if i != self.letter:
                rotated = letters[i]
                if letter.rows == self.space:
                    rotated = basis.mH @ rotated.to(basis.dtype)
                if letter.columns == self.space:
                    rotated = rotated.to(basis.dtype) @ basis
                found[i] = rotated
        return found

    def product(self, product: Product) -> Product:
        """A product of traces in the letters of the reduced model."""
        return self.model.alphabet.product([merged(word, *pair(self.letter, self.turned)) for word in product])


def reduction(model: Model) -> Reduction | None:
    """The first fixed letter that occurs as its Gram matrix only; None if there is none."""
    words = [word for loss in model.losses.values() for product in loss.terms for word in product]
    for i, letter in enumerate(model.letters):
        if letter.trained or letter.symmetric or not any(code // 2 == i for word in words for code in word):
            continue
        for turned in (False, True):
            if all(paired(word, *pair(i, turned)) for word in words):
                return _reduced(model, i, turned)
    return None


def pair(letter: int, turned: bool) -> tuple[int, int]:
    """The codes of ``G G^T``, or of ``G^T G``."""
    return (2 * letter + 1, 2 * letter) if turned else (2 * letter, 2 * letter + 1)


def paired(word: Word, first: int, second: int) -> bool:
    """Whether both codes occur side by side only, round the trace."""
    followers = zip(word, word[1:] + word[:1], strict=True)
    return all((code == first) == (follower == second) for code, follower in followers)


def merged(word: Word, first: int, second: int) -> Word:
    """The code ``first & ~1`` for each pair."""
    start = 1 if word[:1] == bytes([second]) else 0
    turned = word[start:] + word[:start]
    return turned.replace(bytes([first, second]), bytes([first & ~1]))


def _reduced(model: Model, number: int, turned: bool) -> Reduction:
    own = model.letters[number]
    space = own.columns if turned else own.rows
    gram = Letter(f"{own.name}2", space, space, symmetric=True)
    letters = tuple(gram if i == number else letter for i, letter in enumerate(model.letters))
    words = alphabet(letters, model.sizes)
    losses = {}
    for name, loss in model.losses.items():
        terms = {}
        for product, polynomial in loss.terms.items():
            terms[words.product([merged(word, *pair(number, turned)) for word in product])] = polynomial
        losses[name] = Loss(loss.formula, terms)
    return Reduction(replace(model, letters=letters, losses=losses), number, space, turned)
