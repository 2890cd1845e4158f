"""The weights of a Gaussian MLP from an array, a torch ``state_dict`` or a file of either."""

import io
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from numerics.methods.arrays import Array
from theory.errors import InputError

FORMS = "give (M, d + 2) as 'weights', 'w' (M,) with 'b' (M, d) and 'a' (M,), or the two layers of a state_dict"

NESTED = ("state_dict", "model_state_dict", "model")  # where training scripts keep it beside their own state


def read_weights(source: Array | Mapping[str, Any] | Path | str) -> Array:
    """Weights (M, d + 2), the columns w, b_1 ... b_d, a, of ``f(x) = sum_j a_j exp(-|w_j x + b_j|^2)``.

    ``source``: that array; a mapping with the entry ``weights``, or ``w``, ``b`` and ``a``, or a ``state_dict`` whose
    entries are, in order, hidden weight, hidden bias, output weight and perhaps output bias, which no centre depends
    on; or a file of one of them, .npz, .npy or a torch checkpoint (read with ``weights_only``).
    """
    if isinstance(source, str | Path):
        source = _load(Path(source))
    found = _from_entries(source) if isinstance(source, Mapping) else _numbers(source)
    if found.ndim != 2 or found.shape[1] < 3 or len(found) < 2:
        raise InputError(f"weights of shape {found.shape}: give (M, d + 2) with M >= 2, the columns w, b, a")
    if not np.isfinite(found).all():
        raise InputError("some weights are not finite: nothing can be read from a training that diverged")
    return found


def _load(path: Path) -> Any:
    raw, by_numpy = path.read_bytes(), path.suffix in (".npy", ".npz")
    try:
        with warnings.catch_warnings(action="ignore"):  # torch's remarks on how a file was saved
            return _numpy_file(raw) if by_numpy else _torch_file(raw)
    except Exception as error:  # numpy, zipfile and torch raise errors of two dozen kinds on damaged files
        said = f"cannot be read as {path.suffix[1:]} of plain arrays: {' '.join(str(error).split())}"
        other = "is no torch checkpoint of plain tensors: save model.state_dict()"
        raise InputError(f"{path} {said if by_numpy else other}") from error


def _numpy_file(raw: bytes) -> Any:
    stored = np.load(io.BytesIO(raw), allow_pickle=False)
    return stored if isinstance(stored, np.ndarray) else dict(stored)


def _torch_file(raw: bytes) -> Any:
    import torch

    stored = torch.load(io.BytesIO(raw), map_location="cpu", weights_only=True)
    if not isinstance(stored, Mapping):
        return stored
    return next((stored[name] for name in NESTED if isinstance(stored.get(name), Mapping)), stored)


def _from_entries(entries: Mapping[str, Any]) -> Array:
    try:
        values = {str(name): _numbers(value) for name, value in entries.items()}
    except InputError as error:
        raise InputError(f"entries {', '.join(map(str, entries))} are not all arrays of numbers: {FORMS}") from error
    if "weights" in values:
        return values["weights"]
    if {"w", "b", "a"} <= set(values):
        return _columns(values["w"], values["b"], values["a"])
    layers = list(values.values())
    if len(layers) not in (3, 4) or (len(layers) == 4 and layers[3].size != 1):
        shapes = ", ".join(f"{name} {value.shape}" for name, value in values.items())
        raise InputError(f"entries {shapes or 'none'}: {FORMS}")
    return _columns(*layers[:3])


def _numbers(value: Any) -> Array:
    """An array or tensor of real numbers in double precision; what else numpy would cast, such as dates, is refused."""
    try:
        found = np.asarray(_plain(value))
    except Exception as error:  # ragged lists; sparse, nested and meta tensors
        raise InputError(f"weights that are no array of numbers: {FORMS}") from error
    if found.dtype.kind not in "fiub":
        raise InputError(f"weights of type {found.dtype}, not real numbers: {FORMS}")
    with np.errstate(over="ignore"):
        return found.astype(float)


def _plain(value: Any) -> Any:
    """A torch tensor of any kind as an array; anything else as it is."""
    if not hasattr(value, "detach"):
        return value
    tensor = value.detach().cpu()
    return (tensor if tensor.is_complex() else tensor.double()).numpy()


def _columns(w: Array, b: Array, a: Array) -> Array:
    """One row a neuron. A hidden weight (M, d) with d > 1 makes ridges, which have no centre."""
    if w.ndim == 2 and w.shape[1] > 1:
        raise InputError(
            f"hidden weights {w.shape}: neurons with a vector of weights respond along ridges, which have no centre "
            "to read; docs/ridges.md says what can be known of them"
        )
    if w.ndim not in (1, 2) or b.ndim not in (1, 2) or not len(b) == a.size == w.size:
        raise InputError(f"hidden weight {w.shape}, bias {b.shape}, output weight {a.shape} do not fit: {FORMS}")
    return np.column_stack([w.reshape(-1), b, a.reshape(-1)])
