"""The symbols of the solved models: those of the tied autoencoder, and the scalars that others add."""

import sympy as sp

from theory.autoencoder.symbols import H, N, a0, alpha, eta, nu, p, sigma2, t, tau

decay = sp.Symbol("lambda", positive=True)
noise = sp.Symbol("delta^2", positive=True)

SCALARS = {"lambda": decay, "delta2": noise}
"""The symbol of each scalar of a model beside sigma2, by its name there."""

__all__ = ["SCALARS", "H", "N", "a0", "alpha", "decay", "eta", "noise", "nu", "p", "sigma2", "t", "tau"]
