"""Models written in sympy: ``MatrixSymbol``, ``Trace`` and ordinary matrix algebra."""

from collections.abc import Iterable, Mapping

import sympy as sp
from sympy.matrices.expressions import Trace

from theory.errors import InputError
from theory.matrix.definition import Gaussian, Symmetric, define
from theory.matrix.model import Model
from theory.matrix.places import place


def from_sympy(
    name: str,
    sizes: Iterable[sp.Symbol],
    scalars: Iterable[sp.Symbol],
    matrices: Mapping[sp.MatrixSymbol, Gaussian | Symmetric],
    losses: Mapping[str, sp.Expr],
    flow: str,
) -> Model:
    """The model of these sympy objects; shapes come from the matrix symbols.

    A loss is read from the text that sympy prints for it, by the same rules as a formula in a file. Raises
    :class:`theory.errors.InputError` with one line that names the place.

    >>> from sympy import Identity, MatrixSymbol, symbols
    >>> p, H, sigma2 = symbols("p H sigma2")
    >>> W = MatrixSymbol("W", p, H)
    >>> loss = Trace((Identity(p) - W * W.T) ** 2) / 2
    >>> model = from_sympy("tied", [p, H], [sigma2], {W: Gaussian(variance="sigma2", trained=True)}, {"L": loss}, "L")
    >>> model.losses["L"].formula
    'Tr((I - W*W.T)**2)/2'
    """
    for matrix in matrices:
        if not isinstance(matrix, sp.MatrixSymbol):
            raise InputError(f"model {name}: matrices are given by their MatrixSymbol, got {matrix!r}")
    return define(
        name,
        {str(size): "" for size in sizes},
        {str(scalar): "" for scalar in scalars},
        {matrix.name: _shaped(matrix, kind) for matrix, kind in matrices.items()},
        {loss: _formula(f"model {name}, loss {loss}", expression) for loss, expression in losses.items()},
        flow,
    )


def _shaped(matrix: sp.MatrixSymbol, kind: Gaussian | Symmetric) -> Gaussian | Symmetric:
    if isinstance(kind, Symmetric):
        return Symmetric(str(matrix.rows), kind.moments)
    return Gaussian([str(matrix.rows), str(matrix.cols)], str(kind.variance), kind.trained, str(kind.rate))


def _formula(where: str, expression: sp.Expr) -> str:
    """The text of an expression, traces without matrices worked out."""
    with place(where):
        if not isinstance(expression, sp.Expr) or getattr(expression, "is_Matrix", False):
            raise InputError(f"a loss is a number such as Trace(...), got {str(expression)!r}")
        floats = expression.atoms(sp.Float)
        if floats:
            raise InputError(f"numbers are exact, for example Rational(1, 2), got {min(floats)}")
    constant = expression.replace(
        lambda part: isinstance(part, Trace) and not part.atoms(sp.MatrixSymbol), lambda part: part.doit()
    )
    return str(constant).replace("Trace(", "Tr(")
