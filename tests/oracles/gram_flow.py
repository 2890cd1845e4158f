"""The untied autoencoder by its map F = V U and its Gram matrices P = V V^T and Q = U^T U, for any H at the cost of p.

With R = 1 - F and weight decay lambda (docs/theory/untied.md, (UT2))

    F' = R S Q + P R S - 2 lambda F,   P' = R S F^T + F S R^T - 2 lambda P,   Q' = S R^T F + F^T R S - 2 lambda Q.

The start is drawn as the triangular factor of the Gram matrix of (V^T, U), whose entries are independent (Bartlett),
and the integrator is scipy's: nothing is shared with the package but the model.
"""

from dataclasses import dataclass

import numpy as np
from scipy.integrate import solve_ivp

RTOL, ATOL = 1e-5, 1e-7
"""Of F, P and Q, whose entries are of order one at most: losses err by less than 1e-4 of L(0)."""


def factor(rng, rows, columns):
    """R with R^T R distributed like G^T G, G Gaussian with independent entries of variance one, rows >= columns."""
    if rows <= 3 * columns:
        return rng.normal(size=(rows, columns))
    r = np.triu(rng.normal(size=(columns, columns)), 1)
    r[np.diag_indices(columns)] = np.sqrt(rng.chisquare(rows - np.arange(columns)))
    return r


@dataclass
class GramFlow:
    """One run: eigenvalues l of S, the population covariance C in their basis, and the state."""

    l: np.ndarray
    c: np.ndarray
    decay: float
    state: np.ndarray

    @property
    def p(self):
        return self.l.size

    def velocity(self, _, y):
        f, gram_v, gram_u = y.reshape(3, self.p, self.p)
        seen = slice(int(np.sum(self.l < 1e-12 * self.l[-1])), None)  # the others do not move anything
        rs = ((np.eye(self.p) - f) * self.l)[:, seen]
        grown, other = rs @ f[:, seen].T, np.zeros_like(f)
        other[:, seen] = f.T @ rs
        moved = rs @ gram_u[seen]
        moved[:, seen] += gram_v @ rs
        return np.stack([moved, grown + grown.T, other + other.T]).ravel() - 2 * self.decay * y

    def losses(self):
        """Train loss with the penalty, error and population loss."""
        f, gram_v, gram_u = self.state.reshape(3, self.p, self.p)
        r = np.eye(self.p) - f
        error, population = np.sum(r * r * self.l) / 2, np.sum(r @ self.c * r) / 2
        return error + self.decay / 2 * np.trace(gram_v + gram_u), error, population

    def curves(self, t):
        """Losses at the times, shape (3, n)."""
        found, now = [], 0.0
        for time in t:
            if time > now:
                flow = solve_ivp(self.velocity, (now, time), self.state, t_eval=[time], rtol=RTOL, atol=ATOL)
                self.state, now = flow.y[:, -1], time
            found.append(self.losses())
        return np.array(found).T


def run(rng, p, h, n, sigma2, decay=0.0, covariance=None):
    """A run at its start, H >= p, from samples of a covariance with these eigenvalues."""
    variances = np.ones(p) if covariance is None else np.asarray(covariance)
    samples = np.sqrt(variances)[:, None] * rng.normal(size=(p, n))
    l, basis = np.linalg.eigh(samples @ samples.T / n)
    weights = np.sqrt(sigma2) * factor(rng, h, 2 * p)
    v, u = weights[:, :p].T, weights[:, p:]
    start = np.stack([v @ u, v @ v.T, u.T @ u]).ravel()
    return GramFlow(l.clip(min=0), (basis.T * variances) @ basis, decay, start)


def simulated(point, t, runs, seed=0, covariance=None):
    """Means and standard errors by the losses' names."""
    sizes, values = point.sizes, point.values
    at = sizes["p"], sizes["H"], sizes["N"], values["sigma2"], values.get("lambda", 0.0), covariance
    found = np.array([run(np.random.default_rng([seed, k]), *at).curves(t) for k in range(runs)])
    rows = dict(zip(("train", "error", "population"), range(3), strict=True))
    means, spread = found.mean(axis=0), found.std(axis=0, ddof=1) / np.sqrt(runs)
    names = point.model.losses
    return {name: means[rows[name]] for name in names}, {name: spread[rows[name]] for name in names}
