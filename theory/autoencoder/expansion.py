r"""The exact expansion of the loss in time: ``Y_s = E[d^s L / dt^s (0)]`` at T = 1, a polynomial of the sizes.

Derived in docs/theory/words.md and docs/theory/expectations.md; the planar part is that of arXiv:2606.05335, the
finite sizes are exact.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from functools import lru_cache

import sympy as sp

from theory import notebook
from theory.autoencoder import cache, symbols
from theory.autoencoder.request import Request
from theory.matrix import Gaussian, define, expansion, render
from theory.matrix import planar as planar_part
from theory.matrix.compiled import written
from theory.matrix.expansion import named
from theory.matrix.flow import Combination, Sums
from theory.matrix.moments import polynomial
from theory.matrix.monomials import variable
from theory.matrix.system import independent
from theory.matrix.wick import Wick
from theory.models.tied_autoencoder import MODEL

FREE = define(
    "tied-autoencoder-without-target",
    sizes=MODEL.sizes,
    scalars=MODEL.scalars,
    matrices={"W": Gaussian(["p", "H"], "sigma2", trained=True), "X": Gaussian(["p", "N"])},
    losses={"train": "Tr(W*W.T*X*X.T*W*W.T)/(2*N)", "population": "Tr((W*W.T)**2)/2"},
    flow="train",
)
"""The free flow: where the target is negligible."""
Exponents = tuple[int, int, int, int]
Number = int | Fraction


@dataclass(frozen=True)
class Coefficient(Request):
    """A request and its answer, ``E[d^order L / dt^order (0)]`` at T = 1.

    ``terms`` maps the powers of (p, H, N, sigma^2) to exact coefficients; the power of N is <= 0.
    """

    terms: Mapping[Exponents, Fraction] = field(kw_only=True)

    def __repr__(self) -> str:
        return f"Coefficient({self}: {len(self.terms)} terms)"

    def _repr_latex_(self) -> str | None:
        left = rf"\mathbb{{E}}\,L_{{\mathrm{{{self.loss}}}}}^{{({self.order})}}(0)"
        return notebook.polynomial(left, render.latex(MODEL.names, self.terms), len(self.terms))

    def cite(self) -> str:
        """Where the expansion is derived."""
        return f"{self}: docs/theory/words.md and docs/theory/expectations.md; planar terms: arXiv:2606.05335"

    def to_sympy(self) -> sp.Expr:
        """The polynomial in the symbols of ``theory.autoencoder.symbols``."""
        return sp.Add(*(monomial(exponents) * sp.Rational(c) for exponents, c in self.terms.items()))

    def evaluate(self, p: Number, H: Number, N: Number, sigma2: Number) -> Fraction:
        """The exact value at integer or rational sizes."""
        sizes = [Fraction(size) for size in (p, H, N, sigma2)]
        powers = [{e: size**e for e in {exponents[i] for exponents in self.terms}} for i, size in enumerate(sizes)]
        return sum(
            (c * powers[0][i] * powers[1][j] * powers[2][k] * powers[3][m] for (i, j, k, m), c in self.terms.items()),
            Fraction(0),
        )


def monomial(exponents: Exponents) -> sp.Expr:
    """``p^i H^j N^k sigma^2m``."""
    return sp.Mul(*(s**e for s, e in zip((symbols.p, symbols.H, symbols.N, symbols.sigma2), exponents, strict=True)))


def coefficient(
    loss: str = "train",
    order: int = 0,
    *,
    planar: bool = False,
    target: bool = True,
    infinite_data: bool = False,
) -> Coefficient:
    """``E[d^order L / dt^order (0)]`` for the ``train`` or the ``population`` loss, kept in memory and on disk.

    The options are those of :class:`theory.autoencoder.request.Request`. Raises :class:`theory.errors.InputError` for
    an unknown loss or a negative order and :class:`theory.memory.OutOfReachError` where the memory would
    not do.

    >>> coefficient("train", 0).to_sympy()
    H**2*p*sigma^2**2/2 + H*p**2*sigma^2**2/2 + H*p*sigma^2**2/2 - H*p*sigma^2 + p/2
    >>> coefficient("train", 1).evaluate(p=2, H=3, N=4, sigma2=1)
    Fraction(-1482, 1)
    """
    return answered(Request(loss, order, planar=planar, target=target, infinite_data=infinite_data))


@lru_cache(maxsize=256)
def answered(request: Request, before: Callable[[Request], object] | None = None) -> Coefficient:
    """The coefficient that was asked for, from memory, from the cache on disk, or computed and stored there.

    ``before(request)`` is called where it has to be computed, and may refuse that.
    """

    def compute() -> list[object]:
        if before is not None:
            before(request)
        return to_json(computed(request))

    stored = cache.remembered(request.name, compute)
    return Coefficient(**asdict(request), terms=from_json(stored))


def to_json(terms: Mapping[Exponents, Fraction]) -> list[object]:
    """The terms as lists of (exponents, decimal integer), the integer being twice the coefficient."""
    return [[*exponents, str(int(2 * c))] for exponents, c in terms.items()]


def from_json(stored: object) -> dict[Exponents, Fraction]:
    """The inverse of :func:`to_json`."""
    assert isinstance(stored, list)
    return {(i, j, k, m): Fraction(int(twice), 2) for i, j, k, m, twice in stored}


def computed(request: Request) -> dict[Exponents, Fraction]:
    """The coefficient of the tied autoencoder as of any model."""
    if request.infinite_data:
        return infinite_data_terms(request)
    found = expansion(MODEL if request.target else FREE, request.loss, request.order, request.planar)
    return {(i, j, k, m): c for (i, j, k, m), c in found.terms.items()}


def infinite_data_terms(request: Request) -> dict[Exponents, Fraction]:
    """``Y_order`` for S = I: the trace of a polynomial in A, with ``dA/dt = 4 A (1 - A)``, or ``-4 A^2`` if free."""
    powers = {0: 1, 1: -2, 2: 1} if request.target else {2: 1}
    for _ in range(request.order):
        moved: defaultdict[int, int] = defaultdict(int)
        for m, weight in powers.items():
            moved[m + 1] -= 4 * m * weight
            if request.target:
                moved[m] += 4 * m * weight
        powers = {m: weight for m, weight in moved.items() if weight}
    sums: Sums = {
        (written("A" * m, [0, 1]),) if m else (): {0 if m else variable(0): weight} for m, weight in powers.items()
    }
    system, twice = independent(MODEL), Combination(sums, 2)
    if request.planar:
        found = planar_part.expectation(MODEL, system, twice)
    else:
        found = polynomial(MODEL, *Wick(system).expectation(twice))
    return {(i, j, k, m): c for (i, j, k, m), c in named(MODEL, found)[1].items()}
