"""Prototypes of minimal Gaussian-activation MLPs and their structural losses (arXiv:2605.25939)."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
