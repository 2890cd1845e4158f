"""A trace-polynomial model: Gaussian matrices, losses polynomial in traces of their products, gradient flow."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from theory.errors import InputError
from theory.matrix.algebra import TracePolynomial
from theory.matrix.monomials import ONE, variable
from theory.matrix.words import Alphabet


@dataclass(frozen=True)
class Monomial:
    """``coefficient * product of powers``, the powers as in :mod:`theory.matrix.monomials`."""

    coefficient: Fraction = Fraction(1)
    powers: int = ONE


@dataclass(frozen=True)
class Letter:
    """A matrix of shape (rows, columns), both names of spaces.

    Its entries are independent N(0, ``variance``); ``trained``, it moves by ``dG/dt = -rate dL/dG``. A ``symmetric``
    letter C is deterministic and known by its moments ``Tr C^k / size = moments_k``.
    """

    name: str
    rows: str
    columns: str
    variance: Monomial = Monomial()
    trained: bool = False
    rate: Monomial = Monomial()
    symmetric: bool = False
    moments: str = ""


@dataclass(frozen=True)
class Loss:
    """A trace polynomial, and the formula that it was read from."""

    formula: str
    terms: TracePolynomial


@dataclass(frozen=True)
class Model:
    """``sizes`` and ``scalars`` map names to descriptions, in the order of output; ``flow`` names the loss whose
    gradient moves the trained letters; ``regimes`` names known normals of the joint polyhedron, time being ``t``:
    ``{name: {variable: power}}``.

    Built by :func:`theory.matrix.define`, :func:`theory.matrix.from_sympy` or :func:`theory.matrix.read`.
    """

    name: str
    sizes: Mapping[str, str]
    scalars: Mapping[str, str]
    letters: tuple[Letter, ...]
    losses: Mapping[str, Loss]
    flow: str
    regimes: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        trained = [letter.name for letter in self.letters if letter.trained]
        if not trained:
            raise InputError(f"model {self.name}: no matrix is trained; mark one with trained = true")
        if self.flow not in self.losses:
            known = ", ".join(self.losses) or "none"
            raise InputError(f"model {self.name}: the flow follows the loss {self.flow!r}, the losses are {known}")
        driving = self.losses[self.flow].terms
        if not any(code // 2 in self.trained for product in driving for word in product for code in word):
            where = f"model {self.name}: the loss of the flow, {self.flow},"
            raise InputError(f"{where} has none of the trained matrices {', '.join(trained)}")

    def __hash__(self) -> int:
        return hash((self.name, self.names, self.flow))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Sizes and scalars in the order of output."""
        return (*self.sizes, *self.scalars)

    @cached_property
    def alphabet(self) -> Alphabet:
        """The letters as bytes."""
        return alphabet(self.letters, self.sizes)

    @cached_property
    def trained(self) -> frozenset[int]:
        """The numbers of the trained letters."""
        return frozenset(i for i, letter in enumerate(self.letters) if letter.trained)

    def moment(self, letter: int, power: int) -> int:
        """The variable that stands for a moment of a symmetric letter, behind sizes and scalars."""
        symmetric = [i for i, other in enumerate(self.letters) if other.symmetric]
        return variable(len(self.names) + (power - 1) * len(symmetric) + symmetric.index(letter))

    def moment_name(self, index: int) -> str:
        """The name of the moment variable number ``index``, counted from the first behind sizes and scalars."""
        symmetric = [letter for letter in self.letters if letter.symmetric]
        power, number = divmod(index, len(symmetric))
        return f"{symmetric[number].moments}_{power + 1}"

    def require_loss(self, loss: str) -> Loss:
        """The loss of that name; :class:`theory.errors.InputError` if there is none."""
        if loss not in self.losses:
            raise InputError(f"model {self.name}: the loss is {' or '.join(self.losses)}, got {loss!r}")
        return self.losses[loss]


def alphabet(letters: tuple[Letter, ...], sizes: Mapping[str, str]) -> Alphabet:
    """The letters as bytes, spaces numbered in the order of ``sizes``."""
    spaces = list(sizes)
    return Alphabet(
        [letter.name for letter in letters],
        [spaces.index(letter.rows) for letter in letters],
        [spaces.index(letter.columns) for letter in letters],
        [letter.symmetric for letter in letters],
    )
