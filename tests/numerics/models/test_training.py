"""Training in steps against torch's optimizers on the plain loss with automatic derivatives."""

import numpy as np
import pytest
import torch

from linear_ae import training as tied
from linear_ae.data import Data
from linear_ae.errors import ExperimentError
from linear_ae.sizes import Sizes
from numerics.models.draws import stacked
from numerics.models.point import Point
from numerics.models.training import train
from tests.numerics.models import plain
from theory.errors import InputError
from theory.matrix import Gaussian, define
from theory.models import load

MODEL = define(
    "rates",
    sizes={"p": "inputs", "q": "outputs", "H": "hidden", "N": "samples"},
    scalars={"s": "variance"},
    matrices={
        "V": Gaussian(["q", "H"], "s", trained=True, rate="3/2"),
        "U": Gaussian(["H", "p"], "s", trained=True, rate="1/(2*p)"),
        "X": Gaussian(["p", "N"]),
        "Y": Gaussian(["N", "q"]),
    },
    losses={"train": "Tr((V*U*X - Y.T)*(V*U*X - Y.T).T)/(2*N)", "norm": "Tr(V*V.T)/q"},
    flow="train",
)
POINT = Point(MODEL, {"p": 3, "q": 2, "H": 4, "N": 10}, {"s": 0.4})
OPTIMIZERS = {"gd": torch.optim.SGD, "sgd": torch.optim.SGD, "adam": torch.optim.Adam}


def by_hand(run, steps, rate, optimizer, batch):
    """Losses of one run: the same draws, a plain loop over the plain loss."""
    rng = np.random.default_rng([7, run])
    letters = {i: torch.as_tensor(x[0]) for i, x in stacked(POINT, range(4), [rng]).items()}
    weights = [letters[i].requires_grad_() for i in (0, 1)]
    rule = OPTIMIZERS[optimizer]([{"params": [weights[0]], "lr": 1.5 * rate}, {"params": [weights[1]], "lr": rate / 6}])
    losses, order = [], []
    for step in range(max(steps) + 1):
        if step in steps:
            losses.append([float(plain.loss(POINT, name, letters).detach()) for name in MODEL.losses])
        if len(order) < batch:
            order = list(rng.permutation(10)) if batch < 10 else list(range(10))
        chosen, order = order[:batch], order[batch:]
        x, y = letters[2][:, chosen], letters[3][chosen]
        rule.zero_grad()
        (((weights[0] @ weights[1] @ x - y.T) ** 2).sum() / (2 * batch)).backward()
        rule.step()
    return np.array(losses).T


@pytest.mark.parametrize(("optimizer", "batch"), [("gd", 10), ("sgd", 4), ("adam", 10), ("adam", 3)])
def test_same_steps_as_plain_torch(optimizer, batch):
    steps, samples = [0, 1, 5, 9], None if batch == 10 else ("N", batch)
    found = train(POINT, steps, 0.1, 2, seed=7, optimizer=optimizer, batch=samples, first=1)
    for run in (0, 1):
        here = np.array([losses[run] for losses in found.losses.values()])
        # Rounding alone: ten steps of some twenty operations each.
        np.testing.assert_allclose(here, by_hand(run + 1, steps, 0.1, optimizer, batch), rtol=1e-11)


def test_the_tied_autoencoder_in_its_own_room(rng):
    """Steps of gd on given data have the same law there, where W is rotated: means agree."""
    x = rng.standard_normal((30, 6))
    point = Point(load("tied-autoencoder"), {"p": 6, "H": 3, "N": 30}, {"sigma2": 0.1})
    here = train(point, [0, 20], 0.05, 200, matrices={"X": x.T})
    there = tied.train(Sizes(6, 3, 30, 0.1), [0, 20], 0.05, 200, data=Data(x))
    gap = here.mean["train"] - there.train.mean(axis=0)
    spread = np.hypot(here.stderr["train"], there.train.std(axis=0) / np.sqrt(200))
    assert np.all(np.abs(gap) < 4 * spread)
    assert np.all(spread < 0.05 * here.mean["train"])


def test_small_steps_follow_the_flow():
    from numerics.models.simulation import simulate

    flow = simulate(POINT, [0, 1.0], 2, seed=3)
    gaps = [
        np.abs(train(POINT, [n], 1 / n, 2, seed=3).losses["train"][:, 0] - flow.losses["train"][:, 1]).max()
        for n in (100, 200)
    ]
    # First order in the step; the next order at 100 steps of a flow with rates up to about 5 is 5 %.
    assert gaps[0] / gaps[1] == pytest.approx(2, rel=0.1)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"optimizer": "sgd", "batch": ("p", 2)}, InputError, "p counts no samples, the matrix U on it"),
        ({"optimizer": "sgd", "batch": ("K", 2)}, InputError, "unknown size 'K' of the batch"),
        ({"optimizer": "sgd", "batch": ("N", 11)}, ExperimentError, "give 1 to N = 10 samples"),
        ({"batch": ("N", 2)}, ExperimentError, "gd takes all samples in every step"),
        ({"optimizer": "lion"}, ExperimentError, "'lion' is no optimizer"),
        ({"rate": 100.0, "steps": [300]}, ExperimentError, "the training diverges at rate = 100"),
        ({"rate": 0.0}, ExperimentError, "is no step size"),
        ({"steps": [2, 1]}, ExperimentError, "in increasing order"),
        ({"runs": 0}, ExperimentError, "give at least one"),
    ],
)
def test_refused(change, error, message):
    arguments = {"steps": [0, 1], "rate": 0.1, "runs": 1} | change
    with pytest.raises(error, match=message):
        train(POINT, **arguments)
