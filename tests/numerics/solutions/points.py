"""Points of the solved models, which the tests of their limits share."""

from numerics.models.point import Point
from theory.models import load
from theory.solutions import MODELS, solutions

CASES = [(model, name) for model in MODELS for name in solutions(model)]
PLANAR = {
    *(("tied-weight-decay", name) for name in ("free", "weak-decay", "free+weak-decay")),
    *(("tied-noisy-inputs", name) for name in ("free", "weak-noise", "free+weak-noise", "free+strong-noise")),
    *(("tied-fresh-noise", name) for name in ("weak-noise", "free+weak-noise")),
}
"""Faces whose numbers are those of the planar limit, with its accuracy and up to its times."""
VALUES = {"sigma2": 0.01, "lambda": 0.3, "delta2": 0.4}


def of(*models):
    """The solved regimes of some models."""
    return [case for case in CASES if case[0] in models]


def point(model, p=120, h=60, n=100, **values):
    """A point of a model with sizes p, H and N."""
    found = load(model)
    return Point(found, {"p": p, "H": h, "N": n}, {name: values.get(name, VALUES[name]) for name in found.scalars})
