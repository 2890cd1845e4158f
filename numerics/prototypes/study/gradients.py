"""Gradients of the energies of a batch of Gaussian MLPs in closed form (derived in docs/study.md).

``f(x) = sum_j a_j exp(-|w_j x + b_j|^2)``. Axes: R runs, K of them with some structural term, N samples, M neurons,
d dimensions. The weights of a batch are one tensor (R, d + 2, M) with the rows w, b_1 ... b_d, a.

Two thirds of the time goes to exponentials and sums over (N, M), so the former are powers of two of scaled arguments
(torch's ``exp`` takes six times longer where it underflows) and the latter products with a few rows.
"""

from dataclasses import dataclass, field
from math import e, log2, sqrt

import torch
from torch import Tensor

STRUCTURAL = ("coverage", "separation", "overlap")
STRETCH = sqrt(log2(e))  # exp(-z^2) = 2^-(STRETCH z)^2


@dataclass(frozen=True)
class Term:
    """The K runs under one structural term, and what does not change about them."""

    runs: Tensor | None  # (K,), None for all
    rows: Tensor  # (K, d + 2, N): the coefficient with all its constant factors times 1, x_1 ... x_d, |x|^2
    factor: Tensor  # (K, 1, 1): that coefficient
    stretch: Tensor  # (K, 1, 1): exp(-z^2 / tau) = 2^-(stretch z)^2
    stretched: Tensor  # (K, N, d): the samples times stretch

    def of(self, values: Tensor) -> Tensor:
        """The rows (K, ...) of ``values`` (R, ...) that belong to these runs."""
        return values if self.runs is None else values[self.runs]

    def add(self, values: Tensor, own: Tensor) -> None:
        """``own`` (K, ...) to the rows of ``values`` (R, ...) that belong to these runs."""
        values.add_(own) if self.runs is None else values.index_add_(0, self.runs, own)


@dataclass(frozen=True)
class Batch:
    """Samples (R, N, d), labels (R, N); per run (R,) the coefficients of the four terms and both temperatures."""

    samples: Tensor
    labels: Tensor
    neurons: int
    fit: Tensor
    coverage: Tensor
    separation: Tensor
    overlap: Tensor
    tau: Tensor
    coverage_tau: Tensor
    floor: float
    features: Tensor = field(init=False)  # (R, d + 2, N): 1, x_1 ... x_d, |x|^2
    terms: dict[str, Term] = field(init=False)  # those that are on in some run

    def __post_init__(self) -> None:
        x = self.samples.transpose(1, 2)
        features = torch.cat([torch.ones_like(x[:, :1]), x, x.square().sum(1, keepdim=True)], dim=1)
        object.__setattr__(self, "features", features)
        object.__setattr__(self, "terms", {name: self._term(name) for name in STRUCTURAL if getattr(self, name).any()})

    def _term(self, name: str) -> Term:
        samples, pairs = self.labels.shape[1], self.neurons * (self.neurons - 1)
        constants = {
            "coverage": 2 / samples * self.coverage,
            "separation": -4 / pairs * self.separation / self.tau,
            "overlap": 2 / (pairs * samples) * self.overlap,
        }
        runs = torch.nonzero(getattr(self, name)).squeeze(1)
        factor = constants[name][runs, None, None]
        tau = (self.coverage_tau if name == "coverage" else self.tau)[runs, None, None]
        stretch, everywhere = STRETCH / tau.sqrt(), len(runs) == len(self.labels)
        rows, stretched = factor * self.features[runs], stretch * self.samples[runs]
        return Term(None if everywhere else runs, rows, factor, stretch, stretched)


