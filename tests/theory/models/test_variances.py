"""The variance of every model's losses against nested automatic derivatives, as for the means in test_means.py."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest
import torch

from tests.theory.matrix.sampled import time_derivatives
from tests.theory.models.test_means import SCALARS, SIZES, spread, written
from theory.matrix import expansion, variance
from theory.models import load, names

NODES = 14
"""Exact to degree 27 in each matrix; ``L^(i) L^(s-i)``, s <= 2, has at most 2 x 4 + 2 x 2."""
SIGMA2, MANY = 0.02, {"N": 12}
"""The variance of trained matrices in simulations, and the samples in small ones: with larger weights or fewer samples,
products of up to 40 Gaussians have tails of which 10,000 draws, and so their standard error, miss much.
"""


def leibniz(rows, order):
    """``sum_i binom(order, i) rows[i] rows[order - i]``."""
    return sum(comb(order, i) * rows[i] * rows[order - i] for i in range(order + 1))


FIVE_LETTERS = pytest.param("low-rank-adaptation", marks=pytest.mark.slow)


@pytest.mark.parametrize("name", [*(name for name in names() if name != "low-rank-adaptation"), FIVE_LETTERS])
def test_quadrature_at_sizes_one(name):
    """Exact up to rounding, whatever the tails: all terms of the polynomial contribute."""
    model = load(name)
    letters = [letter.name for letter in model.letters]
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    grid = np.meshgrid(*[nodes] * len(letters), indexing="ij")
    weight = np.prod(np.meshgrid(*[weights / weights.sum()] * len(letters), indexing="ij"), axis=0).ravel()
    drawn = {n: spread(n) * torch.tensor(x.reshape(-1, 1, 1)) for n, x in zip(letters, grid, strict=True)}
    trained = [letter.name for letter in model.letters if letter.trained]
    values = dict.fromkeys(model.sizes, 1) | {key: Fraction(str(SCALARS[key])) for key in model.scalars}
    for loss, found in time_derivatives(written(name), drawn, trained, model.flow, 2).items():
        rows = found.numpy()
        for order in range(3):
            measured = weight @ leibniz(rows, order) - leibniz(rows @ weight, order)
            exact = float(variance(model, loss, order).evaluate(**values))
            # Rounding: 1e-16 times the absolute values that cancel in the sum.
            assert abs(measured - exact) <= 1e-12 * (weight @ leibniz(abs(rows), order)) + 1e-12, (loss, order)


def check(name, sizes, samples):
    """The variance over ``samples`` simulations agrees with the expansion within four standard errors, orders 0 to 2.

    The mean of the deviations' products about the exact means has no bias, and its standard error is that of a mean.
    """
    model = load(name)
    generator = torch.Generator().manual_seed(names().index(name))
    values = {key: sizes[key] for key in model.sizes} | SCALARS | {"sigma2": SIGMA2}
    values = {key: values[key] for key in model.names}
    drawn = {}
    for letter in model.letters:
        shape = samples, sizes[letter.rows], sizes[letter.columns]
        scale = SIGMA2**0.5 if letter.trained else spread(letter.name)
        drawn[letter.name] = scale * torch.randn(shape, generator=generator, dtype=torch.float64)
    trained = [letter.name for letter in model.letters if letter.trained]
    for loss, found in time_derivatives(written(name), drawn, trained, model.flow, 2).items():
        means = [float(expansion(model, loss, s).evaluate(**values)) for s in range(3)]
        rows = found.numpy() - np.array(means)[:, None]
        for order in range(3):
            products = leibniz(rows, order)
            exact = float(variance(model, loss, order).evaluate(**values))
            assert abs(products.mean() - exact) < 4 * products.std() / samples**0.5, (loss, order)


@pytest.mark.parametrize("name", names())
def test_small_simulations(name):
    check(name, SIZES[0] | MANY, 10_000)


@pytest.mark.slow
@pytest.mark.parametrize("sizes", SIZES, ids=["middling", "ones", "wide"])
@pytest.mark.parametrize("name", names())
def test_many_simulations(name, sizes):
    check(name, sizes, 200_000)
