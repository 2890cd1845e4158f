"""Sweeps: a table of points, a function and a store; see ``sweep`` and docs/sweeps.md."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
