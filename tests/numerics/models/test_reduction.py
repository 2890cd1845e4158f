"""Models whose samples matter by their Gram matrix: what is replaced, and that nothing else changes."""

import numpy as np
import pytest
import torch

from numerics.models.matrix_flow import MatrixFlow
from numerics.models.reduction import merged, paired, reduction
from tests.numerics.models import plain
from theory.matrix import Gaussian, define
from theory.models import load

TURNED = define(
    "turned",
    sizes={"p": "features", "N": "samples", "H": "units"},
    scalars={"s": "variance"},
    matrices={
        "W": Gaussian(["N", "H"], "s", trained=True),
        "B": Gaussian(["N", "N"], "s", trained=True),
        "F": Gaussian(["H", "N"]),
        "X": Gaussian(["p", "N"]),
    },
    losses={"L": "Tr(X.T*X*W*F*B)**2/N + Tr(W*W.T*X.T*X*X.T*X) + Tr(X*X.T)", "M": "Tr(X.T*X*B)/p + Tr(F*F.T)"},
    flow="L",
)
REDUCED = {
    "tied-autoencoder": ("X", "p"),
    "untied-weight-decay": ("X", "p"),
    "three-layer": ("X", "p"),
    "teacher-student": ("X", "p"),
    "quadratic": ("M", "p"),
    "low-rank-adaptation": ("X", "p"),
}


@pytest.mark.parametrize("name", [*REDUCED, "tied-noisy-inputs"])
def test_which_letter_is_replaced(name):
    model = load(name)
    found = reduction(model)
    if name not in REDUCED:  # X and Z come without each other's transposes too
        assert found is None
        return
    assert found is not None
    assert (model.letters[found.letter].name, found.space) == REDUCED[name]
    assert found.model.letters[found.letter].symmetric


@pytest.mark.parametrize("complex_letters", [False, True], ids=["real", "complex"])
@pytest.mark.parametrize("model", [*map(load, REDUCED), TURNED], ids=lambda model: model.name)
def test_losses_and_slopes_in_the_other_basis(model, complex_letters, rng):
    point = plain.at(model, (5, 4, 3, 6))
    letters = plain.draw(point, rng, 2, complex_letters)
    found = reduction(model)
    rotated = found.diagonal(letters)
    flow = MatrixFlow(found.point(point), {i: x for i, x in rotated.items() if i not in model.trained}, complex_letters)
    y = flow.pack([rotated[i] for i in flow.trained])
    size = flow.magnitude(y)
    for k, name in enumerate(flow.names):
        assert float(((flow.losses(y)[k] - plain.loss(point, name, letters)).abs() / size[k]).max()) < 1e-12
    out = torch.empty_like(y)
    flow.velocity(y, out)
    # Rotations keep norms: those of the velocities must agree.
    for slope, due in zip(flow.letters(out), plain.velocities(point, letters), strict=True):
        np.testing.assert_allclose(
            torch.linalg.matrix_norm(slope).numpy(), torch.linalg.matrix_norm(due).numpy(), rtol=1e-10
        )


@pytest.mark.parametrize(("hidden", "due"), [(40, True), (39, False)])
def test_eigenvectors_are_found_where_they_pay(hidden, due):
    point = plain.at(load("untied-autoencoder"), (400, hidden, 50))
    assert reduction(point.model).pays(point) == due


def test_pairs_of_codes():
    assert paired(b"\x04\x05\x00\x01", 4, 5)
    assert paired(b"\x05\x00\x01\x04", 4, 5)  # round the trace
    assert not paired(b"\x04\x01\x00\x05", 4, 5)
    assert merged(b"\x05\x00\x01\x04", 4, 5) == b"\x00\x01\x04"
    assert merged(b"\x05\x04\x05\x04", 5, 4) == b"\x04\x04"


def test_a_letter_that_also_stands_alone_is_kept():
    matrices = {"W": Gaussian(["p", "N"], trained=True), "X": Gaussian(["p", "N"])}
    model = define("alone", {"p": "", "N": ""}, {}, matrices, {"L": "Tr(W*W.T*X*X.T) + Tr(W*X.T)"}, "L")
    assert reduction(model) is None
