"""Compiled flows against automatic derivatives of the plain words."""

import pytest
import torch

from numerics.models.matrix_flow import MatrixFlow
from numerics.models.products import Add, Leaf, Multiply, Program, Trace
from tests.numerics.models import plain
from theory.matrix import Gaussian, define
from theory.matrix.words import EMPTY
from theory.models import load, names

SIZES = [(5, 3, 7, 4), (3, 6, 2, 5)]
MANY_TRACES = define(
    "many-traces",
    sizes={"p": "rows", "H": "columns"},
    scalars={"s": "variance", "l": "strength"},
    matrices={
        "W": Gaussian(["p", "H"], "s", trained=True, rate="2/p"),
        "F": Gaussian(["p", "p"], "1/p"),
        "A": Gaussian(["p", "p"], "s", trained=True, rate="3*s"),
    },
    losses={
        "L": "Tr(W*W.T)**2*Tr(F*A)/(4*p) + l*Tr(F*A*W*W.T)**2/H + Tr(A.T*A*F*F.T) + p*Tr(A)/7 + l",
        "M": "Tr(A)*Tr(W*W.T*A)/3 - Tr(F)**2",
    },
    flow="L",
)


def compiled(point, letters):
    trained = point.model.trained
    kinds = letters[min(trained)].is_complex()
    flow = MatrixFlow(point, {i: x for i, x in letters.items() if i not in trained}, kinds)
    y = flow.pack([letters[i] for i in flow.trained])
    return flow, y, torch.empty_like(y)


def models():
    return [*map(load, names()), MANY_TRACES]


@pytest.mark.parametrize("complex_letters", [False, True], ids=["real", "complex"])
@pytest.mark.parametrize("sizes", SIZES, ids=str)
@pytest.mark.parametrize("model", models(), ids=lambda model: model.name)
def test_velocity_and_losses(model, sizes, complex_letters, rng):
    point = plain.at(model, sizes)
    letters = plain.draw(point, rng, 3, complex_letters)
    flow, y, slope = compiled(point, letters)
    flow.velocity(y, slope)
    for found, due in zip(flow.letters(slope), plain.velocities(point, letters), strict=True):
        # Rounding: sums of some hundred products in another order.
        torch.testing.assert_close(found, due, rtol=1e-10, atol=1e-11 * float(due.abs().max()))
    size = flow.magnitude(y)
    for k, name in enumerate(flow.names):
        gap = flow.losses(y)[k] - plain.loss(point, name, letters)
        assert float((gap.abs() / size[k]).max()) < 1e-13


@pytest.mark.parametrize("complex_letters", [False, True], ids=["real", "complex"])
def test_observe(complex_letters, rng):
    """The velocity beside the losses, and how these change."""
    point = plain.at(MANY_TRACES, (4, 3))
    flow, y, slope = compiled(point, plain.draw(point, rng, 2, complex_letters))
    step = 1e-3 * torch.ones_like(y)
    due = torch.empty_like(y)
    flow.velocity(y, due)
    losses, change = flow.observe(y, slope, step)
    torch.testing.assert_close(slope, due)
    torch.testing.assert_close(change, flow.losses(y + step) - losses)
    assert float(flow.observe(y, slope)[1].abs().max()) == 0


def test_traces(rng):
    point = plain.at(MANY_TRACES, (4, 3))
    letters = plain.draw(point, rng, 2)
    alphabet = MANY_TRACES.alphabet
    products = [alphabet.product([alphabet.word(*word) for word in words]) for words in PRODUCTS]
    flow = MatrixFlow(point, {1: letters[1]}, observed=products)
    found = flow.traces(flow.pack([letters[0], letters[2]]))
    due = torch.stack([plain.product_of_traces(product, letters).expand(2) for product in products], dim=1)
    torch.testing.assert_close(found, due)


PRODUCTS = [[("W", "W'"), ("F",)], [("F", "F'")], [("A", "W", "W'", "F'"), ("A",), ("A",)]]


def multiplications(point, flow, outputs):
    """Scalar multiplications in products of matrices that an evaluation takes, fixed ones left out."""
    shapes, total = {}, 0

    def shape(ref):
        return shapes[ref.node][::-1] if ref.transposed else shapes[ref.node]

    for i, node in enumerate(flow.program.nodes):
        match node:
            case Leaf(letter):
                shapes[i] = point.shape(point.model.letters[letter])
            case Multiply(left, right):
                shapes[i] = shape(left)[0], shape(right)[1]
                total += shape(left)[0] * shape(left)[1] * shape(right)[1] if i in outputs else 0
            case Add(parts, size):
                shapes[i] = next((shape(ref) for _, ref in parts if ref is not None), (size, size))
            case Trace():
                shapes[i] = ()
    return total


@pytest.mark.parametrize(
    ("name", "sizes", "due"),
    [
        # For narrow latents: A = S U^T (p^2 H), B = U A, V B - A, V^T V, its product with A^T, and V^T S (p^2 H).
        ("untied-autoencoder", (40, 10, 80), 2 * 40**2 * 10 + 4 * 40 * 10**2),
        # For wide ones: M = V U, B = M S - S, B U^T and V^T B: p^2 H thrice, and p^3.
        ("untied-autoencoder", (40, 90, 80), 3 * 40**2 * 90 + 40**3),
    ],
)
def test_few_multiplications(name, sizes, due):
    point = plain.at(load(name), sizes)
    letters = {i: torch.zeros(1, *point.shape(x), dtype=torch.float64) for i, x in enumerate(point.model.letters)}
    flow, _, _ = compiled(point, letters)
    assert multiplications(point, flow, set(flow._for_slopes)) <= due


def test_plans_depend_on_the_sizes():
    narrow, wide = (slopes_of(sizes) for sizes in ((40, 10, 80), (40, 90, 80)))
    assert narrow != wide


def slopes_of(sizes):
    point = plain.at(load("untied-autoencoder"), sizes)
    letters = {i: torch.zeros(1, *point.shape(x), dtype=torch.float64) for i, x in enumerate(point.model.letters)}
    return compiled(point, letters)[0].program.nodes


def test_a_word_and_its_transpose_are_made_once():
    alphabet = load("untied-autoencoder").alphabet
    program = Program(alphabet, [4, 3, 5], [])
    word = alphabet.word("V", "U", "X")
    first = program.matrix({word: (((), 1.0),)}, 4)
    second = program.matrix({alphabet.transpose(word): (((), 1.0),)}, 5)
    assert second == first.mT
    assert sum(isinstance(node, Multiply) for node in program.nodes) == 2
    assert program.matrix({EMPTY: (((), 2.0),)}, 4).node == len(program.nodes) - 1
