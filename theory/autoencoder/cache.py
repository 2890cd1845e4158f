"""Expensive exact results on disk, under ``PRISM_CACHE_DIR`` or the platform's cache folder.

An entry is one JSON file named by the request and by a digest of the code that computes it, so a new version
never reads an old result. Its text carries a digest of that name and of the result: an entry that was cut short,
altered or put under another name is computed again. Files are written beside their place and moved there at once.
"""

import hashlib
import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

from theory.files import put

Json = dict[str, object] | list[object] | str | int
SOURCES = (
    "autoencoder/request.py",
    "autoencoder/expansion.py",
    "autoencoder/fast/*.py",
    "matrix/*.py",
    "models/tied_autoencoder.py",
)
"""The code behind the results."""
NOWHERE = Path(os.devnull) / "prism"
"""A folder that no machine can make: nothing is kept."""


def folder() -> Path:
    """Where entries live."""
    chosen = os.environ.get("PRISM_CACHE_DIR")
    try:
        return Path(chosen).expanduser() if chosen else platform_folder()
    except RuntimeError:  # a user without a home
        return NOWHERE


def platform_folder() -> Path:
    """The user's cache folder for this program, by the platform's convention; RuntimeError for a user without home."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "prism"
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return Path(local or Path.home()) / "prism"
    chosen = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (chosen if chosen.is_absolute() else Path.home() / ".cache") / "prism"  # as the XDG specification says


def digest(text: str) -> str:
    """A fingerprint of ``text``."""
    return hashlib.sha256(text.encode()).hexdigest()


def seal(path: Path, result: Json) -> str:
    """The digest that ties a result to the name of its entry."""
    return digest(f"{path.name}\n{json.dumps(result)}")


@cache
def fingerprint(*patterns: str) -> str:
    """A digest of the files of ``theory`` that match the patterns."""
    here = Path(__file__).parents[1]
    files = [path for pattern in patterns for path in sorted(here.glob(pattern))]
    return digest("".join(path.read_text(encoding="utf-8") for path in files))[:16]


def version() -> str:
    """A fingerprint of the code behind the results."""
    return fingerprint(*SOURCES)


def read(path: Path) -> Json | None:
    """The result in ``path``, or None if there is none or it is not what was written there."""
    try:
        entry = json.loads(path.read_text(encoding="utf-8"))
        result = entry["result"]
        return result if entry["sha256"] == seal(path, result) else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def write(path: Path, result: Json) -> None:
    """Put ``result`` at ``path`` in one step; a folder that cannot be written leaves the result uncached."""
    content = json.dumps({"sha256": seal(path, result), "result": result}).encode()
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        put(path, content)


def place(request: str) -> Path:
    """Where the result of ``request`` is stored."""
    return folder() / f"{request}-{version()}.json"


def remembered(request: str, compute: Callable[[], Json]) -> Json:
    """The stored result of ``request``, or ``compute()``, then stored."""
    path = place(request)
    result = read(path)
    if result is None:
        result = compute()
        write(path, result)
    return result
