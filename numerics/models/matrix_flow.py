"""The gradient flow of a model's trained letters, compiled from its gradient words, for a batch of runs."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from linear_ae.products import multiply
from numerics.models.point import Point
from numerics.models.products import Add, Leaf, Multiply, Program, Ref, Trace, Weight
from theory.matrix.flow import Flow as Derivation
from theory.matrix.monomials import Polynomial
from theory.matrix.system import independent
from theory.matrix.words import Product, Word

Scalar = tuple[tuple[float, tuple[int, ...]], ...]


class MatrixFlow:
    """``dG/dt = -rate dL/dG`` of the trained letters G; the state y, shape (batch, entries), holds them one by one.

    ``fixed`` maps the numbers of the fixed letters to tensors (batch or 1, rows, columns), diagonal ones to their
    diagonals (batch or 1, size); with complex ones, a transpose is an adjoint, traces are real parts and y holds real
    and imaginary parts side by side. The losses are those of the model, that of the flow first
    (`linear_ae.flows.Moving`). Fixed letters that are left out are ``fed``: set anew for every evaluation.
    """

    def __init__(
        self,
        point: Point,
        fixed: Mapping[int, Tensor],
        complex_letters: bool = False,
        observed: Sequence[Product] = (),
    ) -> None:
        model = point.model
        self.complex_letters = complex_letters
        self._product = _torch_product if complex_letters else multiply
        self._buffers: dict[int, Tensor] = {}
        self.names = (model.flow, *(name for name in model.losses if name != model.flow))
        self.trained = sorted(model.trained)
        self.fed: dict[int, Tensor] = {}
        self.shapes = [point.shape(model.letters[i]) for i in self.trained]
        self.entries = sum(rows * columns for rows, columns in self.shapes)
        diagonal = [i for i, value in fixed.items() if value.dim() == 2]
        self.program = Program(model.alphabet, [int(point.sizes[name]) for name in model.sizes], fixed, diagonal)
        self.slopes = _slopes(point, self.program, self.trained)
        self.terms = [_loss(point, self.program, name) for name in self.names]
        self.observed = [self.program.scalar(((product, 1.0),)) for product in observed]
        self.values: list[Tensor | None] = [None] * len(self.program.nodes)
        still = _still(self.program, fixed)
        for i in sorted(still & _needed(self.program, range(len(self.program.nodes)))):
            node = self.program.nodes[i]
            self.values[i] = fixed[node.letter] if isinstance(node, Leaf) else self._evaluate(node, self.values)
        traces = {node for terms in self.terms for _, factors in terms for node in factors}
        self._for_slopes = sorted(_needed(self.program, [ref.node for ref in self.slopes]) - still)
        self._for_losses = sorted(_needed(self.program, traces) - still)
        self._for_both = sorted({*self._for_slopes, *self._for_losses})

    def velocity(self, y: Tensor, out: Tensor) -> None:
        """Write dy/dt into ``out``."""
        self._write(self._run(y, self._for_slopes), out)

    def losses(self, y: Tensor) -> Tensor:
        """The losses, shape (losses, batch)."""
        return self._losses(self._run(y, self._for_losses), len(y))

    def observe(self, y: Tensor, out: Tensor, e: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Write dy/dt into ``out``; the losses at y and how they change by ``e``, shape (losses, batch) each."""
        values = self._run(y, self._for_both)
        self._write(values, out)
        losses = self._losses(values, len(y))
        return losses, torch.zeros_like(losses) if e is None else self.losses(y + e) - losses

    def magnitude(self, y: Tensor) -> Tensor:
        """The sums of the absolute values of the losses' terms, shape (losses, batch): what rounding goes by."""
        values = self._run(y, self._for_losses)
        return torch.stack([_total(terms, values, len(y), y, absolute=True) for terms in self.terms])

    def traces(self, y: Tensor) -> Tensor:
        """The values of the ``observed`` products of traces, shape (batch, products)."""
        needed = {node for terms in self.observed for _, factors in terms for node in factors}
        values = self._run(y, sorted(i for i in _needed(self.program, needed) if self.values[i] is None))
        return torch.stack([_total(terms, values, len(y), y) for terms in self.observed], dim=1)

    def letters(self, y: Tensor) -> list[Tensor]:
        """Views of the trained letters, each of shape (batch, rows, columns)."""
        if self.complex_letters:
            y = torch.view_as_complex(y.view(len(y), -1, 2))
        pieces = y.split([rows * columns for rows, columns in self.shapes], dim=1)
        return [piece.unflatten(1, shape) for piece, shape in zip(pieces, self.shapes, strict=True)]

    def pack(self, letters: Sequence[Tensor]) -> Tensor:
        """A state from the trained letters."""
        y = torch.cat([letter.flatten(1) for letter in letters], dim=1)
        return torch.view_as_real(y).flatten(1) if self.complex_letters else y

    def _run(self, y: Tensor, schedule: Sequence[int]) -> list[Tensor | None]:
        values = self.values.copy()
        letters = {**self.fed, **dict(zip(self.trained, self.letters(y), strict=True))}
        for i in schedule:
            node = self.program.nodes[i]
            values[i] = letters[node.letter] if isinstance(node, Leaf) else self._evaluate(node, values, i)
        return values

    def _evaluate(self, node: Multiply | Trace | Add, values: list[Tensor | None], number: int = -1) -> Tensor:
        """The value of a node, of that ``number`` in memory that is used again at the next evaluation."""
        match node:
            case Multiply(left, right):
                return self._multiply(_at(values, left), _at(values, right), number)
            case Trace(left, None):
                return _real(_diagonal(_at(values, left)).sum(-1))
            case Trace(left, right):
                assert right is not None
                return _trace(_at(values, left), _at(values, right))
            case Add(parts, size):
                return _added(parts, size, values)

    def _multiply(self, a: Tensor, b: Tensor, number: int) -> Tensor:
        if a.dim() == b.dim() == 2:
            return a * b
        shape = max(len(a), len(b)), a.shape[1], b.shape[-1]
        out = self._buffer(number, shape, a)
        if a.dim() == 2:
            return torch.mul(a[:, :, None], b, out=out)
        return torch.mul(a, b[:, None], out=out) if b.dim() == 2 else self._product(a, b, out)

    def _buffer(self, number: int, shape: tuple[int, ...], like: Tensor) -> Tensor | None:
        if number < 0:
            return None
        if number not in self._buffers or self._buffers[number].shape != shape:
            self._buffers[number] = like.new_empty(shape)
        return self._buffers[number]

    def _write(self, values: list[Tensor | None], out: Tensor) -> None:
        for target, slope in zip(self.letters(out), self.slopes, strict=True):
            target.copy_(_dense(_at(values, slope)))

    def _losses(self, values: list[Tensor | None], batch: int) -> Tensor:
        like = next(value for value in values if value is not None)
        return torch.stack([_total(terms, values, batch, like) for terms in self.terms])


