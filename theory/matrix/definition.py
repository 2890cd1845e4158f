"""A model from its declarations: names, shapes, variances and formulas, checked here."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from theory.errors import InputError
from theory.matrix.algebra import Algebra, Value, named
from theory.matrix.model import Letter, Loss, Model, Monomial, alphabet
from theory.matrix.monomials import variable
from theory.matrix.parse import MARK, Parser
from theory.matrix.places import place
from theory.names import meant

RESERVED = {"I": "identity", "Tr": "trace", "t": "time"}
NAME = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True)
class Gaussian:
    """A matrix with independent N(0, ``variance``) entries.

    ``shape`` is two names of sizes (sympy's matrix symbols bring their own), ``variance`` and ``rate`` are monomials in
    scalars and sizes.
    """

    shape: Sequence[str] = ()
    variance: str = "1"
    trained: bool = False
    rate: str = "1"


@dataclass(frozen=True)
class Symmetric:
    """A fixed deterministic symmetric matrix C on the space ``size``; ``Tr C^k = size * moments_k``."""

    size: str = ""
    moments: str = "c"


def define(
    name: str,
    sizes: Mapping[str, str],
    scalars: Mapping[str, str],
    matrices: Mapping[str, Gaussian | Symmetric],
    losses: Mapping[str, str],
    flow: str,
    regimes: Mapping[str, Mapping[str, int]] | None = None,
) -> Model:
    """The model of these declarations; losses are formulas (:mod:`theory.matrix.parse`).

    Raises :class:`theory.errors.InputError` with one line that names the place.

    >>> model = define(
    ...     "ridge", {"p": "features"}, {"s": "variance"},
    ...     {"w": Gaussian(["p", "p"], "s", trained=True)}, {"L": "Tr(w*w.T)/2"}, "L"
    ... )
    >>> model.losses["L"].terms
    {(b'\\x00\\x01',): {0: Fraction(1, 2)}}
    """
    names = (*sizes, *scalars)
    _check_names(name, sizes, scalars, matrices)
    _check_losses(name, losses)
    _check_normals(name, regimes or {}, (*names, "t"))
    variables: dict[str, Value] = {key: named(variable(i)) for i, key in enumerate(names)}
    plain = Parser(Algebra(alphabet((), {}), names), variables)
    letters = tuple(_letter(name, key, matrix, sizes, plain) for key, matrix in matrices.items())
    algebra = Algebra(alphabet(letters, sizes), names)
    values = variables | {letter.name: algebra.letter(2 * i) for i, letter in enumerate(letters)}
    parser = Parser(algebra, values)
    read = {}
    for loss, formula in losses.items():
        with place(f"model {name}, loss {loss}"):
            read[loss] = Loss(formula, parser.scalar(formula).terms)
    return Model(name, dict(sizes), dict(scalars), letters, read, flow, dict(regimes or {}))


def _check_losses(model: str, losses: Mapping[str, str]) -> None:
    for name in losses:
        if not isinstance(name, str) or not name.strip() or not name.isprintable():
            raise InputError(f"model {model}: a loss has a name in one line, got {name!r}")
        if name == "t":
            raise InputError(f"model {model}: t is taken (it is the {RESERVED['t']}), rename the loss")


def _check_names(
    model: str, sizes: Mapping[str, str], scalars: Mapping[str, str], matrices: Mapping[str, Gaussian | Symmetric]
) -> None:
    seen: dict[str, str] = {}
    for kind, names in (("size", sizes), ("scalar", scalars), ("matrix", matrices)):
        for name in names:
            if not isinstance(name, str) or not NAME.fullmatch(name) or MARK in name:
                allowed = "letters, digits and single underscores"
                raise InputError(f"model {model}: a {kind} is named by {allowed}, got {name!r}")
            if name in RESERVED:
                raise InputError(f"model {model}: {name} is taken (it is the {RESERVED[name]}), rename the {kind}")
            if name in seen:
                raise InputError(f"model {model}: {name} is declared twice, as a {seen[name]} and as a {kind}")
            seen[name] = kind
    _check_moments(model, {name: m.moments for name, m in matrices.items() if isinstance(m, Symmetric)}, seen)


def _check_moments(model: str, moments: Mapping[str, str], seen: Mapping[str, str]) -> None:
    owner: dict[str, str] = {}
    for name, prefix in moments.items():
        where = f"model {model}, matrix {name}: its moments are named {prefix}_1, {prefix}_2, ..."
        if not NAME.fullmatch(prefix):
            raise InputError(f"{where}; a name is letters, digits and underscores")
        if prefix in owner:
            raise InputError(f"{where} as those of {owner[prefix]}, give it other moments")
        owner[prefix] = name
        for other in filter(re.compile(rf"{prefix}_\d+").fullmatch, seen):
            raise InputError(f"{where} and {other} is a {seen[other]}, rename it")


def _check_normals(model: str, regimes: Mapping[str, Mapping[str, int]], known: Sequence[str]) -> None:
    for regime, normal in regimes.items():
        for name in normal:
            if name not in known:
                raise InputError(
                    f"model {model}, regime {regime}: unknown name {name!r}{meant(name, known)}; "
                    f"known are {', '.join(known)}"
                )


def _letter(model: str, name: str, matrix: Gaussian | Symmetric, sizes: Mapping[str, str], plain: Parser) -> Letter:
    with place(f"model {model}, matrix {name}"):
        if isinstance(matrix, Symmetric):
            size = _space(matrix.size, sizes)
            return Letter(name, size, size, symmetric=True, moments=matrix.moments)
        if isinstance(matrix.shape, str) or len(matrix.shape) != 2:
            raise InputError(f"a shape is two names of sizes, got {matrix.shape!r}")
        rows, columns = (_space(size, sizes) for size in matrix.shape)
        variance, rate = _monomial("variance", matrix.variance, plain), _monomial("rate", matrix.rate, plain)
        return Letter(name, rows, columns, variance, matrix.trained, rate)


def _space(size: str, sizes: Mapping[str, str]) -> str:
    if size not in sizes:
        raise InputError(f"unknown size {size!r}{meant(size, sizes)}; declared are {', '.join(sizes) or 'none'}")
    return size


def _monomial(what: str, formula: str, plain: Parser) -> Monomial:
    with place(what):
        terms = plain.scalar(str(formula)).terms.get((), {})
        if len(terms) != 1 or min(terms.values()) <= 0:
            raise InputError(f"it is a positive number times powers of scalars and sizes, got {formula!r}")
        ((powers, coefficient),) = terms.items()
        return Monomial(coefficient, powers)
