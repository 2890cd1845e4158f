"""What a sweep with failed runs is good for."""

from typing import TYPE_CHECKING

import numpy as np

from numerics.errors import ConvergenceError

if TYPE_CHECKING:
    from xarray import Dataset

AGAIN = "; failures are kept with --out: --retry-failed computes them again"


def sound(data: "Dataset", bearable: float = 0.0, *, retried: bool = False) -> "Dataset":
    """A sweep's data set, or ``ConvergenceError`` with the first failure in it.

    ``bearable`` is the share of failed runs, in [0, 1], that is still let through. Nothing of a sweep that failed
    everywhere is: it has no results. ``retried`` says that the sweep computes failed runs again each time.
    """
    failed = np.flatnonzero(data["failure_type"].values.ravel() != "")
    total = data["failure"].size
    if failed.size == total or failed.size > bearable * total:
        first = data["failure"].values.ravel()[failed[0]]
        raise ConvergenceError(
            f"{failed.size} of {total} parts of the sweep failed, the first: {first}{'' if retried else AGAIN}"
        )
    return data
