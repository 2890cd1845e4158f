"""The gradient flow of a model's trained letters, compiled from its gradient words, for a batch of runs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import torch
from torch import Tensor

from numerics.models.evaluation import Evaluation, Scalar, at, dense, inputs, total
from numerics.models.point import Point
from numerics.models.products import Leaf, Multiply, Program, Ref, Weight
from theory.matrix.flow import Flow as Derivation
from theory.matrix.monomials import Polynomial
from theory.matrix.system import independent
from theory.matrix.words import Product, Word


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
        still = _still(self.program, fixed) if fixed else set()
        ends = [ref.node for ref in self.slopes]
        traced = {i for terms in (*self.terms, *self.observed) for _, factors in terms for i in factors}
        self.evaluation = Evaluation(self.program, {*ends, *traced, *still})
        for i in sorted(still & _needed(self.program, range(len(self.program.nodes)))):
            node = self.program.nodes[i]
            self.values[i] = (
                fixed[node.letter]
                if isinstance(node, Leaf)
                else self.evaluation.evaluate(node, self.values, next(iter(fixed.values())))
            )
        self._for_slopes = self._schedule(ends)
        self._for_losses = self._schedule(i for terms in self.terms for _, factors in terms for i in factors)
        self._for_both = sorted({*self._for_slopes, *self._for_losses})

    def velocity(self, y: Tensor, out: Tensor) -> None:
        """Write dy/dt into ``out``."""
        self._write(self._run(y, self._for_slopes, out), out)

    def losses(self, y: Tensor) -> Tensor:
        """The losses, shape (losses, batch)."""
        return self._losses(self._run(y, self._for_losses), y)

    def observe(self, y: Tensor, out: Tensor, e: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Write dy/dt into ``out``; the losses at y and how they change by ``e``, shape (losses, batch) each."""
        values = self._run(y, self._for_both, out)
        self._write(values, out)
        losses = self._losses(values, y)
        return losses, torch.zeros_like(losses) if e is None else self.losses(y + e) - losses

    def magnitude(self, y: Tensor) -> Tensor:
        """The sums of the absolute values of the losses' terms, shape (losses, batch): what rounding goes by."""
        values = self._run(y, self._for_losses)
        return torch.stack([total(terms, values, len(y), y, absolute=True) for terms in self.terms])

    def traces(self, y: Tensor) -> Tensor:
        """The values of the ``observed`` products of traces, shape (batch, products)."""
        values = self._run(y, self._schedule(i for terms in self.observed for _, factors in terms for i in factors))
        return torch.stack([total(terms, values, len(y), y) for terms in self.observed], dim=1)

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

    def _schedule(self, outputs: Iterable[int]) -> list[int]:
        """The nodes to evaluate for some outputs."""
        inside = set(self.evaluation.fused.values())
        return [i for i in sorted(_needed(self.program, outputs)) if self.values[i] is None and i not in inside]

    def _run(self, y: Tensor, schedule: Sequence[int], out: Tensor | None = None) -> list[Tensor | None]:
        """Values of all nodes; products that are slopes are written where they belong in ``out``."""
        values = self.values.copy()
        letters = {**self.fed, **dict(zip(self.trained, self.letters(y), strict=True))}
        targets = {} if out is None else self._targets(out)
        for i in schedule:
            node = self.program.nodes[i]
            if isinstance(node, Leaf):
                values[i] = letters[node.letter]
            else:
                values[i] = self.evaluation.evaluate(node, values, letters[self.trained[0]], i, targets.get(i))
        return values

    def _targets(self, out: Tensor) -> dict[int, Tensor]:
        if self.complex_letters:
            return {}
        pairs = zip(self.slopes, self.letters(out), strict=True)
        return {
            ref.node: place
            for ref, place in pairs
            if not ref.transposed and isinstance(self.program.nodes[ref.node], Multiply)
        }

    def _write(self, values: list[Tensor | None], out: Tensor) -> None:
        for target, slope in zip(self.letters(out), self.slopes, strict=True):
            value = dense(at(values, slope))
            if value.data_ptr() != target.data_ptr():
                target.copy_(value)

    def _losses(self, values: list[Tensor | None], y: Tensor) -> Tensor:
        return torch.stack([total(terms, values, len(y), y) for terms in self.terms])


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


def _still(program: Program, fixed: Mapping[int, Tensor]) -> set[int]:
    """The nodes that no trained letter moves."""
    still: set[int] = set()
    for i, node in enumerate(program.nodes):
        if node.letter in fixed if isinstance(node, Leaf) else all(j in still for j in inputs(node)):
            still.add(i)
    return still


def _needed(program: Program, outputs: Iterable[int]) -> set[int]:
    """The nodes that some outputs are made of."""
    needed, open_nodes = set(), list(outputs)
    while open_nodes:
        i = open_nodes.pop()
        if i not in needed:
            needed.add(i)
            open_nodes += inputs(program.nodes[i])
    return needed
