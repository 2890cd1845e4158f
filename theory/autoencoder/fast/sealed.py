"""Machine code on disk under a digest of its contents: what was damaged is compiled again and written anew.

numba unpickles and runs what its files hold, whatever that is: a flipped bit ends in an error of pickle, in a crash or
in a wrong number. Here a file is named by a digest of all that its code depends on, and holds::

    SHA-256 of its name and of the rest, 32 bytes | pickled machine code
"""

import hashlib
import pickle
from contextlib import suppress
from pathlib import Path
from typing import Any

import numba
from numba.core.caching import CompileResultCacheImpl, FunctionCache
from numba.core.serialize import dumps

from theory.files import put

SIZE = hashlib.sha256().digest_size


class NamedFolder(CompileResultCacheImpl):
    """Where code lies: the folder that ``config.CACHE_DIR`` names, never one that numba would make instead.

    Those are beside the sources and, for a user without a home, a folder called ``~`` in the working directory.
    """

    _locator_classes = [  # noqa: RUF012
        kind for kind in CompileResultCacheImpl._locator_classes if kind.__name__.endswith("UserProvidedCacheLocator")
    ]


class SealedCache(FunctionCache):
    """numba's cache of one function, in sealed files; raises RuntimeError where its folder cannot be written."""

    _impl_class = NamedFolder

    def __init__(self, function: Any) -> None:
        super().__init__(function)
        locator = self._impl.locator
        self._cache_file = SealedFiles(Path(self._cache_path), self._impl.filename_base, locator.get_source_stamp())

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep the code of a signature; a disk that became full or read-only leaves it unkept."""
        try:
            super().save_overload(sig, data)
        except OSError:
            return


class SealedFiles:
    """A file for each key; one that cannot be read or is not what was written counts as absent."""

    def __init__(self, folder: Path, function: str, stamp: object) -> None:
        self.folder, self.function, self.stamp = folder, function, stamp

    def place(self, key: object) -> Path:
        """The file of a key: a signature, processor and bytecode."""
        name = hashlib.sha256(repr((numba.__version__, self.stamp, key)).encode()).hexdigest()[:32]
        return self.folder / f"{self.function}.{name}.nbc"

    def load(self, key: object) -> Any:
        """What was saved under the key, or None."""
        path = self.place(key)
        try:
            held = path.read_bytes()
        except OSError:
            return None
        return pickle.loads(held[SIZE:]) if held[:SIZE] == seal(path, held[SIZE:]) else None

    def save(self, key: object, data: object) -> None:
        """Put the code in its place; a disk that became full or read-only leaves it unkept."""
        path, code = self.place(key), dumps(data)
        with suppress(OSError):
            put(path, seal(path, code) + code)

    def flush(self) -> None:
        """Forget what was kept of this function."""
        for path in self.folder.glob(f"{self.function}.*.nbc"):
            path.unlink(missing_ok=True)


def seal(path: Path, code: bytes) -> bytes:
    """The digest that ties machine code to the name of its file."""
    return hashlib.sha256(path.name.encode() + code).digest()
