r"""The nodes of a program of matrix products as numbers, for a batch of runs, in memory that is used again.

A weighted sum with a product that nothing else needs is one call, ``beta C + alpha A B``: the product is never written
on its own. For ``0.1 A - 0.2 B C + 0.3 D``, where B C occurs here only:

    0.1 A + 0.3 D    ->  buffer          one pass
    buffer - 0.2 B C ->  buffer          the product adds to what is there
"""

from collections import Counter
from collections.abc import Iterable, Sequence

import torch
from torch import Tensor

from linear_ae.products import multiply
from numerics.models.products import Add, Multiply, Program, Ref, Trace

Scalar = tuple[tuple[float, tuple[int, ...]], ...]
Values = list[Tensor | None]


class Evaluation:
    """Values of a program's nodes, shape (batch or 1, rows, columns); (batch or 1, size) if diagonal.

    ``kept`` nodes are needed by themselves or known. What is evaluated with a number is valid until it is again.
    """

    def __init__(self, program: Program, kept: Iterable[int]) -> None:
        self.nodes = program.nodes
        self.fused = _fused(self.nodes, kept)
        self._buffers: dict[int, Tensor] = {}

    def evaluate(
        self, node: Multiply | Trace | Add, values: Values, like: Tensor, number: int = -1, out: Tensor | None = None
    ) -> Tensor:
        """The value of a node, in ``out`` or in memory of that number, if given and suited.

        A bare identity has the kind of ``like``.
        """
        match node:
            case Multiply(left, right):
                return self._multiply(at(values, left), at(values, right), number, out)
            case Trace(left, None):
                return real(_diagonal(at(values, left)).sum(-1))
            case Trace(left, right):
                assert right is not None
                return _trace(at(values, left), at(values, right))
            case Add(parts, size):
                return self._add(parts, size, values, like, number)

    def _multiply(self, a: Tensor, b: Tensor, number: int, out: Tensor | None) -> Tensor:
        if a.dim() == b.dim() == 2:
            return a * b
        if out is None:
            out = self._buffer(number, (max(len(a), len(b)), a.shape[1], b.shape[-1]), a)
        if a.dim() == 2:
            return torch.mul(a[:, :, None], b, out=out)
        return torch.mul(a, b[:, None], out=out) if b.dim() == 2 else product(a, b, out)

    def _buffer(self, number: int, shape: tuple[int, ...], like: Tensor) -> Tensor | None:
        if number < 0:
            return None
        if number not in self._buffers or self._buffers[number].shape != shape:
            self._buffers[number] = like.new_empty(shape)
        return self._buffers[number]

    def _add(
        self, parts: Sequence[tuple[Scalar, Ref | None]], size: int, values: Values, like: Tensor, number: int
    ) -> Tensor:
        last = self.fused.get(number)
        rest = [part for part in parts if last is None or part[1] is None or part[1].node != last]
        total = self._sum(rest, size, values, like, number)
        if last is None:
            return total
        factor = next(weight(scalar, values) for scalar, ref in parts if ref is not None and ref.node == last)
        node = self.nodes[last]
        assert isinstance(node, Multiply)
        assert isinstance(factor, float)
        a, b = at(values, node.left), at(values, node.right)
        if a.dim() == b.dim() == 3 and len(a) == len(b) >= len(total):
            out = self._buffer(number, (len(a), *total.shape[1:]), total)
            return torch.baddbmm(total, a, b, alpha=factor, out=out)
        return total + dense(self._multiply(a, b, last, None)) * factor

    def _sum(
        self, parts: Sequence[tuple[Scalar, Ref | None]], size: int, values: Values, like: Tensor, number: int
    ) -> Tensor:
        """A weighted sum of matrices and of the identity."""
        total: Tensor | None = None
        for scalar, ref in sorted(parts, key=lambda part: part[1] is None):
            factor = weight(scalar, values)
            if ref is None:
                total = _plus_identity(total, factor, size, like)
                continue
            matrix = dense(at(values, ref))
            if total is None:
                alone = isinstance(factor, float)
                out = self._buffer(number, tuple(matrix.shape), matrix) if alone else None
                total = torch.mul(matrix, factor, out=out)
            elif isinstance(factor, float) and len(total) >= len(matrix):
                total.add_(matrix, alpha=factor)
            else:
                total = total + matrix * factor
        assert total is not None
        return total


