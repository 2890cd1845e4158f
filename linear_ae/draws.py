"""Random starts of the experiment, drawn from their exact laws with as few random numbers as those need."""

import math

import numpy as np
from scipy.linalg import eigvalsh_tridiagonal

from linear_ae.arrays import Array

ROWS = 512  # that are drawn at a time where they need not be kept


def wishart_eigenvalues(p: int, n: float, rng: np.random.Generator) -> Array:
    """Eigenvalues of X X^T / n for a p x n Gaussian X, ascending, shape (p,); all ones for n = inf.

    Householder bidiagonalization turns X into a bidiagonal matrix of independent chi variables (Silverstein 1985;
    Dumitriu and Edelman, arXiv:math-ph/0206043, section III.B): O(p) random numbers and O(p^2) work.
    """
    if math.isinf(n):
        return np.ones(p)
    small, large = sorted((p, int(n)))
    diagonal = np.sqrt(rng.chisquare(large - np.arange(small)))
    below = np.sqrt(rng.chisquare(small - 1 - np.arange(small - 1)))
    squares = diagonal**2
    squares[1:] += below**2
    nonzero = eigvalsh_tridiagonal(squares, diagonal[:-1] * below).clip(min=0.0) / n
    return np.concatenate([np.zeros(p - small), nonzero])


def sample_eigenbasis(variances: Array, n: float, rng: np.random.Generator) -> tuple[Array, Array]:
    """Eigenvalues of S = X X^T / n, ascending, shape (p,), and C in its eigenbasis, shape (p, p).

    X is p x n with independent columns N(0, C), C = diag(variances). Where n >= p a triangular root of S is drawn, by
    Bartlett's decomposition, so that the cost does not grow with n; n = inf is S = C.
    """
    p = variances.size
    if math.isinf(n):
        ascending = np.sort(variances)
        return ascending, np.diag(ascending)
    root = gaussian_root(p, int(n), 1 / n, rng) if n >= p else gaussian_weights(p, int(n), 1 / n, rng)
    root *= np.sqrt(variances)[:, None]
    l, v = np.linalg.eigh(root @ root.T)
    l[: p - min(int(n), int(np.count_nonzero(variances)))] = 0.0  # zero but for rounding
    return l.clip(min=0.0), (v.T * variances) @ v


def gaussian_weights(p: int, H: int, sigma2: float, rng: np.random.Generator) -> Array:
    """W of shape (p, H) with independent N(0, sigma2) entries."""
    w = rng.standard_normal((p, H))
    w *= math.sqrt(sigma2)
    return w


def gaussian_root(p: int, H: int, sigma2: float, rng: np.random.Generator) -> Array:
    """A lower triangular root of A = W W^T, shape (p, p), for H >= p, by Bartlett's decomposition.

    It is W times an orthogonal matrix, and the cost does not grow with H.
    """
    lower = rng.standard_normal((p, p))
    for i in range(p):
        lower[i, i:] = 0
    lower[np.diag_indices(p)] = np.sqrt(rng.chisquare(H - np.arange(p)))
    lower *= math.sqrt(sigma2)
    return lower


def gaussian_gram(p: int, H: int, sigma2: float, rng: np.random.Generator) -> Array:
    """A = W W^T of shape (p, p) for H >= p."""
    root = gaussian_root(p, H, sigma2, rng)
    return root @ root.T


def compressed_weights(p: int, H: int, empty: int, sigma2: float, rng: np.random.Generator) -> Array:
    """The rows of W after the first ``empty``, above W2^T W2 of those first ones: shape (p - empty + H, H)."""
    y = np.zeros((p - empty + H, H))
    own, gram = y[: p - empty], y[p - empty :]
    for start in range(0, empty, ROWS):
        part = gaussian_weights(min(ROWS, empty - start), H, sigma2, rng)
        gram += part.T @ part
    rng.standard_normal(out=own)
    own *= math.sqrt(sigma2)
    return y
