"""Every model of the library against means of nested automatic derivatives of losses written here anew.

By Monte Carlo, and at sizes 1 by quadrature: the derivatives have heavy tails, so that a standard error says little
where it is large.
"""

from fractions import Fraction

import numpy as np
import pytest
import torch

from tests.theory.matrix.sampled import deviations, time_derivatives
from theory.matrix import expansion
from theory.models import load, names

EYE = torch.eye
SCALARS = {"sigma2": 0.3, "lambda": 0.7, "delta2": 0.4, "mu2": 0.6, "omega2": 0.5}
SIZES = [
    {"p": 3, "q": 2, "H": 2, "K": 1, "r": 2, "N": 4},
    {"p": 1, "q": 1, "H": 1, "K": 1, "r": 1, "N": 1},
    {"p": 2, "q": 4, "H": 3, "K": 4, "r": 1, "N": 2},
]


def tr(first, second):
    """Tr of first second^T, per sample."""
    return (first * second).sum((1, 2))


def T(matrix):
    return matrix.transpose(1, 2)


def written(name):
    """The losses of a model as functions of its matrices, and the scalars of SCALARS in place of symbols."""
    s = SCALARS

    def fit(error, X):
        return tr(error @ X, error @ X) / (2 * X.shape[2])

    def away(V, U, extra=0):
        return EYE(V.shape[1], dtype=V.dtype) - V @ U - extra

    decay = s["lambda"] / 2
    models = {
        "tied-autoencoder": {
            "train": lambda W, X: fit(away(W, T(W)), X),
            "population": lambda W, X: tr(away(W, T(W)), away(W, T(W))) / 2,  # noqa: ARG005
        },
        "untied-autoencoder": {
            "train": lambda V, U, X: fit(away(V, U), X),
            "population": lambda V, U, X: tr(away(V, U), away(V, U)) / 2,  # noqa: ARG005
        },
        "tied-weight-decay": {
            "train": lambda W, X: fit(away(W, T(W)), X) + decay * tr(W, W),
            "error": lambda W, X: fit(away(W, T(W)), X),
            "population": lambda W, X: tr(away(W, T(W)), away(W, T(W))) / 2,  # noqa: ARG005
        },
        "untied-weight-decay": {
            "train": lambda V, U, X: fit(away(V, U), X) + decay * (tr(V, V) + tr(U, U)),
            "error": lambda V, U, X: fit(away(V, U), X),
            "population": lambda V, U, X: tr(away(V, U), away(V, U)) / 2,  # noqa: ARG005
        },
        "tied-noisy-inputs": {
            "train": lambda W, X, Z: tr(*[X - W @ T(W) @ (X + Z)] * 2) / (2 * X.shape[2]),
            "population": lambda W, X, Z: (  # noqa: ARG005
                tr(away(W, T(W)), away(W, T(W))) / 2 + s["delta2"] * tr(W @ T(W), W @ T(W)) / 2
            ),
        },
        "tied-fresh-noise": {
            "train": lambda W, X: fit(away(W, T(W)), X) + s["delta2"] * tr(W @ T(W), W @ T(W)) / 2,
            "population": lambda W, X: (  # noqa: ARG005
                tr(away(W, T(W)), away(W, T(W))) / 2 + s["delta2"] * tr(W @ T(W), W @ T(W)) / 2
            ),
        },
        "teacher-student": {
            "train": lambda V, U, M, X: fit(M - V @ U, X),
            "population": lambda V, U, M, X: tr(M - V @ U, M - V @ U) / 2,  # noqa: ARG005
        },
        "three-layer": {
            "train": lambda A, B, C, X: fit(away(C, B @ A), X),
            "population": lambda A, B, C, X: tr(away(C, B @ A), away(C, B @ A)) / 2,  # noqa: ARG005
        },
        "regression": {
            "train": lambda W, M, X, E: tr(*[W @ X - (M @ X + E)] * 2) / (2 * X.shape[2]),
            "population": lambda W, M, X, E: tr(W - M, W - M) / 2,  # noqa: ARG005
        },
        "quadratic": {
            "population": lambda W, M: tr(W @ T(W) - M @ T(M), W @ T(W) - M @ T(M)) + (tr(W, W) - tr(M, M)) ** 2 / 2,
        },
        "low-rank-adaptation": {
            "train": lambda B, A, W0, M, X: fit(W0 + B @ A - M, X),
            "population": lambda B, A, W0, M, X: tr(*[W0 + B @ A - M] * 2) / 2,  # noqa: ARG005
        },
    }
    return models[name]


def spread(letter):
    """The standard deviation of a matrix's entries, written here and not read from the model."""
    scalars = dict.fromkeys("WVUABC", "sigma2") | {"M": "mu2", "Z": "delta2", "E": "delta2", "W0": "omega2"}
    return 1.0 if letter == "X" else SCALARS[scalars[letter]] ** 0.5


NODES = 14


@pytest.mark.parametrize("name", names())
def test_quadrature_at_sizes_one(name):
    """Gauss-Hermite quadrature of 14 nodes is exact to degree 27 in each matrix; 8 + 3 x 6 are the most at order 3."""
    model = load(name)
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    letters = [letter.name for letter in model.letters]
    grid = np.meshgrid(*[nodes] * len(letters), indexing="ij")
    weight = np.prod(np.meshgrid(*[weights / weights.sum()] * len(letters), indexing="ij"), axis=0).ravel()
    drawn = {n: spread(n) * torch.tensor(x.reshape(-1, 1, 1)) for n, x in zip(letters, grid, strict=True)}
    trained = [letter.name for letter in model.letters if letter.trained]
    values = dict.fromkeys(model.sizes, 1) | {key: Fraction(str(SCALARS[key])) for key in model.scalars}
    for loss, rows in time_derivatives(written(name), drawn, trained, model.flow, 3).items():
        for order, row in enumerate(rows.numpy()):
            exact = float(expansion(model, loss, order).evaluate(**values))
            # Rounding: 1e-16 times the absolute values that cancel in the sum.
            assert abs(weight @ row - exact) <= 1e-12 * (weight @ abs(row)) + 1e-12, (loss, order)


def check(name, sizes, samples, orders, within):
    """The mean of ``samples`` draws agrees with the expansion within ``within`` standard errors."""
    model = load(name)
    generator = torch.Generator().manual_seed(names().index(name))
    values = {key: sizes[key] for key in model.sizes} | {key: SCALARS[key] for key in model.scalars}
    drawn = {}
    for letter in model.letters:
        scale = spread(letter.name)
        shape = samples, sizes[letter.rows], sizes[letter.columns]
        drawn[letter.name] = scale * torch.randn(shape, generator=generator, dtype=torch.float64)
    trained = [letter.name for letter in model.letters if letter.trained]
    found = time_derivatives(written(name), drawn, trained, model.flow, orders)
    assert set(found) == set(model.losses)
    for loss, rows in found.items():
        exact = [float(expansion(model, loss, s).evaluate(**values)) for s in range(orders + 1)]
        off, error = deviations(rows, exact)
        assert off.abs().max() < within, (loss, off, error, exact)


# 26 losses of 4 orders at 3 sizes: about 260 numbers, of which the largest deviation is 3 standard errors on average.
@pytest.mark.parametrize("name", names())
def test_small_samples(name):
    check(name, SIZES[0], 4000, 2, within=4.5)


@pytest.mark.slow
@pytest.mark.parametrize("sizes", SIZES, ids=["middling", "ones", "wide"])
@pytest.mark.parametrize("name", names())
def test_many_samples(name, sizes):
    check(name, sizes, 200_000, 3, within=4.5)
