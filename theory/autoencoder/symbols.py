"""The symbols of the autoencoder, the same objects everywhere.

Sizes: input dimension ``p``, latent dimension ``H``, number of samples ``N``, initialization variance ``sigma2``.
Dimensionless: ``alpha = sigma2 p``, ``eta = H / p``, ``nu = p / N``, ``a0 = sigma2 H = alpha eta``.
Times: ``t`` of the gradient flow ``dW/dt = -dL/dW``, ``tau = t p / N`` of the small-data regime.
"""

import sympy as sp

from theory.errors import InputError
from theory.names import meant

p, H, N, sigma2 = sp.symbols("p H N sigma^2", positive=True)
alpha, eta, nu, a0 = sp.symbols("alpha eta nu a_0", positive=True)
t, tau = sp.symbols("t tau", nonnegative=True)
T = sp.Symbol("T", positive=True)

SYMBOLS: dict[str, sp.Symbol] = {
    **{symbol.name: symbol for symbol in (p, H, N, sigma2, alpha, eta, nu, a0, t, tau, T)},
    "sigma2": sigma2,
    "a0": a0,
}
"""The symbols by their names, and as Python spells these."""


def symbol(name: str) -> sp.Symbol:
    """The symbol of that name, for substitutions into the formulas.

    Raises :class:`theory.errors.InputError` if there is none.

    >>> from theory.autoencoder.regimes import regime
    >>> regime("large-data+mean-field").train.subs({symbol("a0"): 1})
    0
    """
    if name not in SYMBOLS:
        raise InputError(f"no symbol is named {name!r}{meant(name, SYMBOLS)}: they are {', '.join(SYMBOLS)}")
    return SYMBOLS[name]
