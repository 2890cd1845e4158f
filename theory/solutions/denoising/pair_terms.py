r"""Which forces a small-data face keeps, and what they do within the span of one sample and its noisy version.

As p / N -> inf samples decouple. One of them is x with noisy version y = x + z; their directions e of y and f of the
part of x beyond it are orthonormal, |x|^2 = p, |z|^2 = delta2 p, x and z orthogonal, and in this basis

    C = (x y^T + y x^T) / (2 p) =  [ 1      d/2 ]      D = y y^T / p =  [ 1 + delta2   0 ]      d = delta.
                                   [ d/2    0   ]                       [ 0            0 ]
"""

from dataclasses import dataclass

import sympy as sp

from theory.solutions.symbols import noise


@dataclass(frozen=True)
class PairTerms:
    """The forces that lead, 1, and those that do not, 0.

    ``signal`` is the diagonal of C, ``chance`` its off-diagonal, what noise and sample have in common; the
    ``reconstruction`` 1 and the ``noise`` delta2 are those of D. ``deviation``, ``error`` and ``passed`` are the
    weights of -Tr A, Tr A^2 / 2 and delta2 Tr A^2 / 2 in what the population loss changes by. Fresh noise acts
    outside of the span, too: ``fresh`` on the population loss, ``strong`` on the train loss.
    """

    signal: int = 1
    chance: int = 1
    reconstruction: int = 1
    noise: int = 1
    deviation: int = 1
    error: int = 1
    passed: int = 1
    fresh: int = 0
    strong: int = 0

    @property
    def covariance(self) -> sp.Matrix:
        """C in the basis e, f."""
        half = self.chance * sp.sqrt(noise) / 2
        return sp.Matrix([[self.signal, half], [half, 0]])

    @property
    def power(self) -> sp.Expr:
        """The one element of D: the squared length of y over p."""
        return self.reconstruction + self.noise * noise

    @property
    def target(self) -> int:
        """Whether the losses are those of learning something."""
        return max(self.signal, self.chance)

    @property
    def weight(self) -> sp.Expr:
        """The factor of Tr A^2 / 2 in the population loss."""
        return self.error + self.passed * noise


FIXED = PairTerms()
FIXED_FREE = PairTerms(signal=0, chance=0, deviation=0)
FIXED_STRONG = PairTerms(signal=0, reconstruction=0, deviation=0, error=0)
FIXED_LINEAR = PairTerms(reconstruction=0, noise=0, error=0, passed=0)
FIXED_SHRINKING = PairTerms(signal=0, chance=0, reconstruction=0, deviation=0, error=0)
ONE_SAMPLE = PairTerms(chance=0, noise=0, passed=0)
ONE_SAMPLE_FREE = PairTerms(signal=0, chance=0, noise=0, deviation=0, passed=0)
ONE_SAMPLE_LINEAR = PairTerms(chance=0, reconstruction=0, noise=0, error=0, passed=0)
FRESH = PairTerms(chance=0, noise=0, fresh=1, strong=1)
FRESH_FREE = PairTerms(signal=0, chance=0, noise=0, deviation=0, fresh=1, strong=1)
FRESH_STRONG = PairTerms(chance=0, reconstruction=0, noise=0, error=0, fresh=1, strong=1)
FRESH_WEAK = PairTerms(chance=0, noise=0, fresh=1)
FRESH_WEAK_FREE = PairTerms(signal=0, chance=0, noise=0, deviation=0, fresh=1)
