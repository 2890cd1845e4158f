"""The weight-tied linear autoencoder ``x -> W W^T x`` trained by gradient flow (arXiv:2606.05335)."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
