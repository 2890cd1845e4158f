"""Formulas: what they mean, and one clear line for each that means nothing."""

import pytest

from theory.errors import InputError
from theory.matrix import Gaussian, Symmetric, define, expansion

SIZES = {"p": "", "H": "", "N": ""}
SCALARS = {"s": "", "lambda": ""}
MATRICES = {
    "V": Gaussian(["p", "H"], "s", trained=True),
    "U": Gaussian(["H", "p"], "s", trained=True),
    "X": Gaussian(["p", "N"]),
    "C": Symmetric("p", "c"),
}


def model(loss, sizes=SIZES, scalars=SCALARS, matrices=MATRICES, flow="L", **others):
    return define("m", sizes, scalars, matrices, {"L": loss, **others}, flow)


def with_matrix(**changed):
    return {"matrices": MATRICES | changed}


def terms(loss):
    return model(loss).losses["L"].terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tr((I - V*U)*(I - V*U).T)", "p - 2*Tr(V*U) + Tr(V*U*U.T*V.T)"),
        ("Tr(V*U)", "Tr(U*V)"),
        ("Tr(V*U)", "Tr(U.T*V.T)"),
        ("Tr((V*U).T.T)", "+Tr(I*V*I*U*I)"),
        ("Tr((V*U)**3)", "Tr(V*U*V*U*V*U)"),
        ("Tr(V*U + (V*U)**0)", "Tr(V*U) + p"),
        ("(Tr(V*U) - 1)**2", "Tr(V*U)**2 - 2*Tr(V*U) + 1"),
        ("Tr(V*U/2)/N**2*p", "p*N**-2*Tr(U*V)*0.5"),
        ("lambda*Tr(U*U.T)/(2*p)", "Tr(U.T*U)*lambda/2/p"),
        ("lambda*Tr(V*V.T)", "Tr(V*(lambda*I)*V.T)"),
        ("Tr(C*V*U)", "Tr(U.T*V.T*C.T)"),
        ("-(1 - 3)*Tr(V*U)*1_000", "2000*Tr(V*U)"),
        ("1.25*Tr(V*U)", "5*Tr(V*U)/4"),
        ("Tr(V*Tr(V*U)*U)", "Tr(V*U)**2"),
        ("Tr(V * U)\n + 1", "1 + Tr(V*U)"),
    ],
)
def test_equal_formulas(one, other):
    assert terms(one) == terms(other)


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("Tr(V*U) + Q", r"model m, loss L: unknown name 'Q'; declared are I, p, H, N, s, lambda, V, U, X, C, in 'Q'"),
        ("Tr(v*U)", r"unknown name 'v' \(did you mean 'V'\?\)"),
        ("Tr(V*V)", r"the shapes of a product must meet, got p x H times p x H, in 'V\*V'"),
        ("Tr(V + U)", r"the shapes of a sum must agree, got p x H and H x p, in 'V \+ U'"),
        ("Tr(V + I)", r"I is square and cannot be added to a matrix that is p x H, in 'V \+ I'"),
        ("Tr(I + V)", "I is square"),
        ("Tr(V)", r"Tr takes a square matrix, got one that is p x H, in 'Tr\(V\)'"),
        ("Tr(I)", r"the space of I is not determined in Tr\(I\)"),
        ("Tr(3)", "Tr takes a matrix, got a number"),
        ("Tr", r"Tr is written Tr\(...\)"),
        ("Tr(V*U, 1)", "Tr takes one matrix"),
        ("Tr(*V)", "Tr takes one matrix"),
        ("Tr(V*U) + V*U", "a matrix and a number cannot be added"),
        ("V*U", r"'V\*U' is a matrix, not a number; put it inside Tr\(...\)"),
        ("1/Tr(V*U)", r"division by a trace is not polynomial, in '1/Tr\(V\*U\)'"),
        ("Tr(V*U)**-1", "powers of a trace are positive integers, got -1"),
        ("Tr(V*U)**(1/2)", "powers are integers, got 1/2"),
        ("Tr(V*U)**p", "a power is a number"),
        ("Tr((V*U)**-1)", "powers of a matrix are positive integers"),
        ("Tr(V**2*U)", "powers are of square matrices, got one that is p x H"),
        ("Tr(V*U)/(p + 1)", "division by a sum is not polynomial"),
        ("Tr(V*U)/0", "division by zero"),
        ("Tr(V*U)/V", "division by a matrix is not polynomial"),
        ("p.T", ".T belongs to a matrix, not to a number"),
        ("Tr(V.H*U)", r"the only attribute is .T, got .H \(matrices are real; a complex W = A \+ iB is two"),
        ("log(Tr(V*U))", r"the only function is Tr\(...\)"),
        ("Tr(V@U)", r"the operations are \+ - \* / \*\*; \* also multiplies matrices"),
        ("Tr(V*U) % 2", "the operations are"),
        ("~Tr(V*U)", r"the only signs are \+ and -"),
        ("Tr(V*U) if p else 1", "is not one of numbers, names, I"),
        ("Tr(V*U) > 1", "is not one of numbers"),
        ("[x for x in p]", "is not one of numbers"),
        ("V[0]", "is not one of numbers"),
        ("'p'", "numbers are integers or decimals"),
        ("True*Tr(V*U)", "numbers are integers or decimals"),
        ("1e5*Tr(V*U)", "without a power of ten"),
        ("2j*Tr(V*U)", "numbers are integers or decimals"),
        ("Tr(V*U", r"'Tr\(V\*U' is no formula: .* at character"),
        ("", "is no formula"),
        ("1or Tr(V*U)", "is no formula: invalid decimal literal"),
        ("Tr(V*U)\0", "is no formula: source code string cannot contain null bytes$"),
        ("Tr(V*U))", "is no formula"),
        ("(" * 500 + "p" + ")" * 500, "is no formula"),
        ("-" * 9000 + "p", "is no formula"),
        ("p" * 20_000, "at most 10000 characters, got 20000"),
        ("Tr(V*U)**1000000", "powers are at most 200, got 1000000"),
        ("(p + H + N + s)**199*Tr(V*U)", "too large"),
        ("(Tr(V*U) + Tr(X*X.T) + Tr(C) + 1)**199", "too large"),
        ("Tr((V*U)**60)", "products have at most 100 matrices"),
        ("((p**200)**200)*Tr(V*U)", "powers are at most 200"),
        ("(((9**200)**200)**200)*Tr(V*U)", "numbers have at most 1000 binary digits"),
        ("9" * 5000, "is no formula|at most 40 characters"),
        ("Tr(X*X.T)", "the loss of the flow, L, has none of the trained matrices V, U"),
        ("p", "has none of the trained matrices"),
        ("Tr(V*U) - Tr(U*V)", "has none of the trained matrices"),
    ],
)
def test_bad_formulas(formula, message):
    with pytest.raises(InputError, match=message) as caught:
        model(formula)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("model m")
    assert len(str(caught.value)) < 400


