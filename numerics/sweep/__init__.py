"""Sweeps: a table of points, a function and a store; see ``sweep`` and docs/sweeps.md."""

from numerics.errors import SweepError
from numerics.sweep.dataset import on_axes, read_dataset, write_dataset
from numerics.sweep.failures import sound
from numerics.sweep.points import grid
from numerics.sweep.run import sweep

__all__ = ["SweepError", "grid", "on_axes", "read_dataset", "sound", "sweep", "write_dataset"]
