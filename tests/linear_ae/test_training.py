"""Discrete training: its gradients, its distance from the flow, its optimizers, bad input."""

import numpy as np
import pytest
import torch

from linear_ae.data import Data
from linear_ae.errors import ExperimentError
from linear_ae.flows import WeightFlow
from linear_ae.simulation import integrate, simulate
from linear_ae.sizes import Sizes
from linear_ae.training import Batches, Whole, follow, train
from tests.oracles.reference_flow import ReferenceFlow

STEPS = np.array([0, 5, 20])


@pytest.mark.parametrize(("p", "h", "n"), [(6, 9, 11), (7, 3, 4)])
@pytest.mark.parametrize("held_out", [False, True])
def test_gradients_are_those_of_autograd(p, h, n, held_out, rng):
    x, w = rng.normal(size=(n, p)), torch.tensor(rng.normal(size=(p, h)))
    data = Data(x, x[:3] + 1 if held_out else None)
    reference, batches = ReferenceFlow(x, data.test), Batches(data, n, rng, torch.float64)
    expected, found = torch.empty((1, p, h), dtype=torch.float64), torch.empty_like(w)
    reference.velocity(w[None], expected)
    batches.velocity(w, found)
    assert found.numpy() == pytest.approx(expected[0].numpy(), rel=1e-12)
    for one, other in zip(batches.losses(w), reference.losses(w[None]), strict=True):
        assert float(one) == pytest.approx(float(other[0]), rel=1e-12)


@pytest.mark.parametrize(("p", "h"), [(12, 5), (8, 16)])
def test_distance_from_the_flow_is_proportional_to_the_step_size(p, h, rng):
    """Same start: the largest distance of the losses falls like rate^1 (fitted from 1/50 to 1/400, within 0.05)."""
    l = np.sort(rng.uniform(0.2, 2, p))
    w = torch.tensor(rng.normal(size=(p, h)) * np.sqrt(0.2 / max(p, h)))
    flow, t = WeightFlow(torch.tensor(l)[None]), np.linspace(0, 1, 6)
    exact = np.array(integrate(flow, w[None], t, 1e-11))[:, 0]
    rates = np.array([1 / 50, 1 / 100, 1 / 200, 1 / 400])
    distances = [
        np.abs(follow(Whole(flow), w, np.rint(t / rate).astype(int), torch.optim.SGD, rate) - exact).max()
        for rate in rates
    ]
    assert np.polyfit(np.log(rates), np.log(distances), 1)[0] == pytest.approx(1, abs=0.05)


def test_gradient_descent_and_flow_share_their_starts():
    """The same seed: the losses at t = 0 agree to rounding, and later ones to the step size."""
    for sizes in (Sizes(10, 4, 30, 0.05), Sizes(6, 15, 9, 0.02)):
        discrete = train(sizes, [0, 1000], 1e-3, 3, seed=5)
        flow = simulate(sizes, [0, 1], 3, seed=5)
        assert discrete.train[:, 0] == pytest.approx(flow.train[:, 0], rel=1e-12)
        assert discrete.t.tolist() == [0, 1]
        assert discrete.train[:, 1] == pytest.approx(flow.train[:, 1], rel=2e-2)


def test_stochastic_descent_with_all_samples_is_gradient_descent(rng):
    data, sizes = Data(rng.normal(size=(12, 5))), Sizes(5, 3, 12, 0.1)
    full = train(sizes, STEPS, 0.02, 1, optimizer="sgd", data=data)
    w = torch.tensor(np.sqrt(0.1) * np.random.default_rng([0, 0]).standard_normal((5, 3)))
    l, v = np.linalg.eigh(data.train.T @ data.train / 12)
    expected = follow(Whole(WeightFlow(torch.tensor(l)[None])), torch.tensor(v.T) @ w, STEPS, torch.optim.SGD, 0.02)
    assert full.train[0] == pytest.approx(expected[0], rel=1e-10)


def test_an_epoch_sees_every_sample_once(rng):
    """At a start where the gradient stays put (rate 0 in effect) the minibatches average to the full gradient."""
    data, w = Data(rng.normal(size=(12, 5))), torch.tensor(rng.normal(size=(5, 3)))
    parts, whole = Batches(data, 4, rng, torch.float64), Batches(data, 12, rng, torch.float64)
    out, total, expected = (torch.zeros_like(w) for _ in range(3))
    for _ in range(3):
        parts.velocity(w, out)
        total += out / 3
    whole.velocity(w, expected)
    assert total.numpy() == pytest.approx(expected.numpy(), rel=1e-12)


@pytest.mark.parametrize(("optimizer", "batch"), [("sgd", 5), ("adam", None), ("adam", 5)])
def test_optimizers_learn_and_repeat(optimizer, batch):
    """A tenth of the loss at least is gone after 200 steps, and the same seed gives the same losses."""
    sizes = Sizes(8, 4, 20, 0.02)
    first, again = (train(sizes, [0, 200], 0.01, 2, 3, optimizer=optimizer, batch=batch) for _ in range(2))
    assert np.array_equal(first.train, again.train)
    assert np.all(first.train[:, 1] < 0.9 * first.train[:, 0])


def test_first_step_of_adam_moves_every_weight_by_the_rate():
    """Adam's first step is the sign of the gradient times the rate, up to its epsilon of 1e-8."""
    x = np.random.default_rng(3).normal(size=(6, 4))
    w, out = torch.full((4, 2), 0.3, dtype=torch.float64), torch.empty((4, 2), dtype=torch.float64)
    source = Batches(Data(x), 6, np.random.default_rng(0), torch.float64)
    source.velocity(w, out)
    moved = source.losses(w + 0.01 * out.sign())
    found = follow(source, w, np.array([1]), torch.optim.Adam, 0.01)
    assert found[:, 0] == pytest.approx([float(loss) for loss in moved], rel=1e-6)


def test_single_precision_agrees_to_its_rounding():
    """200 steps at a relative rounding of 6e-8 each."""
    single, double = (
        train(Sizes(20, 5, 40, 0.02), [0, 200], 0.01, 2, dtype=kind) for kind in (torch.float32, torch.float64)
    )
    assert single.train == pytest.approx(double.train, rel=200 * 6e-8)
    assert not np.array_equal(single.train, double.train)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"steps": [0.5]}, "integers"),
        ({"steps": [3, 1]}, "increasing"),
        ({"steps": [-1]}, "integers >= 0"),
        ({"optimizer": "lbfgs"}, "one of gd, sgd, adam"),
        ({"rate": 0.0}, "no step size"),
        ({"runs": 0}, "at least one"),
        ({"batch": 3}, "gd takes all samples"),
        ({"optimizer": "sgd", "batch": 9}, "1 to N = 8"),
        ({"optimizer": "adam", "sizes": Sizes(5, 3, np.inf, 0.1)}, "needs samples"),
        ({"data": Data(np.ones((3, 2)))}, "the data have shape"),
        ({"rate": 100.0, "steps": [200]}, "diverges"),
    ],
)
def test_bad_arguments(arguments, message):
    with pytest.raises(ExperimentError, match=message):
        train(**({"sizes": Sizes(5, 3, 8, 0.1), "steps": STEPS, "rate": 0.01, "runs": 2} | arguments))
