r"""Small-data faces in numbers: the flow in the span of one sample and its noisy version, and what it meets of A.

A Gaussian W starts from e and f as two chains: lower bidiagonal matrices with sqrt(a0) on the diagonal and sqrt(alpha)
below, the Golub-Kahan form; the flow mixes them.

    e-chain [ x          ]        x = sqrt(a0), y = sqrt(alpha); e and f are the first unit vectors of their chains.
            [ y  x       ]        A chain of n columns is the exact flow of an (n + 1) x n matrix; its end is felt in
            [    y  x    ]        the span through n steps only, an error that falls faster than exponentially in n:
            [       y  .. ]       chains are made longer until nothing changes.

The train loss is |u - sqrt(d) A e|^2 / 2 for D = d e e^T and C = (u e^T + e u^T) sqrt(d) / 2: it does not cancel.
"""

from collections.abc import Callable

import numpy as np
from scipy.special import exprel

from numerics.autoencoder.losses import exponential
from numerics.errors import ConvergenceError
from numerics.methods.arrays import Array
from numerics.methods.ode import solved
from numerics.methods.quadrature import largest_change
from numerics.models.point import Point
from numerics.solutions.denoising.spectra import named
from numerics.solutions.limit import ratios
from theory.solutions.denoising.pair import CHAINS, FEW, PLANE, Pair, Start
from theory.solutions.denoising.pair_series import RING, started
from theory.solutions.denoising.pair_terms import PairTerms
from theory.solutions.polynomials import Poly

LENGTHS = (12, 18, 27, 40, 60, 90, 135)
ODE_RTOL, ODE_ATOL = 2.3e-14, 1e-17  # the tightest that scipy takes: it averages errors over all elements
MOST = 3e4
AGREEMENT = 1e-11  # of two lengths, in both losses over p


class Span:
    """C and D of a face at a value of delta2; e and f are the rows ``heads`` of a state W."""

    def __init__(self, terms: PairTerms, noise: float) -> None:
        chance = terms.chance * np.sqrt(noise) / 2
        self.terms = terms
        self.covariance = np.array([[terms.signal, chance], [chance, 0.0]])
        self.power = terms.reconstruction + terms.noise * noise
        self.weight = terms.error + terms.passed * noise

    def velocity(self, w: Array, heads: list[int]) -> Array:
        """M W, where M = 2 E C E^T - d (A e e^T + e e^T A)."""
        span = w[heads]
        reached = w @ span[0]
        moved = -self.power * np.outer(reached, span[0])
        moved[heads] += 2 * self.covariance @ span
        moved[heads[0]] -= self.power * (reached @ w)
        return moved

    def train(self, w: Array, heads: list[int]) -> float:
        """The train loss of the sample over p."""
        span = w[heads]
        if not self.power:
            return float(self.terms.target / 2 - np.sum(self.covariance * (span @ span.T)))
        missed = np.sqrt(self.power) * (w @ span[0])
        missed[heads] -= np.array([1, 2]) * self.covariance[0] / np.sqrt(self.power)
        return float(missed @ missed / 2)

    def rate(self, w: Array, heads: list[int]) -> float:
        """How fast the sample changes the population loss."""
        span = w[heads]
        reached = span @ w.T
        first, second = span @ span.T, reached @ reached.T
        spread, learned = np.sum(self.covariance * second), np.sum(self.covariance * first)
        if self.power:
            spread -= self.power * np.sum((reached[0] @ w) ** 2)
            learned -= self.power * second[0, 0]
        return float(4 * (self.weight * spread - self.terms.deviation * learned))


def chains(alpha: float, a0: float, n: int) -> tuple[Array, list[int]]:
    """W as two chains of n columns each, and the rows of e and f."""
    one = np.sqrt(a0) * np.eye(n + 1, n) + np.sqrt(alpha) * np.eye(n + 1, n, k=-1)
    return np.kron(np.eye(2), one), [0, n + 1]


