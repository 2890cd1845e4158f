"""The derivation and the contractions as compiled loops on several threads (extra ``fast``: numba)."""

import os
from importlib.util import find_spec

MIN_ORDER = 6
"""Below, plain Python takes less than half a second, and loading the loops takes longer."""
MAX_ORDER = 14
"""Words of ``2 d^s L/dt^s`` have at most 2 s + 3 letters, and the compiled words at most 31."""


def available() -> bool:
    """Whether numba is installed and may compile (NUMBA_DISABLE_JIT); everything also works, more slowly, without."""
    return os.environ.get("NUMBA_DISABLE_JIT", "0") in ("", "0") and find_spec("numba") is not None
