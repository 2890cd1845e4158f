"""The symbols of the prototypes, the same objects everywhere.

Temperature ``tau`` of coverage and separation (squared length), hull ends ``left`` and ``right`` of
uniform data, number of prototypes ``M`` and of samples ``N``, spacing ``d`` of a lattice, time ``t``,
diffusivity ``D``.
"""

import sympy as sp

tau, d, D = sp.symbols("tau d D", positive=True)
left, right = sp.symbols("l r", real=True)
M, N = sp.symbols("M N", integer=True, positive=True)
t = sp.Symbol("t", positive=True)
x = sp.Symbol("x", real=True)
