"""The symbols of the autoencoder, the same objects everywhere.

Sizes: input dimension ``p``, latent dimension ``H``, number of samples ``N``, initialization variance ``sigma2``.
Dimensionless: ``alpha = sigma2 p``, ``eta = H / p``, ``nu = p / N``, ``a0 = sigma2 H = alpha eta``.
Times: ``t`` of the gradient flow ``dW/dt = -dL/dW``, ``tau = t p / N`` of the small-data regime.
"""

import sympy as sp

p, H, N, sigma2 = sp.symbols("p H N sigma^2", positive=True)
alpha, eta, nu, a0 = sp.symbols("alpha eta nu a_0", positive=True)
t, tau = sp.symbols("t tau", nonnegative=True)
T = sp.Symbol("T", positive=True)
