r"""Which terms of the denoising flow a regime keeps, as polynomials in an eigenvalue a of A and l of the covariance.

The flow of W W^T = A on the loss Tr(S)/2 - Tr(S A) + Tr(A S A)/2 + delta2 Tr(A^2)/2 has three forces: towards the
target, against reconstructing too much, against passing on noise. On each face some of them lead.

>>> Terms().velocity
-4*a**2*l - 4*a**2*delta^2 + 4*a*l
>>> Terms(reconstruction=0).train
1/2*a**2*delta^2 - a*l + 1/2*l
"""

from dataclasses import dataclass

import sympy as sp

from theory.solutions.polynomials import Poly
from theory.solutions.symbols import alpha, eta, noise, nu

RING, A, L, *_, NOISE = sp.ring([sp.Symbol("a"), sp.Symbol("l"), alpha, eta, nu, noise], sp.QQ)
HALF = sp.QQ(1, 2)


@dataclass(frozen=True)
class Terms:
    """The forces that lead, 1, and those that do not, 0.

    They are those of the ``target``, of the ``reconstruction`` A S A and of the ``noise``.
    ``deviation`` is the target's share of the population loss: 0 where the samples' own is far larger.
    """

    target: int = 1
    reconstruction: int = 1
    noise: int = 1
    deviation: int = 1

    @property
    def velocity(self) -> Poly:
        """a' on the eigenvalue l where A and S commute."""
        return 4 * (self.target * L * A - self.brake(L) * A**2)

    def brake(self, l: Poly) -> Poly:
        """The factor of a^2 / 2 in the loss."""
        return self.reconstruction * l + self.noise * NOISE

    @property
    def train(self) -> Poly:
        """The share of a pair of eigenvalues in the train loss over p."""
        start = HALF * (L if self.deviation else RING(1))
        return self.target * (start - L * A) + HALF * self.brake(L) * A**2

    @property
    def population(self) -> Poly:
        """The same in the population loss, whose covariance is the identity."""
        return self.target * (HALF - self.deviation * A) + HALF * self.brake(RING(1)) * A**2


ALL = Terms()
FREE = Terms(target=0)
STRONG = Terms(reconstruction=0)
LINEAR = Terms(reconstruction=0, noise=0)
SHRINKING = Terms(target=0, reconstruction=0)
NOISELESS = Terms(noise=0)
NOISELESS_FREE = Terms(target=0, noise=0)
SPURIOUS = Terms(reconstruction=0, deviation=0)
