"""A structural energy as a differentiable function of torch tensors, many networks at once.

Axes: K runs, N samples, M neurons, d dimensions. One energy of pairs with features ``f(x_i, p_j, p_k)`` as tensors
(K, N, M, M), a row a sample::

      x (K,N,1,1)   p_j (K,1,M,1)   p_k (K,1,1,M)
           \\            |            /
            f  ->  mean over N  ->  outer  ->  mean over j != k  ->  (K,)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sympy as sp
import torch
from torch import Tensor

from numerics.prototypes.kernels import Parameters, free_parameters, parameter_values, rounded
from numerics.prototypes.study.gradients import guarded
from numerics.prototypes.torch_functions import REDUCTIONS, TORCH
from theory.errors import InputError
from theory.prototypes.energy import AssignmentEnergy, Energy, PairEnergy
from theory.prototypes.symbols import left, right
from theory.prototypes.system import Point, Prototype

Value = Callable[[Tensor, "Neurons"], Tensor]


@dataclass(frozen=True)
class Neurons:
    """Weights w (K, M) of either sign and biases b (K, d, M) as rows (K, M), each a variable of a neuron: its centre
    ``-b / w`` and inverse width ``|w|``, of modulus at least ``floor`` here, then w and b themselves."""

    w: Tensor
    b: Tensor
    floor: float = 0.0

    def rows(self) -> list[Tensor]:
        divisor = guarded(self.w, self.floor)
        return [*(-self.b / divisor[:, None]).unbind(1), divisor.abs(), self.w, *self.b.unbind(1)]


@dataclass(frozen=True)
class Neuron(Prototype):
    """A prototype whose response is the neuron's own, ``exp(-|w x + b|^2)``, also where w is near zero and its centre
    far out."""

    w: sp.Expr
    b: Point

    def response(self, point: Point) -> sp.Expr:
        """Activation at a point."""
        return sp.exp(-sp.Add(*((self.w * z + b) ** 2 for z, b in zip(point, self.b, strict=True))))

    @property
    def variables(self) -> tuple[sp.Expr, ...]:
        """In the order of :class:`Neurons`."""
        return (*self.centre, self.width, self.w, *self.b)


def neuron(dimension: int) -> Neuron:
    """One with symbols that no energy can have as parameters."""
    return Neuron(reals(dimension), sp.Dummy("width", positive=True), sp.Dummy("w", real=True), reals(dimension))


def reals(count: int) -> Point:
    """Real symbols that are equal to no other."""
    return tuple(sp.Dummy(real=True) for _ in range(count))


class TorchEnergy:
    """One energy as a function of samples (K, N, d) and neurons.

    ``parameters`` give a value to each of its free symbols but the ends of the hull, which are those of the samples;
    ``rounding`` rounds its kinks off. ``InputError`` for functions that torch lacks here.
    """

    def __init__(self, energy: Energy, dimension: int, parameters: Parameters, rounding: float = 0.0) -> None:
        self.energy, self.parameters, self.rounding = energy, parameters, rounding
        self.ends = (left, right) if dimension == 1 else ()
        self.symbols = set[sp.Symbol]()
        build = self._assignment if isinstance(energy, AssignmentEnergy) else self._pair
        self._value = build(dimension)

    def __call__(self, samples: Tensor, neurons: Neurons) -> Tensor:
        """Shape (K,)."""
        return self._value(samples, neurons)

    def entries(self, samples: int, neurons: int) -> int:
        """Of the largest tensor of one run."""
        return samples * neurons ** (2 if isinstance(self.energy, PairEnergy) else 1)

    def _function(self, expression: sp.Expr, arguments: Sequence[sp.Symbol], axes: int) -> Callable[..., Tensor]:
        """The expression as a function of the samples and of tensors with so many axes."""
        expression = rounded(expression, self.rounding)
        own = free_parameters([expression], [*arguments, *self.ends])
        self.symbols |= set(own)
        unknown = {f.func.__name__ for f in expression.atoms(sp.Function)} - set(TORCH)
        if unknown:
            raise InputError(
                f"{self.energy.name} cannot be trained: torch has no {', '.join(sorted(unknown))} here, only "
                f"{', '.join(TORCH)}"
            )
        values = [torch.tensor(v, dtype=torch.float64) for v in parameter_values(own, self.parameters)]
        ends = [s for s in self.ends if s in expression.free_symbols]
        function = sp.lambdify([*arguments, *own, *ends], expression, modules=[TORCH], cse=True, dummify=True)
        return lambda samples, *tensors: torch.as_tensor(
            function(*tensors, *values, *(_end(samples, s, axes) for s in ends)), dtype=torch.float64
        )

    def _assignment(self, d: int) -> Value:
        energy = self.energy
        assert isinstance(energy, AssignmentEnergy)
        z, p = reals(d), neuron(d)
        inner = [self._function(f(z, p), (*z, *p.variables), 3) for f in energy.inner]
        s, count = reals(len(inner)), sp.Dummy("M", positive=True)
        outer = self._function(energy.outer(s, count), (*s, count), 2)
        reduce, axis = REDUCTIONS[energy.reduce], 2 if energy.over == "prototypes" else 1

        def value(x: Tensor, neurons: Neurons) -> Tensor:
            shape = (len(x), x.shape[1], neurons.w.shape[1])
            arguments = [*(v[:, :, None] for v in x.unbind(2)), *(v[:, None] for v in neurons.rows())]
            entries = [f(x, *arguments).expand(shape) for f in inner]
            reduced = [reduce(v, dim=axis) for v in entries]
            return outer(x, *reduced, torch.tensor(float(shape[2]))).expand(reduced[0].shape).mean(dim=1)

        return value

    def _pair(self, d: int) -> Value:
        energy = self.energy
        assert isinstance(energy, PairEnergy)
        z, p, q = reals(d), neuron(d), neuron(d)
        expressions = [f(z, p, q) for f in energy.features]
        features = [self._function(f, (*z, *p.variables, *q.variables), 4) for f in expressions]
        seen = [bool(f.free_symbols & set(z)) for f in expressions]
        u = reals(len(features))
        outer = self._function(energy.outer(u), u, 4)

        def value(samples: Tensor, neurons: Neurons) -> Tensor:
            rows, count = neurons.rows(), neurons.w.shape[1]
            shape, apart = (len(samples), 1, count, count), torch.eye(count, dtype=torch.float64)
            mine = [v[:, None, :, None] for v in rows]
            # the diagonal, at distance 1, counts for nothing: kernels that are singular at 0 are finite there
            other = [v[:, None, None] + apart * (k < d) for k, v in enumerate(rows)]
            means = []
            for f, sees in zip(features, seen, strict=True):
                x = samples if sees else samples[:, :1]
                found = f(samples, *(v[:, :, None, None] for v in x.unbind(2)), *mine, *other)
                means.append(found.expand(len(x), x.shape[1], count, count).mean(dim=1, keepdim=True))
            pairs = outer(samples, *means).expand(shape)[:, 0] * (1 - apart)
            return pairs.sum(dim=(1, 2)) / (count * (count - 1))

        return value


def _end(samples: Tensor, which: sp.Symbol, axes: int) -> Tensor:
    """The left or the right end of each run's samples, (K, 1, ..., 1)."""
    end = samples.amin((1, 2)) if which == left else samples.amax((1, 2))
    return end.reshape(-1, *[1] * (axes - 1))
