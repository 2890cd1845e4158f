"""The name that was probably meant."""

import difflib
from collections.abc import Iterable


def meant(name: object, known: Iterable[str]) -> str:
    """`` (did you mean 'sizes'?)`` if one of ``known`` is close, else nothing."""
    known = list(known)
    same = [other for other in known if other.lower() == str(name).lower()]
    close = same or difflib.get_close_matches(str(name), known, n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""
