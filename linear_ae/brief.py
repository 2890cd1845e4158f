"""Results in a line, and as tables of pandas and xarray.

>>> import numpy as np
>>> brief({"train": np.linspace(0, 2, 50), "runs": 3})
'{train: 0 .. 2 (50,), runs: 3}'
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np

from linear_ae.arrays import Array

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr


TIME = "time of the flow dW/dt = -dL/dW"


def brief(value: Any) -> str:
    """A value in a few words: arrays by their first and last number and their shape."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {brief(part)}" for name, part in value.items()) + "}"
    if not isinstance(value, np.ndarray):
        return repr(value)
    ends = f"{value.flat[0]:.6g} .. {value.flat[-1]:.6g} " if value.size and value.dtype.kind in "iuf" else ""
    return f"{ends}{value.shape}"


class Brief:
    """Dataclasses whose ``repr`` is a line."""

    def __repr__(self) -> str:
        parts = {each.name: getattr(self, each.name) for each in fields(self)}  # type: ignore[arg-type]
        shown = ", ".join(f"{name}={brief(part)}" for name, part in parts.items() if part is not None)
        return f"{type(self).__name__}({shown})"


class Tabulated(Brief):
    """Curves at common times, as tables.

    >>> from linear_ae import Sizes, simulate
    >>> curves = simulate(Sizes(p=4, H=3, N=6, sigma2=0.1), [0.0, 0.5], runs=2)
    >>> dict(curves.to_xarray().sizes), list(curves.to_pandas().columns)
    ({'run': 2, 't': 2}, ['train', 'population'])
    """

    t: Array

    @property
    def variables(self) -> dict[str, Array]:
        """The curves by name, of shape (n,) or (runs, n), errors as ``NAME_error``."""
        raise NotImplementedError

    def to_xarray(self) -> "xr.Dataset":
        """A data set over the times ``t``, and over ``run`` where runs are told apart."""
        import xarray as xr

        about = {
            name: (
                ("run", "t")[-values.ndim :],
                values,
                {"long_name": described(name), "units": "1"},
            )
            for name, values in self.variables.items()
        }
        time = ("t", self.t, {"long_name": TIME, "units": "1"})
        return xr.Dataset(about, coords={"t": time})

    def to_pandas(self) -> "pd.DataFrame":
        """The same as a table with a row a time, or a run and a time."""
        return self.to_xarray().to_dataframe()


def described(name: str) -> str:
    """What a column holds."""
    if name.endswith("_error"):
        return f"error of the {described(name.removesuffix('_error'))}"
    if name.endswith("_deviation"):
        return f"standard deviation of the {described(name.removesuffix('_deviation'))}"
    return f"{name} loss"
