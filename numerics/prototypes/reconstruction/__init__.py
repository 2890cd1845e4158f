"""Training inputs read back from the weights of a Gaussian-activation MLP, with calibrated confidence."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
