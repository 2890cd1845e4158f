"""The decorators of the compiled loops.

Machine code is kept on disk between runs. numba notices a change in the file of a function but not in the files of the
functions and constants that it uses, so the folder is named by a digest of all loops. If that folder cannot be used,
numba would take the one beside the sources, whose name says nothing of them: then nothing is kept. Files carry a digest
of their contents, so that a damaged one is compiled again (`theory.autoencoder.fast.sealed`).

    NUMBA_CACHE_DIR or the cache folder / numba-(digest of the sources) / machine code, a file a function and signature

>>> loop(lambda number: number + 1)(41)
42
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import numba
from llvmlite import ir
from numba import types
from numba.core import config
from numba.extending import intrinsic

from theory.autoencoder import cache
from theory.autoencoder.fast.sealed import SealedCache


def version() -> str:
    """A fingerprint of the compiled loops."""
    return cache.fingerprint("autoencoder/fast/*.py")


def kept(inline: Literal["never", "always"] = "never") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """``numba.njit`` that releases the interpreter and keeps its machine code in a folder of its own."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        before = config.CACHE_DIR  # type: ignore[attr-defined]
        folder = Path(before or cache.folder()) / f"numba-{version()}"
        config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]
        found = numba.njit(nogil=True, inline=inline)(function)
        try:
            kept_code = SealedCache(function)
        except (RuntimeError, OSError):  # numba found no folder at all
            return found
        finally:
            config.CACHE_DIR = before  # type: ignore[attr-defined]
        if folder in Path(kept_code.cache_path).parents:
            found._cache = kept_code  # type: ignore[attr-defined]
        return found

    return decorate


loop = kept()
"""For a function that Python calls, or that is too large to copy."""
inline = kept("always")
"""For a small function that is copied into its callers."""


def request(_context: Any, array: Any, row: Any) -> Any:
    """The machine instruction behind :data:`prefetch`."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, arguments[0])
        offset = builder.mul(builder.extract_value(data.strides, 0), arguments[1])
        address = builder.add(builder.ptrtoint(data.data, ir.IntType(64)), offset)
        pointer, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [pointer, number, number, number])
        hint = builder.module.declare_intrinsic("llvm.prefetch", [pointer], kind)
        write, keep, is_data = number(1), number(3), number(1)
        builder.call(hint, [builder.inttoptr(address, pointer), write, keep, is_data])
        return context.get_dummy_value()

    return types.void(array, row), generate


prefetch: Callable[..., None] = intrinsic(request)
"""``prefetch(array, row)``, in loops, asks for the memory of ``array[row]``, soon written, and does not wait for it."""
