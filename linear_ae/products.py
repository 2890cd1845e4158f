"""Products of batches of matrices, and their rows, with little memory beside the result."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch
from torch import Tensor

NUMPY_DEVICES = ("cpu",)  # where numpy multiplies
BLOCK_ENTRIES = 2**18  # of a block of rows: 2 MiB, about the cache of a core
BLOCK_ROWS = 128  # fewer rows make products slow
BLOCKS = 16  # of a large matrix: what is made of a block is then small beside the whole


@contextmanager
def one_thread_of_torch() -> Iterator[None]:
    """What torch does between numpy's products takes one thread: threads of both libraries spin while they wait, and in
    each other's way a run at p = H = 300 took ten times as long on two cores, and twenty on sixteen."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def multiply(a: Tensor, b: Tensor, out: Tensor | None = None) -> Tensor:
    """a b for each of the batch; on the CPU by numpy, which does half the work where b is the transpose of a."""
    if a.device.type not in NUMPY_DEVICES:
        return torch.matmul(a, b) if out is None else torch.matmul(a, b, out=out)
    with np.errstate(all="ignore"):  # overflow shows in the result, as in torch
        return torch.from_numpy(np.matmul(a.numpy(), b.numpy(), out=None if out is None else out.numpy()))


def add_product(out: Tensor, a: Tensor, b: Tensor, keep: float, scale: float) -> None:
    """Replace ``out`` by keep out + scale a b."""
    if keep == 0:
        multiply(a, b, out)
        if scale != 1:
            out.mul_(scale)
    else:
        found = multiply(a, b)
        (out if keep == 1 else out.mul_(keep)).add_(found, alpha=scale)


def add_transpose(y: Tensor) -> None:
    """Replace each square matrix y of the batch by y + y^T."""
    size = y.shape[-1]
    for rows in blocks(0, size, size):
        y[:, rows, rows] = y[:, rows, rows] + y[:, rows, rows].mT
        for others in blocks(rows.stop, size, size):
            y[:, rows, others] += y[:, others, rows].mT
            y[:, others, rows] = y[:, rows, others].mT


def row_products(x: Tensor, y: Tensor) -> Tensor:
    """Scalar products of corresponding rows, shape (batch, rows)."""
    if x.device.type in NUMPY_DEVICES:
        with np.errstate(all="ignore"):
            return torch.from_numpy(np.vecdot(x.numpy(), y.numpy()))
    found = x.new_empty(x.shape[:2])  # before the blocks, which otherwise leave holes in the heap
    for rows in blocks(0, *x.shape[1:]):
        torch.sum(x[:, rows] * y[:, rows], dim=-1, out=found[:, rows])
    return found


def blocks(first: int, stop: int, columns: int) -> Iterator[slice]:
    """Slices of the rows first to stop of a matrix with so many columns; a small matrix is one block."""
    rows = max(BLOCK_ROWS, BLOCK_ENTRIES // columns, -(-(stop - first) // BLOCKS))
    for start in range(first, stop, rows):
        yield slice(start, min(start + rows, stop))
