"""The Gaussian-MLP study: batched training in closed form, measures, storage, and the claims of arXiv:2605.25939."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
