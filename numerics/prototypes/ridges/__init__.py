"""Gaussian MLPs with a vector of weights per neuron: ridges in place of prototypes, and what the theory says of them."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
