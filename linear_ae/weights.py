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


def survey(
    l: Tensor, w: Tensor, p: int, rest: Tensor | None = None, out: Tensor | None = None, e: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    """Both losses of p rows, w where S has eigenvalues l, others with W2^T W2 = rest, and how they change along e.

    Both results are of shape (2, batch). The velocity of (w; rest) is written into ``out``, of the rest a half: the
    transpose is to be added. Without ``e`` the changes are those along the velocity, without ``out`` they are zero.

    S is 0 on the rows W2, of which only G2 = rest is kept. The columns of W go by in blocks, and for each block the
    columns of G and of K are made once and serve every quantity::

              h columns
             +--+##+--+          G = W^T W = w^T w + G2   gram      Tr A^2 = |G|^2           squares
        n w  |  |##|  |   l      K = W^T S W = w^T l w    weighted  (A w)_i . w_i            image
             +--+##+--+          A w = w G                met       w' = 2 S w - S w G - w K
     rows W2 |  |##|  |   0      A = W W^T                          G2' = -G2 K + transpose
             +--+##+--+

    Examples
    --------
    W = (1/2, 1/2) with S = diag(2, 0), so that A = 1/4 everywhere: both losses are 9/16 + 1/16.

    >>> l, w, rest = (torch.tensor([[[x]]]) for x in (2.0, 0.5, 0.25))
    >>> survey(l, w, 2, rest)[0].flatten().tolist()
    [0.625, 0.625]
    """
    n, h = w.shape[1:]
    own = row_products(w, w)
    image, squares = torch.zeros_like(own), torch.zeros_like(own[:, 0])
    changes = own.new_zeros(2, len(w))
    for columns in blocks(0, h, max(n, h)):
        part, gram = w[:, :, columns], multiply(w.mT, w[:, :, columns])
        if rest is not None:
            gram += rest[:, :, columns]
        squares += row_products(gram, gram).sum(-1)
        weighted = None if out is None else _weigh_columns(l, w, columns)
        met = multiply(w, gram)
        image += row_products(met, part)
        if out is not None and weighted is not None:
            add_product(out[:, :n, columns], w, weighted, 0, -1)
            changes += _move(l, part, met.sub_(part), columns, out[:, :n], e)
            if rest is not None:
                changes += _lose(rest, gram, weighted, columns, out[:, n:], None if e is None else e[:, n:])
    trace = own.sum(-1) if rest is None else own.sum(-1) + rest.diagonal(dim1=-2, dim2=-1).sum(-1)
    train = (l[:, :, 0] * (1 - 2 * own + image)).sum(-1) / 2
    return torch.stack([train, (p - 2 * trace + squares) / 2]), changes


def _move(l: Tensor, part: Tensor, left: Tensor, columns: slice, out: Tensor, e: Tensor | None) -> Tensor:
    """Add 2 S W - S W G to columns of ``out``; their share of the changes. ``left`` holds columns of (A - I) W."""
    v = out[:, :, columns]
    v.addcmul_(l, left, value=-1).addcmul_(l, part)
    along = v if e is None else e[:, : v.shape[1], columns]
    return torch.stack([-row_products(v, along).sum(-1), 2 * row_products(left, along).sum(-1)])


def _lose(rest: Tensor, gram: Tensor, weighted: Tensor, columns: slice, out: Tensor, e: Tensor | None) -> Tensor:
    """Write columns of -G2 K into ``out``; their share of the changes, with gradients K / 2 and G1 + G2 - I."""
    lost = out[:, :, columns]
    add_product(lost, rest, weighted, 0, -1)
    along = 2 * lost if e is None else e[:, :, columns]
    trace = along.diagonal(-columns.start, -2, -1).sum(-1)
    return torch.stack([row_products(weighted, along).sum(-1) / 2, row_products(gram, along).sum(-1) - trace])


def _weigh_columns(l: Tensor, w: Tensor, columns: slice) -> Tensor:
    """Columns of W^T S W."""
    if columns.stop - columns.start < w.shape[2]:
        return multiply(w.mT, l * w[:, :, columns])
    root = l.sqrt() * w
    return multiply(root.mT, root)


def held_out(c: Tensor, w: Tensor, e: Tensor | None = None) -> tuple[Tensor, Tensor]:
    """(Tr C - 2 Tr A C + Tr A C A) / 2, and how it changes along a change e of w: e times A C W + C A W - 2 C W."""
    p, h = w.shape[1:]
    loss = c.diagonal(dim1=-2, dim2=-1).sum(-1).expand(len(w)) / 2
    change = torch.zeros_like(loss)
    for columns in blocks(0, h, p):
        part = w[:, :, columns]
        seen, gram = multiply(c, part), multiply(w.mT, part)
        weighted = multiply(w.mT, seen)
        loss = loss - row_products(part, seen).sum(-1) + row_products(weighted, gram).sum(-1) / 2
        if e is not None:
            moved = multiply(e, gram).sub_(e[:, :, columns], alpha=2)
            change += (row_products(moved, seen) + row_products(multiply(w, weighted), e[:, :, columns])).sum(-1)
    return loss, change
