"""Models written in sympy are those of the library."""

import pytest
import sympy as sp
from sympy import Identity, MatrixSymbol, Rational, Transpose, symbols
from sympy.matrices.expressions import Trace

from theory.errors import InputError
from theory.matrix import Gaussian, Symmetric, expansion, from_sympy
from theory.models import load

p, H, N, sigma2, decay = symbols("p H N sigma2 lambda", positive=True)
V, U, X = MatrixSymbol("V", p, H), MatrixSymbol("U", H, p), MatrixSymbol("X", p, N)
C = MatrixSymbol("C", p, p)
ERROR = Identity(p) - V * U
MATRICES = {
    V: Gaussian(variance=sigma2, trained=True),
    U: Gaussian(variance="sigma2", trained=True),
    X: Gaussian(),
    C: Symmetric(moments="c"),
}


def model(loss):
    return from_sympy("m", [p, H, N], [sigma2, decay], MATRICES, {"train": loss}, "train")


@pytest.mark.parametrize(
    "loss",
    [
        Trace(ERROR * X * X.T * ERROR.T) / (2 * N) + decay * (Trace(V * V.T) + Trace(U * U.T)) / 2,
        Trace(X.T * Transpose(ERROR) * ERROR * X) / (2 * N) + decay * Trace(V * V.T + U.T * U) / 2,
        (Trace((ERROR * X * X.T * ERROR.T).expand()) / N + decay * Trace(V * V.T) + decay * Trace(U * U.T)) / 2,
    ],
)
def test_the_library_again(loss):
    for order in range(4):
        mine, theirs = expansion(model(loss), "train", order), expansion(load("untied-weight-decay"), "train", order)
        assert (mine.names, mine.terms) == (theirs.names, theirs.terms)


def test_traces_without_matrices():
    found = model(Trace(3 * Identity(p)) * Trace(V * U) ** 2 - Trace(Identity(H)) + Trace(C * V * U * C))
    assert found.losses["train"].formula == "-H + 3*p*Tr(V*U)**2 + Tr(C*V*U*C)"


def test_back_to_sympy():
    found = expansion(model(Rational(1, 3) * Trace(C * V * V.T)), "train", 0)
    c1 = sp.Symbol("c_1")
    assert found.to_sympy([p, H, sigma2, c1]) == p * H * sigma2 * c1 / 3


@pytest.mark.parametrize(
    ("loss", "message"),
    [
        (ERROR, "model m, loss train: a loss is a number such as Trace"),
        ("Tr(V*U)", "a loss is a number such as Trace"),
        (Trace(ERROR.inv()), "powers of a matrix are positive integers, got -1"),
        (sp.exp(Trace(V * U)), r"the only function is Tr\(...\)"),
        (sp.Determinant(V * U), "the only function is"),
        (sp.sqrt(p) * Trace(V * U), "the only function is"),
        (V[0, 0] * Trace(V * U), "is not one of numbers, names"),
        (symbols("q") * Trace(V * U), "unknown name 'q'"),
        (Trace(V * MatrixSymbol("Q", H, p)), "unknown name 'Q'"),
        (1 / Trace(V * U), "division by a trace is not polynomial"),
        (0.25 * Trace(V * U), "numbers are exact, for example Rational"),
        (sp.pi * Trace(V * U), "unknown name 'pi'"),
    ],
)
def test_bad_losses(loss, message):
    with pytest.raises(InputError, match=message) as caught:
        model(loss)
    assert "\n" not in str(caught.value)


def test_matrices_are_matrix_symbols():
    with pytest.raises(InputError, match="matrices are given by their MatrixSymbol, got 'V'"):
        from_sympy("m", [p], [], {"V": Gaussian()}, {}, "train")
