"""What every loss curve obeys, at whatever sizes: bounds that a limit's formula can break.

Losses are not negative. The train loss only falls along its flow. W W^T has rank H: Tr (I - A) S (I - A) / 2 is at
least half the sum of the eigenvalues of S beyond the H largest (Eckart and Young, Psychometrika 1, 211, 1936), and
likewise for the covariance of the population (docs/theory/interior.md, Late times; docs/theory/given-data.md).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from linear_ae.sizes import Sizes
from numerics.autoencoder.losses import Losses
from numerics.autoencoder.spectrum import EmpiricalSpectrum, MarchenkoPastur
from numerics.methods.arrays import Array
from numerics.methods.quadrature import COARSEST, Spectrum

SLACK = 1e-6
"""Share of L(0) by which a curve on given data may miss a bound: what integrating and summing it may err by."""
Kind = Literal["negative", "rises", "below"]


@dataclass(frozen=True)
class Bounds:
    """The least losses of any A of rank H, raw; zero where there is no target, None where no population is known."""

    train: float = 0.0
    population: float | None = 0.0

    @classmethod
    def of_ratios(cls, p: int, eta: float, nu: float) -> "Bounds":
        """For Gaussian data, to leading order in p at eta = H/p, nu = p/N."""
        share = max(0.0, 1 - eta)
        return cls(p * MarchenkoPastur(nu).smallest_mean(share) / 2, p * share / 2)

    @classmethod
    def of_sizes(cls, sizes: Sizes) -> "Bounds":
        """The same at these sizes."""
        return cls.of_ratios(sizes.p, sizes.eta, sizes.nu)

    @classmethod
    def of_law(cls, law: Spectrum, p: int, H: int, variances: Array) -> "Bounds":
        """For Gaussian data whose S has that law, the population having eigenvalues ``variances``; to leading order."""
        l, w, _ = law.rule(COARSEST + 1)
        order = np.argsort(l)
        below, moved = np.cumsum(w[order]), np.cumsum(w[order] * l[order])
        share = max(0.0, 1 - H / p)
        return cls(p / 2 * float(np.interp(share, below, moved, left=0.0)), _smallest_half(variances, H))

    @classmethod
    def of_spectrum(cls, spectrum: EmpiricalSpectrum, H: int) -> "Bounds":
        """For given data; the mean population loss feels the diagonal of the held-out covariance only."""
        held_out = spectrum.held_out
        return cls(_smallest_half(spectrum.eigenvalues, H), None if held_out is None else _smallest_half(held_out, H))


def _smallest_half(variances: Array, H: int) -> float:
    return float(np.sort(variances)[: max(0, variances.size - H)].sum() / 2)


@dataclass(frozen=True)
class Breach:
    """A broken bound: of which loss and how, the ``least`` value there is, and where the curve breaks it.

    ``t`` is the first such time, ``worst`` the smallest value at such times, and ``excess`` by how much at most, raw.
    """

    loss: str
    kind: Kind
    least: float
    t: float
    worst: float
    excess: float

    @property
    def on_gaussian_data(self) -> str:
        """The broken bound in words, without numbers."""
        least = "what any A of rank H leaves" if self.loss == "train" else "(p - H)/2"
        broken = {"negative": "is negative", "rises": "rises", "below": f"is below {least}"}
        return f"the {self.loss} loss {broken[self.kind]}"

    @property
    def on_given_data(self) -> str:
        """What is impossible about a curve on given data, with the first time at which it shows."""
        if self.kind == "rises":
            return f"its {self.loss} loss, which no gradient flow raises, rises at t = {self.t:.3g}"
        if self.kind == "negative":
            return f"its {self.loss} loss is negative from t = {self.t:.3g} on ({self.worst:.3g})"
        return f"its {self.loss} loss is below {self.least:.4g}, the least that rank H allows, from t = {self.t:.3g} on"


def breaches(curves: Losses, bounds: Bounds, allowed: float | Array = 0.0) -> list[Breach]:
    """What curves on increasing times from 0 break by more than ``allowed``, raw: a number, or an array that fits
    (losses, n).
    """
    rows = curves.rows
    rooms = np.broadcast_to(allowed, rows.shape)
    found: list[Breach | None] = []
    for name, curve, room in zip(curves.names, rows, rooms, strict=True):
        least = bounds.train if name == "train" else bounds.population
        excesses: list[tuple[Kind, Array]] = [("negative", -curve)]
        if name == "train":
            excesses.append(("rises", curve - np.minimum.accumulate(curve)))
        if least is not None:
            excesses.append(("below", least - curve))
        found += [_breach(name, kind, curves, excess, room, least or 0.0) for kind, excess in excesses]
    return [each for each in found if each]


def _breach(name: str, kind: Kind, curves: Losses, excess: Array, room: Array, least: float) -> Breach | None:
    """The bound as broken by an ``excess`` over the room, if anywhere."""
    over = excess > room
    if not over.any():
        return None
    curve = curves.rows[curves.names.index(name)]
    first, worst = float(curves.t[np.argmax(over)]), float(curve[over].min())
    return Breach(name, kind, least, first, worst, float(excess[over].max()))


def telling(broken: list[Breach]) -> list[Breach]:
    """Those that say more than another: of a negative loss it goes without saying that it is below its bound."""
    negative = {each.loss for each in broken if each.kind == "negative"}
    return [each for each in broken if each.kind != "below" or each.loss not in negative]


def violations(curves: Losses, bounds: Bounds, slack: float = SLACK) -> list[str]:
    """What is impossible about curves on given data, a clause each, the rise of the train loss last.

    ``slack`` is a share of each loss at t = 0; the times ascend.
    """
    allowed = slack * np.maximum(np.abs(curves.rows[:, :1]), np.finfo(float).tiny)
    found = telling(breaches(curves, bounds, allowed))
    return [each.on_given_data for each in sorted(found, key=lambda each: each.kind == "rises")]