def product(a: Tensor, b: Tensor, out: Tensor | None) -> Tensor:
    """a b for each of the batch: real ones by ``linear_ae.products.multiply``, and by torch where b is a transpose, of
    which numpy makes a copy, but not that of a, where numpy does half the work.
    """
    turned = b.stride(-1) != 1 and b.data_ptr() != a.data_ptr() and len(a) == len(b)
    if a.is_complex() or b.is_complex() or (turned and (out is None or out.is_contiguous())):
        return torch.matmul(a, b) if out is None else torch.matmul(a, b, out=out)
    made = multiply(a, b, out)
    return made if out is None else out


def at(values: Values, ref: Ref) -> Tensor:
    """The value that a node's reference means."""
    value = values[ref.node]
    assert value is not None
    return value.mH if ref.transposed and value.dim() == 3 else value


def real(value: Tensor) -> Tensor:
    """The real part."""
    return value.real if value.is_complex() else value


def total(terms: Scalar, values: Values, batch: int, like: Tensor, absolute: bool = False) -> Tensor:
    """``sum number * product of traces`` for each run."""
    found = torch.zeros(batch, dtype=real(like).dtype, device=like.device)
    for number, factors in terms:
        term = torch.full_like(found, number)
        for i in factors:
            term = term * at(values, Ref(i))
        found += term.abs() if absolute else term
    return found


def weight(scalar: Scalar, values: Values) -> float | Tensor:
    """A number, or one for each run, shape (batch, 1, 1)."""
    found: float | Tensor = 0.0
    for number, factors in scalar:
        term: float | Tensor = number
        for i in factors:
            term = term * at(values, Ref(i))[:, None, None]
        found = found + term
    return found


def inputs(node: object) -> list[int]:
    """The nodes that a node is made of."""
    match node:
        case Multiply(left, right):
            return [left.node, right.node]
        case Trace(left, right):
            return [left.node] if right is None else [left.node, right.node]
        case Add(parts, _):
            weights = [i for scalar, _ in parts for _, factors in scalar for i in factors]
            return weights + [ref.node for _, ref in parts if ref is not None]
    return []


def _fused(nodes: Sequence[object], kept: Iterable[int]) -> dict[int, int]:
    """The products that are made inside of a sum, by the sums' numbers: the last of its parts that only it needs."""
    uses = Counter(i for node in nodes for i in inputs(node)) + Counter(kept)
    found = {}
    for number, node in enumerate(nodes):
        for scalar, ref in node.parts if isinstance(node, Add) and len(node.parts) > 1 else ():
            plain = ref is not None and not ref.transposed and not any(factors for _, factors in scalar)
            if ref is not None and plain and uses[ref.node] == 1 and isinstance(nodes[ref.node], Multiply):
                found[number] = ref.node
    return found


def _plus_identity(total: Tensor | None, factor: float | Tensor, size: int, like: Tensor) -> Tensor:
    if total is None:
        return torch.eye(size, dtype=like.dtype, device=like.device)[None] * factor
    if isinstance(factor, Tensor) and len(factor) > len(total):
        total = total.expand(len(factor), -1, -1).clone()
    total.diagonal(dim1=-2, dim2=-1).add_(factor if isinstance(factor, float) else factor[..., 0])
    return total


def _diagonal(matrix: Tensor) -> Tensor:
    return matrix if matrix.dim() == 2 else matrix.diagonal(dim1=-2, dim2=-1)


def dense(matrix: Tensor) -> Tensor:
    """A matrix, also from its diagonal."""
    return torch.diag_embed(matrix) if matrix.dim() == 2 else matrix


def _trace(a: Tensor, b: Tensor) -> Tensor:
    """``Re Tr a b``."""
    if a.dim() == 2 or b.dim() == 2:
        return real((_diagonal(a) * _diagonal(b)).sum(-1))
    return real((a * b.mT).sum((-2, -1)))
