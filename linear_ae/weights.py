"""Products of the weights W with matrices made of themselves, in blocks; l, of shape (batch, rows, 1), is from S."""

import torch
from torch import Tensor

from linear_ae.products import add_product, blocks, multiply, row_products

WHOLE = 2**20  # entries of weights whose scaled copy is no burden


def apply_gap(l: Tensor, w: Tensor, out: Tensor, keep: float, scale: float) -> None:
    """Replace ``out`` by keep out + scale M W, M = 2 S - (l_i + l_j) (W W^T)_ij, of which one triangle is computed."""
    p = w.shape[1]
    rows_of, l = list(blocks(0, p, p)), scale * l
    if len(rows_of) > 1:
        out.mul_(keep) if keep else out.zero_()
        keep = 1
    for rows in rows_of:
        start, stop = rows.start, rows.stop
        gap = multiply(w[:, rows], w[:, start:].mT).mul_(-l[:, rows] - l[:, start:].mT)
        gap.diagonal(dim1=-2, dim2=-1).add_(2 * l[:, rows, 0])
        add_product(out[:, rows], gap, w[:, start:], keep, 1)
        for others in blocks(stop, p, p):
            part = gap[:, :, others.start - start : others.stop - start]
            add_product(out[:, others], part.mT, w[:, rows], 1, 1)


def pull(l: Tensor, w: Tensor, gram: Tensor, out: Tensor, keep: float, scale: float) -> Tensor:
    """Replace ``out`` by keep out + scale (2 S W - W K - S W G) and return K = W^T S W; ``gram`` is consumed."""
    gram.neg_().diagonal(dim1=-2, dim2=-1).add_(2)
    rows_of = list(blocks(0, *w.shape[1:]))
    for rows in rows_of:
        add_product(out[:, rows], (scale * l[:, rows]) * w[:, rows], gram, keep, 1)
    weighted = _weigh(l, w, gram)
    for rows in rows_of:
        add_product(out[:, rows], w[:, rows], weighted, 1, -scale)
    return weighted


def _weigh(l: Tensor, w: Tensor, out: Tensor) -> Tensor:
    """W^T S W, of which one triangle is computed, written into ``out``."""
    p, h = w.shape[1:]
    if p * h <= WHOLE:
        root = l.sqrt() * w
        return multiply(root.mT, root, out)
    for columns in blocks(0, h, p):
        part = multiply(w[:, :, columns.start :].mT, l * w[:, :, columns])
        out[:, columns.start :, columns] = part
        out[:, columns, columns.start :] = part.mT
    return out


def survey(l: Tensor, w: Tensor, p: int, rest: Tensor | None = None) -> tuple[Tensor, Tensor]:
    """Both losses, shape (2, batch), and the population's rate, of p rows: w where S has eigenvalues l, others with
    W2^T W2 = rest."""
    n, h = w.shape[1:]
    own = row_products(w, w)
    image, left, squares = torch.zeros_like(own), torch.zeros_like(own), torch.zeros_like(own[:, 0])
    for columns in blocks(0, h, max(n, h)):
        gram = multiply(w.mT, w[:, :, columns])
        if rest is not None:
            gram += rest[:, :, columns]
        squares += (gram * gram).sum((-2, -1))
        part = multiply(w, gram)
        image += row_products(part, w[:, :, columns])
        left += part.sub_(w[:, :, columns]).square_().sum(-1)
    trace = own.sum(-1) if rest is None else own.sum(-1) + rest.diagonal(dim1=-2, dim2=-1).sum(-1)
    l = l[:, :, 0]
    train = (l * (1 - 2 * own + image)).sum(-1) / 2
    return torch.stack([train, (p - 2 * trace + squares) / 2]), -4 * (l * left).sum(-1)
