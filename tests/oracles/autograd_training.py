"""Full-batch gradient descent on the weights of ``f(x) = sum_j a_j exp(-(w_j x + b_j)^2)`` by torch autograd.

The structural losses are written here in (w, b) with torch alone, so that training shares no code with the
force fields.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from numerics.prototypes.events import Event, Watch, find_events
from numerics.prototypes.flow import MERGED, Trajectory, prototypes_of
from theory.errors import InputError

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class Network:
    """Weights and biases (M,) with the samples (N,) and the temperature that the losses use."""

    w: "Tensor"
    b: "Tensor"
    samples: "Tensor"
    temperature: float

    @property
    def centres(self) -> "Tensor":
        return -self.b / self.w

    @property
    def responses(self) -> "Tensor":
        """Hidden activations, shape (N, M)."""
        return (-((self.samples[:, None] * self.w + self.b) ** 2)).exp()


def _pair_mean(matrix: "Tensor") -> "Tensor":
    count = len(matrix)
    return (matrix.sum() - matrix.diagonal().sum()) / (count * (count - 1))


def coverage(network: Network) -> "Tensor":
    distances = (network.samples[:, None] - network.centres) ** 2
    return -network.temperature * (-distances / network.temperature).logsumexp(dim=1).mean()


def separation(network: Network) -> "Tensor":
    distances = (network.centres[:, None] - network.centres) ** 2
    return _pair_mean((-distances / network.temperature).exp())


def overlap(network: Network) -> "Tensor":
    responses = network.responses
    return _pair_mean(responses.T @ responses / len(responses))


STRUCTURAL: dict[str, Callable[[Network], "Tensor"]] = {
    "coverage": coverage,
    "separation": separation,
    "overlap": overlap,
}


def train(
    coefficients: Mapping[str, float],
    samples: ArrayLike,
    w: ArrayLike,
    b: ArrayLike,
    temperature: float,
    rate: float,
    steps: int,
    every: int = 1,
) -> Trajectory:
    """Gradient descent under structural losses alone; time is ``rate * step``, recorded ``every`` so many
    steps."""
    import torch

    unknown = set(coefficients) - set(STRUCTURAL)
    if unknown:
        raise InputError(f"training knows no loss {sorted(unknown)}: choose from {', '.join(STRUCTURAL)}")
    if not (rate > 0 and steps >= every >= 1):
        raise InputError(
            f"rate {rate}, {steps} steps recorded every {every}: give a positive rate and steps >= every >= 1"
        )
    weights = [torch.tensor(np.asarray(v, dtype=float), requires_grad=True) for v in (w, b)]
    network = Network(weights[0], weights[1], torch.as_tensor(np.asarray(samples, dtype=float)), temperature)
    records = [_snapshot(network)]
    for step in range(1, steps + 1):
        energy = sum((a * STRUCTURAL[name](network) for name, a in coefficients.items()), torch.zeros(()))
        slopes = torch.autograd.grad(energy, weights)
        for value, slope in zip(weights, slopes, strict=True):
            value.data -= rate * slope
        if step % every == 0:
            records.append(_snapshot(network))
    return _recorded(np.array(records), rate * every, np.asarray(samples, dtype=float))


def _snapshot(network: Network) -> Array:
    return np.stack([network.w.detach().numpy(), network.b.detach().numpy()])


def _recorded(records: Array, interval: float, samples: Array) -> Trajectory:
    if not np.isfinite(records).all():
        raise ConvergenceError("training ran into weights that are not finite: take a smaller rate")
    times = interval * np.arange(len(records))
    w, b = records[:, 0], records[:, 1]
    return Trajectory(times, prototypes_of(w, b), w, _events(times, records, samples))


def _events(times: Array, records: Array, samples: Array) -> tuple[Event, ...]:
    """Events between records, located by linear interpolation of the weights."""
    hull = (float(samples.min()), float(samples.max()))

    def state(time: float) -> tuple[Array, Array]:
        place = min(int(np.searchsorted(times, time, side="right")) - 1, len(times) - 2)
        part = (time - times[place]) / (times[place + 1] - times[place])
        w, b = (1 - part) * records[place] + part * records[place + 1]
        return prototypes_of(w, b), w

    return find_events(times, state, Watch(hull, MERGED * (hull[1] - hull[0])))
