"""The decorators of the compiled loops.

Machine code is kept on disk between runs. numba notices a change in the file of a function but not in the files of the
functions and constants that it uses, so the folder is named by a digest of all the code.
"""

from collections.abc import Callable
from typing import Any, Literal

import numba
from numba.core import config

from theory.autoencoder.cache import platform_folder, version


def kept(inline: Literal["never", "always"] = "never") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """``numba.njit`` that releases the interpreter and keeps its machine code in a folder of its own."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        before = config.CACHE_DIR  # type: ignore[attr-defined]
        config.CACHE_DIR = before or str(platform_folder() / f"numba-{version()}")  # type: ignore[attr-defined]
        try:
            return numba.njit(cache=True, nogil=True, inline=inline)(function)
        finally:
            config.CACHE_DIR = before  # type: ignore[attr-defined]

    return decorate


loop = kept()
"""For a function that Python calls, or that is too large to copy."""
inline = kept("always")
"""For a small function that is copied into its callers."""
