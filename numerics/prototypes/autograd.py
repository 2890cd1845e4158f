"""Gradients of any structural energy by the weights of many networks at once: torch's autograd on the energy's value.

For losses without a gradient written out by hand (``numerics.prototypes.study.gradients`` has three of them). Axes: R
runs, N samples, M neurons, d dimensions; weights (R, d + 2, M) with the rows w, b_1 ... b_d, a.

One energy of pairs with features ``f(x_i, p_j, p_k)`` as tensors (R, N, M, M), a row a sample::

      x (R,N,1,1)   p_j (R,1,M,1)   p_k (R,1,1,M)
           \\            |            /
            f  ->  mean over N  ->  outer  ->  mean over j != k  ->  (R,)
"""

from collections.abc import Callable, Mapping, Sequence

import sympy as sp
import torch
from torch import Tensor

from numerics.prototypes.energy_landscape import Temperature, refuse_unused, temperature_of
from numerics.prototypes.kernels import Parameters, free_parameters, parameter_values
from numerics.prototypes.study.gradients import guarded, split
from numerics.prototypes.torch_functions import REDUCTIONS, TORCH
from theory.errors import InputError
from theory.prototypes.energy import AssignmentEnergy, Energy, PairEnergy
from theory.prototypes.losses import loss
from theory.prototypes.symbols import left, right, tau
from theory.prototypes.system import Prototype, point

ENTRIES = 2_000_000  # of one intermediate tensor: more runs are taken in turns
Value = Callable[[Tensor, Tensor, Tensor], Tensor]


def structural_gradient(
    coefficients: Mapping[Energy | str, float | Sequence[float]],
    samples: Tensor,
    floor: float,
    temperature: Temperature = 1.0,
    parameters: Parameters | None = None,
) -> Callable[[Tensor], Tensor]:
    """The gradient of ``sum_n coefficient_n E_n`` by the weights, of their shape; that of the outputs a is zero.

    ``coefficients``: a number, or one per run (R,), for each energy or name of a built-in one; ``samples`` (R, N, d);
    centres divide by at least ``floor`` in modulus, responses have the inverse width ``|w|``. ``temperature`` and
    ``parameters`` as in :func:`numerics.prototypes.landscape`. Training takes the result as ``extra``.
    """
    own, terms, used = parameters or {}, [], []
    for name, coefficient in coefficients.items():
        energy = loss(name) if isinstance(name, str) else name
        value = _Compiled(energy, samples, {**own, tau: temperature_of(name, temperature)})
        factor = torch.as_tensor(coefficient, dtype=torch.float64).expand(len(samples))
        terms.append((factor, value))
        used.append(value.symbols)
    refuse_unused(own, used)
    return lambda weights: sum((_slope(weights, *term, floor) for term in terms), torch.zeros_like(weights))


