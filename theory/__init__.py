"""Exact symbolic work: sympy objects out, no floats.

``theory.autoencoder`` holds the weight-tied linear autoencoder, ``theory.prototypes`` the Gaussian-activation MLP.
Every name is imported on first use.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
