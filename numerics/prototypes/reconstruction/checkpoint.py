"""The weights of a Gaussian MLP from an array, a torch ``state_dict`` or a file of either."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

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
    found = _from_entries(source) if isinstance(source, Mapping) else np.asarray(source, dtype=float)
    if found.ndim != 2 or found.shape[1] < 3 or len(found) < 2:
        raise InputError(f"weights of shape {found.shape}: give (M, d + 2) with M >= 2, the columns w, b, a")
    if not np.isfinite(found).all():
        raise InputError("some weights are not finite: nothing can be read from a training that diverged")
    return found


def _load(path: Path) -> Any:
    if path.suffix not in (".npy", ".npz"):
        return _torch_file(path)
    try:
        stored = np.load(path, allow_pickle=False)
        return stored if path.suffix == ".npy" else dict(stored)
    except (ValueError, EOFError, BadZipFile) as error:
        raise InputError(f"{path} cannot be read as {path.suffix[1:]} of plain arrays: {error}") from error


def _torch_file(path: Path) -> Any:
    import pickle

    import torch

    try:
        stored = torch.load(path, map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, RuntimeError, EOFError) as error:
        raise InputError(f"{path} is no torch checkpoint of plain tensors: save model.state_dict()") from error
    if not isinstance(stored, Mapping):
        return _plain(stored)
    return next((stored[name] for name in NESTED if isinstance(stored.get(name), Mapping)), stored)


def _from_entries(entries: Mapping[str, Any]) -> Array:
    try:
        values = {str(name): np.asarray(_plain(value), dtype=float) for name, value in entries.items()}
    except (TypeError, ValueError) as error:
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


def _plain(value: Any) -> Any:
    """A torch tensor of any kind as an array; anything else as it is."""
    return value.detach().cpu().double().numpy() if hasattr(value, "detach") else value


def _columns(w: Array, b: Array, a: Array) -> Array:
    """One row a neuron. A hidden weight (M, d) with d > 1 makes ridges, which have no centre."""
    if w.ndim == 2 and w.shape[1] > 1:
        raise InputError(
            f"hidden weights {w.shape}: neurons with a vector of weights respond along ridges, which have no centre "
            "to read; docs/ridges.md says what can be known of them"
        )
    count, b = w.size, b.reshape(len(b), -1) if b.ndim else b.reshape(1, 1)
    if w.ndim not in (1, 2) or len(b) != count or a.size != count:
        raise InputError(f"hidden weight {w.shape}, bias {b.shape}, output weight {a.shape} do not fit: {FORMS}")
    return np.column_stack([w.reshape(count), b, a.reshape(count)])
