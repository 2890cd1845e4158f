"""Numbers from the theory: quadrature, integration of the limit flows, comparison with experiment.

Every name is imported on first use.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
