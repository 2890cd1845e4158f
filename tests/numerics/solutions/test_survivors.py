"""What weight decay leaves of data: against trained weights, a grid of decays and the flow."""

import numpy as np
import pytest

from linear_ae.data import load as load_table
from linear_ae.data import prepare
from numerics.autoencoder.spectrum import EmpiricalSpectrum
from numerics.models.point import Point
from numerics.models.training import train
from numerics.solutions import limit
from numerics.solutions.tied_weight_decay.survivors import Modes, best_at, best_end
from theory.errors import InputError
from theory.matrix import Gaussian, define
from theory.models import load

MODEL = load("tied-weight-decay")


@pytest.fixture(scope="module")
def digits():
    return prepare(load_table("digits"), holdout=0.25)


@pytest.mark.parametrize("latent", [20, 64])
def test_who_survives_on_the_digits(digits, latent):
    modes, l = Modes.of(digits, latent), np.linalg.eigvalsh(digits.train.T @ digits.train / len(digits.train))[::-1]
    for decay in (0.1, 1.0, 12.0):
        found, alive = modes.survivors(decay), l[:latent][l[:latent] > decay / 2]
        assert (found.number, found.smallest) == (alive.size, pytest.approx(alive.min()))
        assert found.share == pytest.approx(alive.sum() / 64)
    assert modes.survivors(modes.fatal).number == 0
    assert modes.survivors(0).number == min(latent, np.linalg.matrix_rank(digits.train))


def test_the_end_is_that_of_the_flow(digits):
    modes, decay = Modes.of(digits, 6400), 0.5
    here = Point(MODEL, {"p": 64, "H": 6400, "N": len(digits.train)}, {"sigma2": 1e-4, "lambda": decay})
    spectrum = EmpiricalSpectrum(modes.l, modes.held_out)
    for t, a in ((1e9, modes.ended(decay)), (0.7, modes.at(decay, 0.64, 0.7))):
        known = limit("tied-weight-decay", "mean-field").losses([t], here, spectrum)
        for ours, theirs in (("train", "train"), ("error", "error"), ("held_out", "population")):
            assert modes.losses(a, decay)[ours] == pytest.approx(known[theirs][0], rel=1e-10)


@pytest.mark.parametrize("latent", [20, 64])
@pytest.mark.parametrize("noise", [0.02, 0.5, 30.0])
def test_the_best_decay_is_below_all_of_a_grid(digits, latent, noise):
    modes = Modes.of(digits, latent, noise)
    found, grid = best_end(modes), np.linspace(0, modes.fatal, 4001)
    losses = modes.held_out_loss(modes.ended(grid))
    assert 0 < found.decay < modes.fatal
    assert losses.min() >= found.loss == pytest.approx(modes.held_out_loss(modes.ended(found.decay)))
    assert losses.min() == pytest.approx(found.loss, rel=1e-3)  # the grid is near it


def test_without_noise_the_held_out_loss_only_rises(digits):
    modes, decays = Modes.of(digits, 30), np.geomspace(1e-5, 30, 200)
    assert (np.diff(modes.held_out_loss(modes.ended(decays))) >= 0).all()
    assert (np.diff(modes.held_out_loss(modes.at(decays, 0.9, 1.3))) > 0).all()
    assert best_end(modes).decay == best_at(modes, 0.9, 1.3).decay == 0


@pytest.mark.parametrize(("a0", "noise"), [(0.3, 0.5), (2.0, 0.0)])
def test_stopped_early_the_best_decay_is_at_rest(digits, a0, noise):
    modes, t = Modes.of(digits, 6400, noise), 2.0
    found = best_at(modes, a0, t)
    nearby = found.decay * np.array([0.99, 1.0, 1.01])
    losses = modes.held_out_loss(modes.at(nearby, a0, t))
    assert losses[1] == pytest.approx(found.loss, rel=1e-12)
    assert losses[1] < min(losses[0], losses[2])
    grid = modes.held_out_loss(modes.at(np.linspace(0, 30, 3001), a0, t))
    assert found.loss <= grid.min()


def test_what_cannot_be_asked_is_refused():
    with pytest.raises(InputError, match="no samples are held out"):
        best_end(Modes(np.ones(3), None, 3))
    with pytest.raises(InputError, match="falls up to lambda"):
        best_at(Modes(np.ones(3), np.zeros(3), 9, 1.0), 1.0, 1.0)


OBSERVED = define(
    "tied-weight-decay-observed",
    sizes={"p": "input dimension", "H": "latent dimension"},
    scalars={"sigma2": "variance of the initial weights", "lambda": "weight decay"},
    matrices={
        "W": Gaussian(["p", "H"], "sigma2", trained=True),
        "R": Gaussian(["p", "p"]),
        "Q": Gaussian(["p", "p"]),
    },
    losses={
        "train": "Tr((I - W*W.T)*R*R.T*(I - W*W.T))/2 + lambda*Tr(W*W.T)/2",
        "mode": "Tr(Q*Q.T*W*W.T)",
    },
    flow="train",
)
"""The model with S = R R^T, and an element of A = W W^T as a further loss."""


def ended(l, decay, latent, mode):
    """What 20000 steps of gradient descent make of the eigenvalue of A on one mode, from Gaussian weights."""
    here = Point(OBSERVED, {"p": l.size, "H": latent}, {"sigma2": 0.05, "lambda": decay})
    given = {"R": np.diag(np.sqrt(l)), "Q": np.diag(np.arange(l.size) == mode).astype(float)}
    return train(here, [20000], 0.05, 1, matrices=given).losses["mode"][0, -1]


@pytest.mark.slow
@pytest.mark.parametrize("latent", [3, 16])
def test_gradient_descent_shows_the_threshold(latent):
    """Modes on both sides of lambda / 2 = 0.4, also with fewer units than modes above it."""
    l, decay = np.array([3.0, 2.0, 1.5, 1.0, 0.8, 0.55, 0.3, 0.2, 0.1, 0.02]), 0.8
    found = np.array([ended(l, decay, latent, mode) for mode in range(l.size)])
    # at t = 1000 the slowest rate, 4 l - 2 lambda = 0.4, has left nothing
    assert found == pytest.approx(Modes(l, None, latent).ended(decay), abs=1e-6)
    alive = found > 1e-6
    assert list(alive) == [place < latent and variance > decay / 2 for place, variance in enumerate(l)]
