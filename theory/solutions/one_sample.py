"""The program of the small-data facet and of its edge with free: the lattice of the squared bidiagonal entries of W.

A resolvent for each z is no equation for ``solve_ivp``; the Kac-van Moerbeke lattice with a force at its end, which
describes the same flow, is, and its far sites are not felt at the near end (docs/theory/small-data.md).
"""

from theory.solutions.program import CHECKED, example

START = '''"""{title}"""

import warnings

import numpy as np
from scipy.integrate import solve_ivp


def flow(tau, alpha, eta, pairs):
    """Train loss over p, and what a sample adds to the population loss, from {sites} of the lattice

    (log c_k)' = 2 (c_(k-1) - c_(k+1)) + {forces},   c_0 = 0.

    With B the bidiagonal matrix whose squared entries are c_k, g_k is the first entry of (B B^T)^(k + 1).
    """

    def velocity(_, state):
        c = np.exp(state[:-1])
        padded = np.concatenate([[0], c, [0]])
        rates = 2 * (padded[:-2] - padded[2:])
        rates[0] += {first}
        rates[1] -= 4 * c[0]
        g = moments(c)
        return np.append(rates, {drift})

    start = np.append(np.log(np.tile([alpha * eta, alpha], pairs)), 0.0)
    grid, place = np.unique(np.append(0.0, tau), return_inverse=True)
    options = {{"method": "DOP853", "t_eval": grid, "rtol": 1e-12, "atol": 1e-13}}
    found = solve_ivp(velocity, (0.0, grid[-1] or 1.0), start, **options)
    if not found.success:
        raise ValueError(found.message)
    states = found.y[:, place[1:]]
    g = moments(np.exp(states[:3]))
    return np.array([{train}, states[-1]])


def moments(c):
    """g_0, g_1, g_2."""
    return c[0], c[0] * (c[0] + c[1]), c[0] * ((c[0] + c[1]) ** 2 + c[1] * c[2])

{checked}
def losses(t, p, H, N, sigma2):
    """The losses by name, not divided by p, at times t >= 0 of the flow dW/dt = -dL/dW: arrays of shape (n,)."""
    if not np.isfinite(N):
        raise ValueError("the formula takes a finite N")
    alpha, eta, a_0 = sigma2 * p, H / p, sigma2 * H
    tau, pairs = np.atleast_1d(np.asarray(t, dtype=float)) * p / N, 20
    shorter, longer = (flow(tau, alpha, eta, n) for n in (pairs, 2 * pairs))
    while np.max(np.abs(longer - shorter)) > 1e-10 * max(1.0, {unit}):
        pairs = 2 * pairs
        if pairs > 640:
            raise ValueError("the lattice does not settle: choose earlier times or a smaller sigma2")
        shorter, longer = longer, flow(tau, alpha, eta, 2 * pairs)
    return checked({{"train": p * longer[0], "population": p / 2 * ({initial}) + N * longer[1]}})


if __name__ == "__main__":
    for name, values in losses({example}).items():
        print(name, values)
'''

WITH_TARGET = {
    "sites": "`2 pairs` sites",
    "forces": "4 (1 - c_1) at k = 1 and - 4 c_1 at k = 2",
    "first": "4 * (1 - c[0])",
    "drift": "4 * (2 * g[1] - g[2] - g[0])",
    "train": "(1 - 2 * g[0] + g[1]) / 2",
    "initial": "(1 - a_0) ** 2 + alpha * a_0",
    "unit": "a_0 * alpha",
}
WITHOUT_TARGET = WITH_TARGET | {
    "forces": "- 4 c_1 at k = 1 and at k = 2",
    "first": "-4 * c[0]",
    "drift": "-4 * g[2]",
    "train": "g[1] / 2",
    "initial": "a_0**2 + alpha * a_0",
}
PROGRAMS = {"small-data": WITH_TARGET, "small-data+free": WITHOUT_TARGET}


def one_sample_program(title: str, name: str) -> str:
    """The text of a module with ``losses(t, p, H, N, sigma2)`` for the regime of that name, one of ``PROGRAMS``."""
    shown = example(name, ["p", "H", "N", "sigma2"])
    return START.format(title=title, checked=CHECKED, example=shown, **PROGRAMS[name])
