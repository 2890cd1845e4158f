"""The user's settings of other programs, as far as they would end a command or change a figure."""

import os
import re

from theory.errors import InputError

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


def sound_settings() -> None:
    """Before other libraries start.

    Figures go to files: the backend of a notebook, which may not exist here, and the matplotlibrc of the user, which
    may not be readable, are left aside. So are numbers of threads that are none: libraries leave them aside too, but
    numba with a traceback and libgomp with a line on stderr.
    """
    os.environ["MPLBACKEND"], os.environ["MATPLOTLIBRC"] = "agg", os.devnull
    for name in THREADS:
        if not thread_numbers(os.environ.get(name, "1")):
            del os.environ[name]


def thread_numbers(text: str) -> bool:
    """Whether this is a number from 1 to 9999, or several with commas: OpenMP takes one a level of nesting.

    >>> [thread_numbers(text) for text in ("4", " 4, 2", "0", "abc", "", "10000000")]
    [True, True, False, False, False, False]
    """
    return all(re.fullmatch(r"\s*[1-9][0-9]{0,3}\s*", entry) for entry in text.split(","))


def refuse_no_folder() -> None:
    """Raise :class:`theory.errors.InputError` in a working directory that was removed: torch does not start there."""
    try:
        os.getcwd()
    except FileNotFoundError:
        raise InputError("the working directory was removed: change to another one") from None
