"""Faces on which A and the covariance commute, in numbers: means over pairs of eigenvalues (a(0), l)."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.special import exprel

from numerics.autoencoder.losses import exponential
from numerics.autoencoder.spectrum import MarchenkoPastur
from numerics.methods.arrays import Array
from numerics.methods.quadrature import COARSEST, TINY, Rule, Spectrum, converge
from numerics.models.point import Point
from numerics.solutions.denoising.spectra import LAWS, named
from numerics.solutions.limit import ratios
from theory.solutions.denoising.commuting import NARROW, WISHART, Commuting
from theory.solutions.denoising.terms import Terms

FLOOR = 0.5
"""The loss over p of no learning: what a loss is measured by that is that less what was learned."""


class Pairs(NamedTuple):
    """Eigenvalues a(0) and l, weights, and the population variances, all of shape (n, 1)."""

    start: Array | float
    l: Array
    w: Array
    c: Array | None


def moved(terms: Terms, pairs: Pairs, noise: float, t: Array) -> tuple[Array, Array]:
    """a(t) and 1 - a(t) from a(0) >= 0 on the eigenvalue l: no overflow, and no cancellation where a tends to 1.

    With x = 4 l t, a(t) = a e^x / (1 + 4 b a t exprel(x)); both of its parts are divided by the larger of 1 and e^x.
    The gap is meant where target and reconstruction lead, l >= 0.
    """
    x = 4 * terms.target * pairs.l * t
    shrunk = np.exp(-np.abs(x))
    grown, rest = np.where(x > 0, 1.0, shrunk), np.where(x > 0, shrunk, 1.0)
    steady = 4 * pairs.start * t * exprel(-np.abs(x))
    leak = terms.noise * noise * steady
    below = rest + terms.reconstruction * pairs.l * steady + leak
    return pairs.start * grown / below, ((1 - pairs.start) * rest + leak) / below


def losses(terms: Terms, pairs: Pairs, noise: float, t: Array) -> Array:
    """Train loss and, where population variances are known, population loss over p, shape (1 or 2, n)."""
    a, gap = moved(terms, pairs, noise, t)
    passed = noise * a**2 / 2 if terms.noise else 0.0

    def loss(variance: Array, start: Array | float, deviation: int) -> Array:
        if terms.target and terms.reconstruction:
            return variance * gap**2 / 2 + passed
        kept = variance * a**2 / 2 if terms.reconstruction else 0.0
        return terms.target * (start / 2 - deviation * variance * a) + kept + passed

    found = [loss(pairs.l, pairs.l if terms.deviation else 1.0, 1)]
    if pairs.c is not None:
        found.append(loss(pairs.c, pairs.c, terms.deviation))
    return np.stack([(pairs.w * each).sum(axis=0) for each in found])


def curves(face: Commuting, t: Array, point: Point, spectrum: Spectrum | None = None) -> dict[str, Array]:
    """Both losses at times t."""
    terms = face.terms
    alpha, eta, _ = ratios(point)
    noise, law = point.values["delta2"], spectrum or LAWS[face.covariance](point)
    if not (terms.reconstruction or terms.noise):
        exponential(4 * law.rule(COARSEST).l.max() * t)
    if face.weights is WISHART:
        return named(point, over(terms, lambda rule: of_weights(rule, alpha * eta), noise, t, MarchenkoPastur(1 / eta)))

    def from_start(a: float) -> Array:
        return over(terms, lambda rule: of_covariance(rule, a), noise, t, law)

    if face.weights is NARROW:
        idle = from_start(0.0)
        return named(point, idle + eta * (from_start(alpha) - idle))
    return named(point, from_start(alpha * eta))


def over(terms: Terms, pairs: Callable[[Rule], Pairs], noise: float, t: Array, law: Spectrum) -> Array:
    """The losses over p as means over the law, which is that of a(0) or of l."""
    floor = FLOOR if terms.target and not terms.reconstruction else TINY
    return converge(lambda rule: losses(terms, pairs(rule), noise, t), law, floor=floor)


def of_weights(rule: Rule, scale: float) -> Pairs:
    """l = 1, and a(0) of the rule times the scale."""
    one = np.ones((rule.l.size, 1))
    return Pairs(scale * rule.l[:, None], one, rule.w[:, None], one)


def of_covariance(rule: Rule, start: float) -> Pairs:
    """l of the rule, and a(0) the same for all."""
    return Pairs(start, rule.l[:, None], rule.w[:, None], None if rule.c is None else rule.c[:, None])
