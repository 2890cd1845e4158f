"""The experiment: simulated gradient flow of the weight-tied linear autoencoder.

Every name is imported on first use: torch is loaded by what computes with it, not by sizes and data.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
