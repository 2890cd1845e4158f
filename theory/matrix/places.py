"""Errors that name their place."""

from collections.abc import Iterator
from contextlib import contextmanager

from theory.errors import InputError


@contextmanager
def place(where: str) -> Iterator[None]:
    """Prefix the message of an :class:`theory.errors.InputError` raised inside with ``where``."""
    try:
        yield
    except InputError as error:
        raise InputError(f"{where}: {error}") from None
