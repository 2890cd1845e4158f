"""Weight decay on the digits: the components that survive it, and the decay that is best for noisy held-out inputs."""

import numpy as np
from matplotlib.figure import Figure

from figures.autoencoder import weight_decay
from figures.store import Data
from linear_ae.data import load, prepare
from numerics.solutions.tied_weight_decay.survivors import Modes, best_end

HOLDOUT, LATENT, NOISE = 0.25, 40, 0.5


def data(quick: bool) -> Data:  # noqa: ARG001
    """The variances of training and of held-out samples along the principal components."""
    digits = prepare(load("digits"), holdout=HOLDOUT)
    modes = Modes.of(digits, LATENT, NOISE)
    return {"samples": digits.shape[0], "l": modes.l, "held_out": modes.held_out}


def draw(data: Data) -> Figure:
    """Survivors and losses at t = inf against lambda."""
    modes = _modes(data)
    return weight_decay.draw(modes, best_end(modes), subject=f"digits, $N={data['samples']}$, ")


def _modes(data: Data) -> Modes:
    return Modes(np.array(data["l"]), np.array(data["held_out"]), LATENT, NOISE)


def caption(data: Data) -> str:
    """The best decay and what it leaves."""
    modes = _modes(data)
    best = best_end(modes)
    left, without = modes.survivors(best.decay), float(modes.held_out_loss(modes.ended(0.0)))
    return f"""
        The tied autoencoder with weight decay lambda at t = infinity on the digits of scikit-learn: {modes.l.size}
        pixels, {data["samples"]} training samples, {HOLDOUT:.0%} held out, H = {LATENT}; all curves are exact, no
        simulation and no random start enters. Left: a component of variance l survives if lambda < 2 l and it is one of
        the H largest; the share of the {modes.l.size} components that do, in steps (solid), and of the variance that
        they hold (dashed). Right: the train loss with and without the penalty, and the loss of held-out samples to
        whose inputs noise of variance {NOISE:g} is added: it is smallest, {best.loss:.4g} instead of {without:.4g} at
        lambda = 0, at lambda = {best.decay:.3g} (circle), where {left.number} components survive. Dotted: lambda =
        {modes.fatal:.3g}, twice the largest variance, kills all."""
