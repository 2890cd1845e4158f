r"""Faces with weak-decay: those of the undecayed autoencoder, and the planar limit for lambda -> 0 itself.

On the small-data faces the train loss tells lambda^2 from p/N, so that lambda may be large: the penalty and the
population loss, which the few samples hardly move, then follow the pure decay of A.
"""

from functools import partial

import sympy as sp

from theory.autoencoder.expansion import coefficient
from theory.autoencoder.regimes import REGIMES
from theory.autoencoder.taylor.free import in_ratios
from theory.solutions.solution import Series, Solution
from theory.solutions.symbols import a0, alpha, decay, eta, p, t

A, S = sp.symbols("A S", commutative=False)
trace = sp.Function("tr")
MOVING = sp.Function("A", commutative=False)(t)
VELOCITY = 2 * (S * MOVING + MOVING * S) - (S * MOVING**2 + 2 * MOVING * S * MOVING + MOVING**2 * S)


def expansion(name: str, order: int) -> Series:
    """The undecayed coefficients, and on small-data faces those of pure decay."""
    known = REGIMES[name].series(order)
    train, population = list(known.train), list(known.population)
    if "small-data" in name:
        for n in range(order + 1):
            train[n] += decay * alpha * eta / 2 * power(2, n)
            population[n] += sum((c * power(2 * k, n) for k, c in by_power(population[0]).items() if n and k), 0)
    return {
        "train": tuple(map(sp.expand, train)),
        "error": known.train,
        "population": tuple(map(sp.expand, population)),
    }


def power(rate: int, n: int) -> sp.Expr:
    """The coefficient of t^n of e^{-rate lambda t}."""
    return (-rate * decay) ** n / sp.factorial(n)


def by_power(start: sp.Expr) -> dict[int, sp.Expr]:
    """The population loss over p at the start by its powers of A(0), which are those of alpha at fixed eta."""
    return {k: c * alpha**k for (k,), c in sp.Poly(start, alpha).terms()}


def planar(order: int) -> Series:
    """The planar part of the undecayed expansion."""
    found = {
        loss: tuple(in_ratios(coefficient(loss, s, planar=True)) for s in range(order + 1))
        for loss in ("train", "population")
    }
    return {"train": found["train"], "error": found["train"], "population": found["population"]}


def solved(name: str) -> Solution:
    """The face of a regime of the undecayed autoencoder."""
    known, few = REGIMES[name], "small-data" in name
    powers = by_power(known.series(0).population[0]) if few else {}
    shift = p * sum((c * (sp.exp(-2 * k * decay * t) - 1) for k, c in powers.items()), sp.Integer(0))
    return Solution(
        model="tied-weight-decay",
        name=f"{name}+weak-decay",
        losses={
            "train": known.train + (decay / 2 * p * a0 * sp.exp(-2 * decay * t) if few else 0),
            "error": known.train,
            "population": known.population + shift.subs(eta, a0 / alpha),
        },
        kind=known.solution,
        where=known.where,
        domain=f"{'finite N, lambda t < 1' if few else 'all sizes'}, t >= 0",
        source=known.source,
        expansion=partial(expansion, name),
        any_spectrum="-data" not in name and name != "free",
        beyond=few,
    )


INTERIOR = Solution(
    model="tied-weight-decay",
    name="weak-decay",
    losses={
        "train": p / 2 * trace((1 - A) * S * (1 - A)),
        "error": p / 2 * trace((1 - A) * S * (1 - A)),
        "population": p / 2 * trace((1 - A) ** 2),
    },
    kind="series",
    where=(sp.Eq(sp.Derivative(MOVING, t), VELOCITY, evaluate=False),),
    domain="H/p and p/N not extreme, t >= 0 as far as the accuracy reaches",
    source="docs/theory/weight-decay.md",
    expansion=planar,
)

SOLUTIONS = (INTERIOR, *(solved(name) for name in REGIMES))
