"""Runs of the decaying and of the denoising autoencoder by another route than the package's: dense matrices in numpy.

dW/dt = M W with M = 2 C - (A D + D A) - lambda; with fixed noise C = (X Y^T + Y X^T) / 2N, D = Y Y^T / N, else C = S
and D = S + delta2, in the eigenbasis of S. For H well below p it is W that moves, else A = W W^T.
"""

import numpy as np
from scipy.integrate import solve_ivp

FIXED = "tied-noisy-inputs"
COLUMNS = 4000
"""Samples that are drawn at a time."""


def covariances(point, rng):
    """S, C and D; without fixed noise their diagonals in the eigenbasis of S."""
    p, n, noise = point.sizes["p"], point.sizes["N"], point.values.get("delta2", 0.0)
    s, c, d = np.zeros((3, p, p))
    for first in range(0, n, COLUMNS):
        x = rng.normal(size=(p, min(COLUMNS, n - first)))
        s += x @ x.T / n
        if point.model.name == FIXED:
            y = x + np.sqrt(noise) * rng.normal(size=x.shape)
            c, d = c + x @ y.T / n, d + y @ y.T / n
    if point.model.name == FIXED:
        return s, (c + c.T) / 2, d
    l = np.linalg.eigvalsh(s)
    return l, l, l + noise


def times(m, w):
    """A product with a matrix, or with a diagonal one."""
    return m[:, None] * w if m.ndim == 1 else m @ w


def trace(m, a=None):
    """Tr m, or Tr m a for a symmetric a."""
    if m.ndim == 1:
        return m.sum() if a is None else m @ np.diag(a)
    return np.trace(m) if a is None else np.sum(m * a)


def run(point, t, rng):
    """The losses of one run at times t, shape (losses, n), in the model's order."""
    p, h = point.sizes["p"], point.sizes["H"]
    decay, noise = point.values.get("lambda", 0.0), point.values.get("delta2", 0.0)
    s, c, d = covariances(point, rng)
    w = np.sqrt(point.values["sigma2"]) * rng.normal(size=(p, h))
    few = 1.4 * h < p

    def velocity(_, state):
        m = state.reshape(p, -1)
        pushed = times(d, m)
        if few:
            return (2 * times(c, m) - m @ (m.T @ pushed) - pushed @ (m.T @ m) - decay * m).ravel()
        moved = 2 * times(c, m) - (pushed + pushed.T) @ m - decay * m
        return (moved + moved.T).ravel()

    start = w if few else w @ w.T
    options = {"method": "DOP853", "t_eval": t, "rtol": 1e-5, "atol": 1e-7 * np.abs(start).max()}
    found = []
    for state in solve_ivp(velocity, (0, t[-1]), start.ravel(), **options).y.T:
        m = state.reshape(p, -1)
        a = m @ m.T if few else m
        error = trace(s) / 2 - trace(c, a) + trace(d, a @ a) / 2
        rows = {
            "train": error + decay * trace(a) / 2,
            "error": error,
            "population": p / 2 - trace(a) + (1 + noise) * np.sum(a * a) / 2,
        }
        found.append([rows[name] for name in point.model.losses])
    return np.transpose(found)


def curves(point, t, count, seed):
    """The losses of independent runs, shape (runs, losses, n)."""
    return np.array([run(point, t, np.random.default_rng([seed, k])) for k in range(count)])


def runs(point, t, count, seed):
    """Means and standard errors of independent runs."""
    found = curves(point, t, count, seed)
    return found.mean(axis=0), found.std(axis=0, ddof=1) / np.sqrt(count)


def start(point):
    """The exact mean losses at t = 0, in the model's order."""
    p, h, s = point.sizes["p"], point.sizes["H"], point.values["sigma2"]
    decay, noise = point.values.get("lambda", 0.0), point.values.get("delta2", 0.0)
    square = p * h * (1 + h + p) * s**2
    error = p / 2 - p * h * s + (1 + noise) * square / 2
    rows = {"train": error + decay * p * h * s / 2, "error": error, "population": error}
    return np.array([rows[name] for name in point.model.losses])
