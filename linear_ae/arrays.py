"""The type of the arrays of numbers that the experiment takes and returns."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

SHOWN = 60
"""Characters of an argument in a message."""


def shown(value: object) -> str:
    """What was given, in a few characters of one line; a text in quotes."""
    text = " ".join((repr(value) if isinstance(value, str) else str(value)).split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