def _at(values: list[Tensor | None], ref: Ref) -> Tensor:
    value = values[ref.node]
    assert value is not None
    return value.mH if ref.transposed and value.dim() == 3 else value


def _diagonal(matrix: Tensor) -> Tensor:
    return matrix if matrix.dim() == 2 else matrix.diagonal(dim1=-2, dim2=-1)


def _dense(matrix: Tensor) -> Tensor:
    return torch.diag_embed(matrix) if matrix.dim() == 2 else matrix


def _trace(a: Tensor, b: Tensor) -> Tensor:
    """``Re Tr a b``."""
    if a.dim() == 2 or b.dim() == 2:
        return _real((_diagonal(a) * _diagonal(b)).sum(-1))
    return _real((a * b.mT).sum((-2, -1)))


def _torch_product(a: Tensor, b: Tensor, out: Tensor | None = None) -> Tensor:
    return torch.matmul(a, b) if out is None else torch.matmul(a, b, out=out)


def _real(value: Tensor) -> Tensor:
    return value.real if value.is_complex() else value


def _total(terms: Scalar, values: list[Tensor | None], batch: int, like: Tensor, absolute: bool = False) -> Tensor:
    """``sum number * product of traces`` for each run."""
    total = torch.zeros(batch, dtype=_real(like).dtype, device=like.device)
    for number, factors in terms:
        found = torch.full_like(total, number)
        for i in factors:
            found = found * _at(values, Ref(i))
        total += found.abs() if absolute else found
    return total


