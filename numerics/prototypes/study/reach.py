"""What networks of Gaussian neurons take of memory, refused before arrays are made that do not fit."""

from theory.memory import require


def require_networks(runs: int, size: int, width: int, dimension: int = 1) -> None:
    """Raise :class:`theory.memory.OutOfReachError` unless so many ``runs`` fit into memory, stacked into one batch.

    Each has ``width`` neurons (M) on ``size`` samples (N) in ``dimension`` dimensions (d). Counted is what every loss
    needs, in numbers: the responses of all runs ``R M N`` twice, pairs of neurons ``R M M``, samples, weights and their
    moments ``4 R (N + M) (d + 2)``, and the distances of one run ``2 N M d``. Measured peaks are 1.1 to 2 times that.
    """
    r, n, m, d = map(float, (runs, size, width, dimension))
    needed = 8 * (2 * r * m * n + r * m * m + 4 * r * (n + m) * (d + 2) + 2 * n * m * d)
    what = f"training {runs} network{'s' * (runs > 1)} of {width} neurons on {size} samples in {dimension} dimension"
    require(needed, f"{what}{'s' * (dimension > 1)} at once", "take fewer or smaller ones")