def test_formulas_are_texts():
    with pytest.raises(InputError, match="a formula is a text in quotes, got 3"):
        model(3)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (with_matrix(X=Gaussian(["p", "n"])), r"matrix X: unknown size 'n' \(did you mean 'N'\?\); declared"),
        (with_matrix(X=Gaussian(["p"])), "matrix X: a shape is two names of sizes"),
        (with_matrix(X=Gaussian("pN")), "matrix X: a shape is two names of sizes"),
        (with_matrix(V=Gaussian(["p", "H"], "tau")), "matrix V: variance: unknown name 'tau'"),
        (with_matrix(V=Gaussian(["p", "H"], "s + 1")), "matrix V: variance: it is a positive number"),
        (with_matrix(V=Gaussian(["p", "H"], "-s")), "matrix V: variance: it is a positive number"),
        (with_matrix(V=Gaussian(["p", "H"], "0")), "matrix V: variance: it is a positive number"),
        (with_matrix(V=Gaussian(["p", "H"], "")), "matrix V: variance: '' is no formula"),
        (with_matrix(V=Gaussian(["p", "H"], "s", True, "I")), "matrix V: rate: 'I' is a matrix"),
        (with_matrix(C=Symmetric("q", "c")), "matrix C: unknown size 'q'"),
        (with_matrix(c_2=Gaussian(["p", "p"])), "matrix C: its moments are named c_1, c_2, ... and c_2 is a matrix"),
        (with_matrix(D=Symmetric("p", "c")), "matrix D: its moments are named c_1, .* as those of C"),
        ({"matrices": {k: Gaussian(m.shape) for k, m in MATRICES.items() if k != "C"}}, "no matrix is trained"),
        (with_matrix(p=Gaussian(["p", "p"])), "p is declared twice, as a size and as a matrix"),
        (with_matrix(I=Gaussian(["p", "p"])), "I is taken .*identity.*, rename the matrix"),
        ({"scalars": {**SCALARS, "t": ""}}, "t is taken .*time.*, rename the scalar"),
        ({"scalars": {**SCALARS, "1a": ""}}, "a scalar is named by letters, digits and single underscores, got '1a'"),
        ({"scalars": {**SCALARS, "a b": ""}}, "a scalar is named by letters"),
        ({"scalars": {**SCALARS, "c_1": ""}}, "its moments are named .* and c_1 is a scalar"),
        ({"sizes": {}}, "unknown size 'p'; declared are none"),
        ({"flow": "train"}, "the flow follows the loss 'train', the losses are L"),
        ({"K": "Tr(V)"}, "model m, loss K: Tr takes a square matrix"),
    ],
)
def test_bad_declarations(changed, message):
    with pytest.raises(InputError, match=message) as caught:
        model("Tr(V*U)", **changed)
    assert "\n" not in str(caught.value)


def test_python_keywords_are_names():
    found = model("lambda*Tr(V*V.T)")
    assert found.losses["L"].formula == "lambda*Tr(V*V.T)"
    assert expansion(found, "L", 0).terms == {(1, 1, 0, 1, 1): 1}
    with pytest.raises(InputError, match=r"a power is a number, in 'Tr\(V\*U\)\*\*lambda'"):
        model("Tr(V*U)**lambda")
