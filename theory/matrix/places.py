"""Errors that name their place, and the name that was probably meant."""

import difflib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from theory.errors import InputError


@contextmanager
def place(where: str) -> Iterator[None]:
    """Prefix the message of an :class:`theory.errors.InputError` raised inside with ``where``."""
    try:
        yield
    except InputError as error:
        raise InputError(f"{where}: {error}") from None


def meant(name: object, known: Iterable[str]) -> str:
    """`` (did you mean 'sizes'?)`` if one of ``known`` is close, else nothing."""
    known = list(known)
    same = [other for other in known if other.lower() == str(name).lower()]
    close = same or difflib.get_close_matches(str(name), known, n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""
