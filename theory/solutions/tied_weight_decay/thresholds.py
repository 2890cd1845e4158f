r"""What weight decay kills, and where the flow ends: exact statements (docs/theory/weight-decay.md).

At the end A and S commute, at every size. A mode l of S either is learned up to its capacity 1 - lambda / (2 l) or is
dead; modes with l <= lambda / 2 are dead, so that lambda >= 2 max(l) kills the whole model: 2 for S = I. From Gaussian
weights the flow ends, with probability one, where the loss is smallest: all other rest points are saddles (Kunin,
Bloom, Goeva and Seed 2019). What a mode gains grows with l, so that the H largest live if there are more.

>>> capacity(sp.Integer(1)).subs(decay, 2), fatal_decay(sp.Integer(1))
(0, 2)
>>> end([sp.Integer(4), sp.Integer(1)], latent=1)["error"].subs(decay, 1)
17/32
"""

from collections.abc import Callable, Sequence

import sympy as sp

from theory.solutions.laws import over_samples
from theory.solutions.symbols import decay, nu, p

l = sp.Symbol("l", positive=True)
"""An eigenvalue of S."""


def capacity(l: sp.Expr) -> sp.Expr:
    """Where a mode ends that has a latent unit: a soft threshold, 0 for l <= lambda / 2."""
    return sp.Integer(0) if l == 0 else sp.Max(0, 1 - decay / (2 * l))


def velocity(a: sp.Expr, l: sp.Expr) -> sp.Expr:
    """That of an eigenvalue a of A on a mode l of S; at a stable rest point its derivative by a is negative."""
    return 4 * l * a * (1 - a) - 2 * decay * a


def fatal_decay(l: sp.Expr) -> sp.Expr:
    """The lambda that just kills a mode; that of the largest mode kills the whole model."""
    return 2 * l


def gain(l: sp.Expr) -> sp.Expr:
    """By how much a living mode lowers the train loss: (2 l - lambda)^2 / (8 l), which grows with l."""
    return (2 * l - decay) ** 2 / (8 * l)


def mode(l: sp.Expr, c: sp.Expr, a: sp.Expr) -> dict[str, sp.Expr]:
    """What a mode adds to the losses at the eigenvalue a of A; c is the population's variance along it."""
    error = l * (1 - a) ** 2 / 2
    return {"train": error + decay * a / 2, "error": error, "population": c * (1 - a) ** 2 / 2}


def end(l: Sequence[sp.Expr], latent: int, c: Sequence[sp.Expr] | None = None) -> dict[str, sp.Expr]:
    """The losses at t = inf for the eigenvalues l of S, in descending order, and H = ``latent`` units, of any number.

    ``c`` are the population's variances along the modes, all 1 if left out.
    """
    ends = [capacity(x) if place < latent else sp.Integer(0) for place, x in enumerate(l)]
    modes = [mode(x, y, a) for x, y, a in zip(l, c or [sp.Integer(1)] * len(l), ends, strict=True)]
    return {name: sp.Add(*(each[name] for each in modes)) for name in ("train", "error", "population")}


def gaussian_end() -> dict[str, sp.Expr]:
    """The losses at t = inf with Gaussian samples and H >= p, to leading order in p: means over Marchenko-Pastur."""

    def share(name: str) -> Callable[[sp.Expr], sp.Expr]:
        return lambda x: mode(x, sp.Integer(1), capacity(x))[name]

    return {name: p * over_samples(share(name)) for name in ("train", "error", "population")}


def gaussian_end_of_all() -> dict[str, sp.Expr]:
    """The same in closed form while every mode lives, lambda <= 2 (1 - sqrt nu)^2 and nu < 1.

    The means of 1/l and 1/l^2 over the Marchenko-Pastur law are 1 / (1 - nu) and 1 / (1 - nu)^3.
    """
    error = p * decay**2 / (8 * (1 - nu))
    return {"train": p * decay / 2 - error, "error": error, "population": p * decay**2 / (8 * (1 - nu) ** 3)}
