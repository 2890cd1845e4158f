"""What a solver of two states asks of the flows: added velocities, losses and their rates; whole and in blocks."""

import numpy as np
import pytest
import torch

from linear_ae import products, weights
from linear_ae.flows import CompressedFlow, GramFlow, WeightFlow


@pytest.fixture(params=[None, (2, 100), (1, 3), ()], ids=["whole", "two rows", "thirds", "torch"], autouse=True)
def way_to_multiply(request, monkeypatch):
    """Whole matrices, blocks of rows, or the products of torch, which an accelerator takes."""
    if request.param == ():
        monkeypatch.setattr(products, "NUMPY_DEVICES", ())
    elif request.param:
        monkeypatch.setattr(products, "BLOCK_ROWS", request.param[0])
        monkeypatch.setattr(products, "BLOCKS", request.param[1])
        monkeypatch.setattr(products, "BLOCK_ENTRIES", 1)
        monkeypatch.setattr(weights, "WHOLE", 1)


def spectrum(rng, p, empty):
    return torch.tensor(np.stack([np.r_[np.zeros(empty), np.sort(rng.uniform(0.2, 2, p - empty))] for _ in range(2)]))


def gaussian(rng, *shape):
    return torch.tensor(rng.normal(size=shape) * 0.5)


def covariance(rng, p):
    x = gaussian(rng, 9, p)
    return x.mT @ x


def velocity_of_weights(l, w):
    """dW/dt as it is written: M W."""
    s, gap = torch.diag_embed(l), torch.eye(l.shape[1]) - w @ w.mT
    return (gap @ s + s @ gap) @ w


def cases(rng):
    """Flow, state, and the velocity from the weights' own."""
    for empty in (0, 3):
        l, w = spectrum(rng, 7, empty), gaussian(rng, 2, 7, 8)
        v = velocity_of_weights(l, w)
        for c in (None, covariance(rng, 7)):
            yield GramFlow(l, c), w @ w.mT, v @ w.mT + w @ v.mT
    for p, h in ((7, 5), (7, 3)):
        l, w = spectrum(rng, p, 1), gaussian(rng, 2, p, h)
        for c in (None, covariance(rng, 7)):
            yield WeightFlow(l, c), w, velocity_of_weights(l, w)
    for n, h in ((3, 4), (5, 3)):
        l, w = spectrum(rng, 11, 11 - n), gaussian(rng, 2, 11, h)
        v, null = velocity_of_weights(l, w), slice(0, 11 - n)
        gram = v[:, null].mT @ w[:, null]
        y = torch.cat([w[:, 11 - n :], w[:, null].mT @ w[:, null]], dim=1)
        yield CompressedFlow(l[:, 11 - n :], 11), y, torch.cat([v[:, 11 - n :], gram + gram.mT], dim=1)


def test_velocities_are_those_of_the_weights_and_are_added(rng):
    for flow, y, expected in cases(rng):
        out = torch.full_like(y, torch.nan)
        flow.velocity(y, out)
        assert out.numpy() == pytest.approx(expected.numpy(), abs=1e-13)
        flow.velocity(y, out, -0.3, 0.2)
        assert out.numpy() == pytest.approx(-0.1 * expected.numpy(), abs=1e-13)


def test_changes_are_the_derivatives_of_the_losses(rng):
    """The losses are polynomials of degree 4 along a line, so these differences of step 1/100 are exact to rounding."""
    for flow, y, v in cases(rng):
        for e in (None, v + 0.3 * y):
            out, along = torch.full_like(y, torch.nan), v if e is None else e
            losses, changes = flow.observe(y, out, e)
            at = {k: torch.stack(flow.losses(y + k / 100 * along)) for k in (-2, -1, 0, 1, 2)}
            slopes = (8 * (at[1] - at[-1]) - (at[2] - at[-2])) / 12 * 100
            assert out.numpy() == pytest.approx(v.numpy(), abs=1e-13)
            assert losses.numpy() == pytest.approx(at[0].numpy(), rel=1e-12)
            assert changes.numpy() == pytest.approx(slopes.numpy(), abs=1e-9)


def test_nothing_assumes_the_cpu(rng):
    """On the meta device, which holds no data, mixing devices or reaching for numpy fails as on an accelerator."""
    for flow, y, v in cases(rng):
        for name, value in vars(flow).items():
            setattr(flow, name, value.to("meta") if isinstance(value, torch.Tensor) else value)
        state, out = y.to("meta"), torch.empty_like(v, device="meta")
        flow.velocity(state, out, 0.5, 2.0)
        found = [
            out,
            *flow.losses(state),
            *flow.observe(state, out),
            *flow.observe(state, out, state),
            *flow.traces(state),
        ]
        assert {tensor.device.type for tensor in found} == {"meta"}