def _added(parts: Sequence[tuple[Scalar, Ref | None]], size: int, values: list[Tensor | None]) -> Tensor:
    """A weighted sum of matrices and of the identity."""
    total: Tensor | None = None
    for weight, ref in sorted(parts, key=lambda part: part[1] is None):
        number = _weight(weight, values)
        if ref is not None:
            matrix = _dense(_at(values, ref))
            if total is None:
                total = matrix * number
            elif isinstance(number, float) and total.shape[0] >= matrix.shape[0]:
                total.add_(matrix, alpha=number)
            else:
                total = total + matrix * number
        elif total is None:
            like = next(value for value in values if value is not None)
            eye = torch.eye(size, dtype=like.dtype, device=like.device)[None]
            total = eye * number
        else:
            if isinstance(number, Tensor) and len(number) > len(total):
                total = total.expand(len(number), -1, -1).clone()
            total.diagonal(dim1=-2, dim2=-1).add_(number if isinstance(number, float) else number[..., 0])
    assert total is not None
    return total


def _weight(weight: Scalar, values: list[Tensor | None]) -> float | Tensor:
    """A number, or one for each run, shape (batch, 1, 1)."""
    total: float | Tensor = 0.0
    for number, factors in weight:
        term: float | Tensor = number
        for i in factors:
            term = term * _at(values, Ref(i))[:, None, None]
        total = total + term
    return total


def _slopes(point: Point, program: Program, trained: Sequence[int]) -> list[Ref]:
    """Nodes of the velocities of the trained letters."""
    flow = Derivation(independent(point.model))
    found = []
    for letter in trained:
        terms: defaultdict[Word, defaultdict[Product, float]] = defaultdict(lambda: defaultdict(float))
        for term in flow.velocity[2 * letter]:
            terms[term.word][term.others] += term.weight * point.monomial(term.monomial) / flow.denominator
        weights: dict[Word, Weight] = {word: tuple(sorted(weight.items())) for word, weight in terms.items()}
        found.append(program.matrix(weights, point.shape(point.model.letters[letter])[0]))
    return found


def _loss(point: Point, program: Program, name: str) -> Scalar:
    """A loss as a sum of numbers times traces."""
    terms = point.model.losses[name].terms
    return program.scalar(tuple((product, _number(point, polynomial)) for product, polynomial in terms.items()))


def _number(point: Point, polynomial: Polynomial) -> float:
    return sum(float(c) * point.monomial(powers) for powers, c in polynomial.items())


def _inputs(node: object) -> list[int]:
    match node:
        case Multiply(left, right):
            return [left.node, right.node]
        case Trace(left, right):
            return [left.node] if right is None else [left.node, right.node]
        case Add(parts, _):
            weights = [i for weight, _ in parts for _, factors in weight for i in factors]
            return weights + [ref.node for _, ref in parts if ref is not None]
    return []


def _still(program: Program, fixed: Mapping[int, Tensor]) -> set[int]:
    """The nodes that no trained letter moves."""
    still: set[int] = set()
    for i, node in enumerate(program.nodes):
        if node.letter in fixed if isinstance(node, Leaf) else all(j in still for j in _inputs(node)):
            still.add(i)
    return still


def _needed(program: Program, outputs: Sequence[int] | set[int] | range) -> set[int]:
    """The nodes that some outputs are made of."""
    needed, open_nodes = set(), list(outputs)
    while open_nodes:
        i = open_nodes.pop()
        if i not in needed:
            needed.add(i)
            open_nodes += _inputs(program.nodes[i])
    return needed
