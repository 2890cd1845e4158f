r"""Faces with weak-decay: those of the undecayed autoencoder, and the planar limit for lambda -> 0 itself.

On the small-data faces the train loss tells lambda^2 from p/N, so that lambda may be large: the penalty stays at its
value at the start, and the population loss, which the few samples hardly move, falls or rises by the decay's first
order.
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
    """The undecayed coefficients, and on small-data faces the decay's first order."""
    known = REGIMES[name].series(order)
    train, population = list(known.train), list(known.population)
    if "small-data" in name:
        train[0] += decay * alpha * eta / 2
        if order:
            population[1] += first_order(population[0])
    return {"train": tuple(train), "error": known.train, "population": tuple(map(sp.expand, population))}


def first_order(start: sp.Expr) -> sp.Expr:
    """The rate of the population loss as A shrinks by e^{-2 lambda t}, from its value at the start."""
    return -2 * decay * alpha * sp.diff(start, alpha)


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
    start = known.series(0).population[0]
    shift = p * first_order(start).subs(alpha * eta, a0) * t if few else sp.Integer(0)
    return Solution(
        model="tied-weight-decay",
        name=f"{name}+weak-decay",
        losses={
            "train": known.train + (decay / 2 * p * a0 if few else 0),
            "error": known.train,
            "population": known.population + shift,
        },
        kind=known.solution,
        where=known.where,
        domain=f"{'finite N' if few else 'all sizes'}, t >= 0",
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
