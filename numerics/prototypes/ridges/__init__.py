"""Gaussian MLPs with a vector of weights per neuron: ridges in place of prototypes, and what of the theory survives."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
