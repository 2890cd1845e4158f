"""The outcome of one run as text, made where it was computed: bit for bit what comes back on any machine."""

import base64
import json
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from numerics.sweep.labels import RESERVED, readable, storable, writable
from numerics.sweep.points import Point

Function = Callable[[Point, int], Mapping[str, Any]]


@dataclass(frozen=True)
class Call:
    """The function with its outcome turned into text; what workers receive."""

    function: Function

    def __call__(self, point: Point, seed: int) -> str:
        """``{"result": ...}``, or ``{"failure": ...}`` if the function raised, or would have ended the process."""
        try:
            return json.dumps({"result": encode(self.function(dict(point), seed), point)})
        except (Exception, SystemExit) as error:
            return failure(type(error).__name__, str(error), traceback.format_exc())


def failure(kind: str, message: str, trace: str = "") -> str:
    """The outcome of a run that gave no result."""
    return json.dumps({"failure": {"type": kind, "message": readable(message), "traceback": readable(trace)}})


def encode(result: Mapping[str, Any], point: Point) -> dict[str, Any]:
    """Scalars as JSON has them (floats round-trip exactly), arrays as their bytes."""
    if not isinstance(result, Mapping):
        raise TypeError(f"the function returned {type(result).__name__}: return a dict of numbers and arrays")
    taken = [name for name in result if name in RESERVED or name in point]
    if taken:
        raise ValueError(f"the function returned {', '.join(taken)}, the name of a parameter or a reserved one: rename")
    if odd := [name for name in result if not storable(str(name))]:
        raise ValueError(f"the function returned the name {odd[0]!r}: give names without /, as files take them")
    return {str(name): _encode(str(name), value) for name, value in result.items()}


def _encode(name: str, value: Any) -> Any:
    array = np.asarray(value)
    if array.dtype.kind not in "biufU":
        raise TypeError(f"{name} is {type(value).__name__} of {array.dtype}: return numbers, texts or arrays of them")
    if array.ndim == 0 and array.dtype.kind in "iu" and not -(2**63) <= array.item() < 2**63:
        raise ValueError(f"{name} = {array.item()} does not fit into 64 bits: return a float or a text")
    if array.dtype.kind == "U" and not all(map(writable, array.ravel().tolist())):
        raise ValueError(f"{name} has a text with characters that files do not take: leave them out")
    if array.ndim == 0:
        return array.item()
    if array.dtype.kind == "U":
        return {"texts": array.ravel().tolist(), "shape": array.shape}
    little = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
    data = base64.b64encode(little.tobytes()).decode()
    return {"dtype": little.dtype.str, "shape": array.shape, "data": data}


def decode(value: Any) -> Any:
    """A scalar, or an array as it was returned."""
    if not isinstance(value, dict):
        return value
    if "texts" in value:
        return np.array(value["texts"]).reshape(value["shape"])
    flat = np.frombuffer(base64.b64decode(value["data"]), value["dtype"])
    return flat.astype(flat.dtype.newbyteorder("=")).reshape(value["shape"])
