"""Full-batch optimizers of stacked weights; each run moves as it would alone."""

from collections.abc import Callable

import torch
from torch import Tensor

Gradient = Callable[[Tensor], Tensor]
Step = Callable[[Tensor], Tensor]


def adam(gradient: Gradient, rate: float) -> Step:
    """Adam with its usual constants 0.9, 0.999 and 1e-8; the weights are moved in place."""
    moments: list[Tensor] = []
    count = 0

    def step(weights: Tensor) -> Tensor:
        nonlocal count
        count += 1
        slope = gradient(weights)
        if not moments:
            moments.extend([torch.zeros_like(slope), torch.zeros_like(slope)])
        first, second = moments
        first.lerp_(slope, 0.1)
        second.mul_(0.999).addcmul_(slope, slope, value=0.001)
        scale = (second / (1 - 0.999**count)).sqrt_().add_(1e-8)
        return weights.addcdiv_(first, scale, value=-rate / (1 - 0.9**count))

    return step


def sgd(gradient: Gradient, rate: float) -> Step:
    """Gradient descent on the full batch of samples."""
    return lambda weights: weights - rate * gradient(weights)


def flow(gradient: Gradient, rate: float) -> Step:
    """Gradient flow by the classical Runge-Kutta method of order 4, ``rate`` the step of time.

    The step is fixed, so that a run does not depend on the others in its batch; halve it to see its error.
    """

    def step(weights: Tensor) -> Tensor:
        k1 = gradient(weights)
        k2 = gradient(weights - rate / 2 * k1)
        k3 = gradient(weights - rate / 2 * k2)
        k4 = gradient(weights - rate * k3)
        return weights - rate / 6 * (k1 + 2 * k2 + 2 * k3 + k4)

    return step


OPTIMIZERS: dict[str, Callable[[Gradient, float], Step]] = {"adam": adam, "sgd": sgd, "flow": flow}
