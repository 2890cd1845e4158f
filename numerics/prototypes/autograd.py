"""Gradients of any structural energy by the weights or the centres of many networks at once: torch's autograd.

For losses without a gradient written out by hand (``numerics.prototypes.study.gradients`` has three of them). Axes: R
runs, N samples, M neurons, d dimensions; weights (R, d + 2, M) with the rows w, b_1 ... b_d, a.
"""

from collections.abc import Callable, Mapping, Sequence

import torch
from torch import Tensor

from numerics.prototypes.energy_landscape import Temperature, refuse_unused, temperature_of
from numerics.prototypes.kernels import Parameters
from numerics.prototypes.study.gradients import split
from numerics.prototypes.torch_energy import Neurons, TorchEnergy
from theory.prototypes.energy import Energy
from theory.prototypes.losses import loss
from theory.prototypes.symbols import tau

ENTRIES = 2_000_000  # of one intermediate tensor: more runs are taken in turns


def structural_gradient(
    coefficients: Mapping[Energy | str, float | Sequence[float] | Tensor],
    samples: Tensor,
    floor: float,
    temperature: Temperature = 1.0,
    parameters: Parameters | None = None,
) -> Callable[[Tensor], Tensor]:
    """The gradient of ``sum_n coefficient_n E_n`` by the weights, of their shape; that of the outputs a is zero.

    ``coefficients``: a number, or one per run (R,), for each energy or name of a built-in one; ``samples`` (R, N, d);
    centres and widths count ``|w|`` as at least ``floor``, responses are the neurons' own. ``temperature`` and
    ``parameters`` as in :func:`numerics.prototypes.landscape`. Training takes the result as ``extra``.
    """
    own, terms, used = parameters or {}, [], []
    for name, coefficient in coefficients.items():
        energy = loss(name) if isinstance(name, str) else name
        value = TorchEnergy(energy, samples.shape[2], {**own, tau: temperature_of(name, temperature)})
        factor = torch.as_tensor(coefficient, dtype=torch.float64).expand(len(samples))
        terms.append((factor, value))
        used.append(value.symbols)
    refuse_unused(own, used)
    return lambda weights: sum((_slope(samples, weights, *term, floor) for term in terms), torch.zeros_like(weights))


def _slope(samples: Tensor, weights: Tensor, factor: Tensor, energy: TorchEnergy, floor: float) -> Tensor:
    total, on = torch.zeros_like(weights), torch.nonzero(factor).squeeze(1)
    for runs in on.split(max(1, ENTRIES // energy.entries(samples.shape[1], weights.shape[-1]))):
        chosen = weights[runs].detach().requires_grad_()
        w, b, _ = split(chosen)
        value = energy(samples[runs], Neurons(w[:, 0], b, floor))
        total[runs] = torch.autograd.grad((factor[runs] * value).sum(), chosen)[0]
    return total


def centre_slope(energy: TorchEnergy, samples: Tensor, centres: Tensor, widths: Tensor) -> tuple[Tensor, Tensor]:
    """Gradient (K, M) and Hessian (K, M, M) by the centres (K, M) in one dimension, at fixed widths (K, M).

    Row j of the Hessian is the gradient of the sum over the runs of the j-th slope, since runs are independent.
    """
    c = centres.detach()[:, None].requires_grad_()
    value = energy(samples[:, :, None], Neurons(widths, -widths[:, None] * c))
    (first,) = torch.autograd.grad(value.sum(), c, create_graph=True)
    rows = [_row(first[:, 0, j].sum(), c) for j in range(c.shape[2])]
    return first[:, 0].detach(), torch.stack(rows, dim=1)


def _row(slope: Tensor, c: Tensor) -> Tensor:
    """Its derivatives (K, M); zero where it is constant."""
    if not slope.requires_grad:
        return torch.zeros_like(c[:, 0])
    (row,) = torch.autograd.grad(slope, c, retain_graph=True, allow_unused=True)
    return torch.zeros_like(c[:, 0]) if row is None else row[:, 0]
