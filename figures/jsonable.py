"""Results as JSON can hold them."""

from typing import Any

import numpy as np


def jsonable(value: Any) -> Any:
    """``value`` with arrays as lists and numbers that are not finite as null."""
    if isinstance(value, dict):
        return {key: jsonable(item) for key, item in value.items()}
    if isinstance(value, np.ndarray | list | tuple):
        return [jsonable(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not np.isfinite(value) else value
