"""Losses of a model word by word, and their gradients by automatic differentiation: what compiled flows must equal."""

import torch

from numerics.models.point import Point


def loss(point, name, letters):
    """A loss of a model, shape (batch,): every word multiplied out from the left."""
    return sum(
        sum(float(c) * point.monomial(powers) for powers, c in polynomial.items()) * product_of_traces(product, letters)
        for product, polynomial in point.model.losses[name].terms.items()
    )


def product_of_traces(product, letters):
    """Real parts of traces multiplied; a transpose of complex letters is their adjoint."""
    found = torch.ones(1, dtype=torch.float64)
    for word in product:
        matrix = None
        for code in word:
            letter = letters[code // 2].mH if code & 1 else letters[code // 2]
            matrix = letter if matrix is None else matrix @ letter
        trace = matrix.diagonal(dim1=-2, dim2=-1).sum(-1)
        found = found * (trace.real if trace.is_complex() else trace)
    return found


def velocities(point, letters):
    """``-rate dL/dG`` of the trained letters in their order; for complex ones dL = Re Tr (dL/dG)^H dG."""
    trained = sorted(point.model.trained)
    at = {i: x.detach().requires_grad_() if i in trained else x for i, x in letters.items()}
    gradients = torch.autograd.grad(loss(point, point.model.flow, at).sum(), [at[i] for i in trained])
    rates = [point.value(point.model.letters[i].rate) for i in trained]
    return [-rate * gradient for rate, gradient in zip(rates, gradients, strict=True)]


def draw(point, rng, batch, complex_letters=False):
    """All letters of a batch of runs."""
    from numerics.models.draws import stacked

    generators = [rng.spawn(1)[0] for _ in range(batch)]
    found = stacked(point, range(len(point.model.letters)), generators, complex_letters)
    return {i: torch.as_tensor(matrix) for i, matrix in found.items()}


def at(model, sizes, value=0.3):
    """A model at sizes in the order of its names, all scalars alike but not equal."""
    values = {name: value * (1 + k / 7) for k, name in enumerate(model.scalars)}
    return Point(model, dict(zip(model.sizes, sizes, strict=False)), values)