def split(weights: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """w (R, 1, M), b (R, d, M), a (R, 1, M)."""
    return weights[:, :1], weights[:, 1:-1], weights[:, -1:]


def guarded(w: Tensor, floor: float) -> Tensor:
    """``w`` pushed away from zero to modulus at least ``floor``, keeping its sign."""
    return torch.copysign(w.abs().clamp_min(floor), w)


def responses(samples: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """Hidden activations (R, N, M)."""
    w, b = STRETCH * w, STRETCH * b
    return _powers([torch.addcmul(b[:, k, None], samples[:, :, k, None], w) for k in range(samples.shape[-1])])


def gradient(batch: Batch, weights: Tensor) -> Tensor:
    """Gradient of the total energy of every run by its own weights, shape of ``weights``."""
    w, b, a = split(weights)
    phi = responses(batch.samples, w, b)
    output, crowd = (phi @ torch.cat([a, torch.ones_like(a)], dim=1).transpose(1, 2)).unbind(-1)
    pull = (2 / batch.labels.shape[1] * batch.fit)[:, None] * (output - batch.labels)
    moments = (batch.features * pull[:, None]) @ phi
    by_a = moments[:, :1].clone()
    moments *= a
    _add_overlap(batch, phi, crowd, moments)
    zeroth, first, second = split(moments)
    by_w = (w * second).add_((b * first).sum(1, keepdim=True)).mul_(-2)
    by_b = (w * first).addcmul_(b, zeroth).mul_(-2)
    _add_centre_terms(batch, w, b, by_w, by_b)
    return torch.cat([by_w, by_b, by_a], dim=1)


def _add_overlap(batch: Batch, phi: Tensor, crowd: Tensor, moments: Tensor) -> None:
    """Moments over the samples of ``phi dO/dphi = 2 phi_ij (sum_k phi_ik - phi_ij) / (M (M - 1) N)``, added."""
    if term := batch.terms.get("overlap"):
        p = term.of(phi)
        term.add(moments, torch.baddbmm(term.rows @ (p * p), term.rows * term.of(crowd)[:, None], p, beta=-1))


def _add_centre_terms(batch: Batch, w: Tensor, b: Tensor, by_w: Tensor, by_b: Tensor) -> None:
    """Chain rule ``dE/db = -E_c / w``, ``dE/dw = -c E_c / w``, where w is not at its floor."""
    slopes = [(term, slope) for name, slope in SLOPES.items() if (term := batch.terms.get(name))]
    if slopes:
        divisor = guarded(w, batch.floor)
        c, by_centre = -b / divisor, torch.zeros_like(b)
        for term, slope in slopes:
            term.add(by_centre, slope(term, term.of(c)))
        by_centre /= divisor
        by_b -= by_centre
        by_w -= (c * by_centre).sum(1, keepdim=True) * (divisor == w)


def _coverage_slope(term: Term, c: Tensor) -> Tensor:
    """``(2/N) sum_i rho_ij (c_j - x_i)``, rho the softmax over j of ``-|x_i - c_j|^2 / tau``."""
    power = _powers(_steps(term.stretched, term.stretch * c), relative=True)
    return _mean_step(c, (term.rows[:, :-1] / power.sum(-1)[:, None]) @ power)


def _separation_slope(term: Term, c: Tensor) -> Tensor:
    """``-4 / (tau M (M - 1)) sum_k exp(-|c_j - c_k|^2 / tau) (c_j - c_k)``."""
    scaled = term.stretch * c
    power = _powers(_steps(scaled.transpose(1, 2), scaled))
    return term.factor * _mean_step(c, torch.cat([torch.ones_like(c[:, :1]), c], dim=1) @ power)


SLOPES = {"coverage": _coverage_slope, "separation": _separation_slope}  # by the centres (K, d, M)


def _mean_step(c: Tensor, sums: Tensor) -> Tensor:
    """``sum_i k_ij (c_j - y_i)`` from the sums of k and of k y, (K, d + 1, M)."""
    return torch.addcmul(-sums[:, 1:], c, sums[:, :1])


def _steps(points: Tensor, c: Tensor) -> list[Tensor]:
    """``y_i - c_j`` by dimension, each (K, N, M)."""
    return [points[:, :, k, None] - c[:, k, None] for k in range(c.shape[1])]


def _powers(steps: list[Tensor], *, relative: bool = False) -> Tensor:
    """``2^-|z|^2`` from the components of z, which it overwrites; relative to the largest of each row if asked."""
    square = steps[0].mul_(steps[0])
    for step in steps[1:]:
        square.addcmul_(step, step)
    return (square.amin(-1, keepdim=True) - square if relative else square.neg_()).exp2_()
