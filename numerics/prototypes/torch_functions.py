"""Sympy's functions as torch's, differentiable; the slope at a kink is the mean of those on its sides."""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor


def _root(x: Tensor) -> Tensor:
    """The square root, with slope 0 at 0, the mean of the slopes of ``sqrt(u^2)`` on both sides."""
    positive = x > 0
    return torch.where(positive, torch.where(positive, x, 1.0).sqrt(), torch.where(x < 0, torch.nan, 0.0))


def _of(function: Callable[[Tensor], Tensor]) -> Callable[[Tensor | float], Tensor]:
    """A function of tensors that takes numbers, too."""
    return lambda x: function(torch.as_tensor(x, dtype=torch.float64))


def _folded(function: Callable[[Tensor, Tensor], Tensor]) -> Callable[..., Tensor]:
    """The largest or smallest of several; where two are equal, each has half of the slope."""

    def fold(*values: Tensor | float) -> Tensor:
        first, *others = torch.broadcast_tensors(*(torch.as_tensor(v, dtype=torch.float64) for v in values))
        for other in others:
            first = function(first, other)
        return first

    return fold


REDUCTIONS: dict[str, Callable[..., Tensor]] = {"sum": torch.sum, "logsumexp": torch.logsumexp, "min": torch.amin}
TORCH: dict[str, object] = {
    **{name: _of(getattr(torch, name)) for name in ("exp", "log", "sin", "cos", "tan", "tanh", "sinh", "cosh", "erf")},
    "atan": _of(torch.atan), "abs": _of(torch.abs), "Abs": _of(torch.abs), "sign": _of(torch.sign),
    "sqrt": _of(_root), "Max": _folded(torch.maximum), "Min": _folded(torch.minimum), "pi": np.pi, "E": np.e,
}  # fmt: skip
