"""The derivation against derivatives of numbers: traces of matrices that move by the flow."""

from functools import reduce

import numpy as np
import pytest

from theory.matrix import Gaussian, define
from theory.matrix.flow import derivative
from theory.matrix.monomials import exponents
from theory.matrix.system import independent

LOSSES = {
    "single": "Tr((F - W*W.T)*F.T*W*V)/3",
    "products": "Tr(W*V)**2*Tr(F) - 2*Tr(W*W.T)*Tr(F*F.T)*s/p",
    "linear": "Tr(F*W*V) + Tr(W*V)",
    "squares": "Tr(V.T*V)*Tr(F)**2",
}
NUMBERS = {"p": 3.0, "H": 2.0, "s": 0.7}


def model(flow):
    matrices = {
        "W": Gaussian(["p", "H"], trained=True, rate="2*s"),
        "V": Gaussian(["H", "p"], trained=True),
        "F": Gaussian(["p", "p"]),
    }
    return define("m", {"p": "", "H": ""}, {"s": ""}, matrices, LOSSES, flow)


def evaluate(combination, matrices):
    """The number that a combination of products of traces is."""
    total = 0.0
    for product, polynomial in combination.sums.items():
        coefficient = sum(
            c * np.prod([NUMBERS[n] ** e for n, e in zip(NUMBERS, exponents(m, 3), strict=True)])
            for m, c in polynomial.items()
        )
        for word in product:
            coefficient *= np.trace(reduce(np.matmul, [factor(code, matrices) for code in word]))
        total += coefficient
    return total / combination.denominator


def factor(code, matrices):
    matrix = list(matrices.values())[code // 2]
    return matrix.T if code & 1 else matrix


def numeric(text, matrices):
    """A loss as a number, numpy's arrays multiplied as matrices."""
    wrapped = {name: np.asmatrix(matrix) for name, matrix in matrices.items()}
    return float(eval(text, {"Tr": lambda m: float(np.trace(m)), **wrapped, **NUMBERS}))


def velocity(text, matrices, step=1e-5):
    """Minus the gradient by central differences, times the rates."""
    moved = {}
    for name, rate in (("W", 2 * NUMBERS["s"]), ("V", 1.0)):
        gradient = np.zeros_like(matrices[name])
        for place in np.ndindex(gradient.shape):
            both = []
            for sign in (1, -1):
                other = matrices[name].copy()
                other[place] += sign * step
                both.append(numeric(text, matrices | {name: other}))
            gradient[place] = (both[0] - both[1]) / (2 * step)
        moved[name] = -rate * gradient
    return moved


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
@pytest.mark.parametrize("observed", LOSSES)
@pytest.mark.parametrize("flow", LOSSES)
def test_first_derivative(flow, observed, rng):
    """d/dt along the flow, by differences; they err by about 1e-9 of numbers of order 10."""
    found = model(flow)
    matrices = {n: rng.standard_normal(shape) for n, shape in (("W", (3, 2)), ("V", (2, 3)), ("F", (3, 3)))}
    moved, step = velocity(LOSSES[flow], matrices), 1e-5
    there, back = (
        numeric(LOSSES[observed], matrices | {n: matrices[n] + sign * step * v for n, v in moved.items()})
        for sign in (1, -1)
    )
    exact = evaluate(derivative(independent(found), observed, 1), matrices)
    assert exact == pytest.approx((there - back) / (2 * step), rel=1e-5, abs=1e-5)
