"""Prototypes in numbers: force fields, flows of centres and of weights, continuum limits, critical ratios."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