def _slope(weights: Tensor, factor: Tensor, energy: "_Compiled", floor: float) -> Tensor:
    total, on = torch.zeros_like(weights), torch.nonzero(factor).squeeze(1)
    for runs in on.split(max(1, ENTRIES // energy.entries(weights.shape[-1]))):
        chosen = weights[runs].detach().requires_grad_()
        w, b, _ = split(chosen)
        value = energy(runs, -b / guarded(w, floor), w[:, 0].abs())
        total[runs] = torch.autograd.grad((factor[runs] * value).sum(), chosen)[0]
    return total


class _Compiled:
    """One energy of every run as a function of its centres (K, d, M) and inverse widths (K, M)."""

    def __init__(self, energy: Energy, samples: Tensor, parameters: Parameters) -> None:
        self.energy, self.samples = energy, samples
        ends = {left: samples.amin((1, 2)), right: samples.amax((1, 2))} if samples.shape[2] == 1 else {}
        self.ends = {s: value[:, None, None] for s, value in ends.items()}
        self.parameters, self.symbols = parameters, set[sp.Symbol]()
        build = self._assignment if isinstance(energy, AssignmentEnergy) else self._pair
        self.value = build(samples.shape[2])

    def __call__(self, runs: Tensor, centres: Tensor, widths: Tensor) -> Tensor:
        """Shape (K,)."""
        return self.value(runs, centres, widths)

    def entries(self, neurons: int) -> int:
        """Of the largest tensor of one run."""
        return self.samples.shape[1] * neurons ** (2 if isinstance(self.energy, PairEnergy) else 1)

    def _function(self, expression: sp.Expr, arguments: Sequence[sp.Symbol]) -> Callable[..., Tensor]:
        """The expression as a function of the runs (K,) and of tensors."""
        own = free_parameters([expression], [*arguments, *self.ends])
        ends = [s for s in self.ends if s in expression.free_symbols]
        self.symbols |= set(own)
        unknown = {f.func.__name__ for f in expression.atoms(sp.Function)} - set(TORCH)
        if unknown:
            raise InputError(
                f"{self.energy.name} cannot be trained: torch has no {', '.join(sorted(unknown))} here, only "
                f"{', '.join(TORCH)}"
            )
        values = [torch.tensor(v, dtype=torch.float64) for v in parameter_values(own, self.parameters)]
        function = sp.lambdify([*arguments, *own, *ends], expression, modules=[TORCH], cse=True, dummify=True)
        return lambda runs, *tensors: torch.as_tensor(
            function(*tensors, *values, *(self.ends[s][runs] for s in ends)), dtype=torch.float64
        )

    def _assignment(self, d: int) -> Value:
        energy = self.energy
        assert isinstance(energy, AssignmentEnergy)
        z, c, w = point("z", 0, d), point("c", 0, d), sp.Symbol("w_0", positive=True)
        inner = [self._function(f(z, Prototype(c, w)), (*z, *c, w)) for f in energy.inner]
        s, count = sp.symbols(f"s_:{len(inner)}", real=True), sp.Symbol("M_", positive=True)
        outer = self._function(energy.outer(s, count), (*s, count))
        reduce, axis = REDUCTIONS[energy.reduce], 2 if energy.over == "prototypes" else 1

        def value(runs: Tensor, centres: Tensor, widths: Tensor) -> Tensor:
            x = self.samples[runs]
            shape = (len(runs), x.shape[1], centres.shape[2])
            arguments = [*(v[:, :, None] for v in x.unbind(2)), *(v[:, None] for v in centres.unbind(1))]
            entries = [f(runs, *arguments, widths[:, None]).expand(shape) for f in inner]
            reduced = [reduce(v, dim=axis) for v in entries]
            return outer(runs, *reduced, torch.tensor(float(shape[2]))).expand(reduced[0].shape).mean(dim=1)

        return value

    def _pair(self, d: int) -> Value:
        energy = self.energy
        assert isinstance(energy, PairEnergy)
        z, c, e = point("z", 0, d), point("c", 1, d), point("c", 2, d)
        v, w = sp.symbols("w_1 w_2", positive=True)
        expressions = [f(z, Prototype(c, v), Prototype(e, w)) for f in energy.features]
        features = [self._function(f, (*z, *c, v, *e, w)) for f in expressions]
        seen = [bool(f.free_symbols & set(z)) for f in expressions]
        u = sp.symbols(f"u_:{len(features)}", real=True)
        outer = self._function(energy.outer(u), u)

        def value(runs: Tensor, centres: Tensor, widths: Tensor) -> Tensor:
            count = centres.shape[2]
            shape, apart = (len(runs), count, count), torch.eye(count, dtype=torch.float64)
            mine = [v[:, :, None] for v in (*centres.unbind(1), widths)]
            # the diagonal, at distance 1, counts for nothing: kernels that are singular at 0 are finite there
            other = [*(v[:, None] + apart for v in centres.unbind(1)), widths[:, None]]
            x = list(self.samples[runs].unbind(2))
            means = []
            for f, sees in zip(features, seen, strict=True):
                rows = range(x[0].shape[1] if sees else 1)
                by_sample = [f(runs, *(v[:, i, None, None] for v in x), *mine, *other) for i in rows]
                means.append(torch.stack(by_sample).mean(dim=0).expand(shape))
            pairs = outer(runs, *means).expand(shape) * (1 - apart)
            return pairs.sum(dim=(1, 2)) / (count * (count - 1))

        return value
