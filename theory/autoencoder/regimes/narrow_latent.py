r"""Narrow-latent facet: H / p -> 0, the columns of W decouple and each is w(t) = c(t) e^{s S} w(0)."""

from functools import partial

import sympy as sp

from theory.autoencoder.laws import FiniteSpectrum, MarchenkoPastur
from theory.autoencoder.regimes.regime import Regime
from theory.autoencoder.symbols import H, alpha, eta, nu, p, t
from theory.autoencoder.taylor import narrow_latent_series

s = sp.Function("s")(t)
r = sp.Function("r")(t)
growth = sp.Symbol("s", real=True)
phi = sp.Function("phi", positive=True)
MARCHENKO_PASTUR = MarchenkoPastur(nu)


def generating_function(law: MarchenkoPastur | FiniteSpectrum = MARCHENKO_PASTUR) -> sp.Expr:
    """phi(s) = int e^{2 s l} dmu(l) over the law of the eigenvalues of S: any law will do."""
    return law.expect(lambda l: sp.exp(2 * growth * l))


def energy(growth_so_far: sp.Expr = s) -> sp.Expr:
    """q = w^T S w = r phi'(s) / (2 phi(s))."""
    slope = sp.diff(phi(growth), growth).subs(growth, growth_so_far)
    return r * slope / (2 * phi(growth_so_far))


def flow() -> tuple[sp.Eq, sp.Eq]:
    """The two equations for the growth s and the squared length r = |w|^2, from s = 0, r = alpha."""
    return sp.Eq(s.diff(t), 2 - r), sp.Eq(r.diff(t), 4 * (1 - r) * energy())


def first_integral() -> sp.Expr:
    """r^2 / ((1 - r) phi(s)^2), constant along the flow: it equals alpha^2 / (1 - alpha)."""
    return r**2 / ((1 - r) * phi(s) ** 2)


REGIME = Regime(
    name="narrow-latent",
    dimension=2,
    scaling=((eta, sp.Integer(0)),),
    time_scale=sp.Integer(1),
    train=p / 2 - H / 2 * (2 - r) * energy(),
    population=p / 2 - H * (r - r**2 / 2),
    solution="ode",
    where=(
        *flow(),
        sp.Eq(phi(growth), generating_function()),
        sp.Eq(s.subs(t, 0), 0),
        sp.Eq(r.subs(t, 0), alpha),
    ),
    source="arXiv:2606.05335, narrow-latent regime; docs/theory/narrow-latent.md",
    expansion=partial(narrow_latent_series, target=True),
)