def require_few_steps(span: Span, alpha: float, a0: float, tau: Array) -> None:
    """Refuse what takes the integrator hours: its steps are limited by the fastest rate, d times the largest of A."""
    steps = span.power * (np.sqrt(alpha) + np.sqrt(a0)) ** 2 * tau.max(initial=0.0)
    if steps > MOST:
        raise ConvergenceError(
            f"small data at alpha = {alpha:.6g}, a0 = {a0:.6g}: about {steps:.1g} steps, more than {MOST:g}: "
            "give an earlier --t-max"
        )


def integrated(span: Span, w: Array, heads: list[int], tau: Array) -> Array:
    """Train loss over p and the change of the population loss per sample, shape (2, n), by DOP853."""

    def velocity(_: float, state: Array) -> Array:
        here = state[:-1].reshape(w.shape)
        return np.append(span.velocity(here, heads), span.rate(here, heads))

    grid, place = np.unique(tau, return_inverse=True)
    options = {"method": "DOP853", "t_eval": grid, "rtol": ODE_RTOL, "atol": ODE_ATOL}
    found = solved(velocity, (0.0, grid[-1] or 1.0), np.append(w, 0.0), "flow of a pair, tau = {time}", **options)
    train = [span.train(state[:-1].reshape(w.shape), heads) for state in found.y.T]
    return np.array([train, found.y[-1]])[:, place]


def wishart(span: Span, tau: Array, alpha: float, a0: float) -> Array:
    """The same from chains, made longer until they agree."""
    require_few_steps(span, alpha, a0, tau)
    found = integrated(span, *chains(alpha, a0, LENGTHS[0]), tau)
    for n in LENGTHS[1:]:
        shorter, found = found, integrated(span, *chains(alpha, a0, n), tau)
        change = largest_change(shorter, found, 1.0)
        if change <= AGREEMENT:
            return found
    raise ConvergenceError(
        f"small-data chains at alpha = {alpha}, a0 = {a0} still change by {change:.1e} at {n} columns"
    )


def wide(span: Span, tau: Array, _: float, a0: float) -> Array:
    """The same where A starts as a0 times the identity: the span is left by nothing."""
    require_few_steps(span, 0.0, a0, tau)
    return integrated(span, np.sqrt(a0) * np.eye(2), [0, 1], tau)


def narrow(span: Span, tau: Array, alpha: float, a0: float) -> Array:
    """The same for a few columns: A = a0 e^{2 B tau} in the span, B = 2 C - alpha D, and A^k = alpha^(k-1) A."""
    power = np.diag([span.power, 0.0])
    rates, vectors = np.linalg.eigh(2 * span.covariance - alpha * power)

    def along(form: Array) -> Array:
        return np.einsum("ik,ij,jk->k", vectors, form, vectors)

    grown = a0 * exponential(2 * rates[:, None] * tau)
    learned = a0 * tau * exprel(2 * rates[:, None] * tau)
    train = span.terms.target / 2 + along(alpha * power / 2 - span.covariance) @ grown
    return np.array(
        [train, 4 * (span.weight * alpha - span.terms.deviation) * (along(span.covariance - alpha * power) @ learned)]
    )


SOLVERS: dict[Start, Callable[[Span, Array, float, float], Array]] = {CHAINS: wishart, PLANE: wide, FEW: narrow}


def curves(face: Pair, t: Array, point: Point) -> dict[str, Array]:
    """Both losses at times t; the population loss moves by N times the change per sample."""
    alpha, eta, nu = ratios(point)
    span = Span(face.terms, point.values["delta2"])
    if not span.power:
        exponential(8 * np.linalg.eigvalsh(span.covariance)[-1] * nu * t)
    train, change = SOLVERS[face.law](span, nu * t, alpha, alpha * eta)
    beside = [polynomial(powers, point, t) for powers in started(face.terms, face.law.moments(RING))]
    return named(point, np.array([train + beside[0], beside[1] + change / nu]))


def polynomial(series: list[Poly], point: Point, t: Array) -> Array:
    """Powers of t whose coefficients are polynomials in the ratios and the root of delta2."""
    numbers = (*ratios(point), np.sqrt(point.values["delta2"]))
    values = [sum(float(c) * np.prod(np.power(numbers, powers)) for powers, c in f.terms()) for f in series]
    return np.polynomial.polynomial.polyval(t, values)
