"""What people look at: one short file per figure, one plotting style, and the command line ``prism``.

``compare`` is imported on first use.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
