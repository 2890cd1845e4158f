"""The library of models, one short file each, and models from a file of one's own."""

from importlib import import_module
from pathlib import Path

from theory.errors import InputError
from theory.matrix.file import read
from theory.matrix.model import Model
from theory.names import meant

NAMES = (
    "tied-autoencoder",
    "untied-autoencoder",
    "tied-weight-decay",
    "untied-weight-decay",
    "tied-noisy-inputs",
    "tied-fresh-noise",
    "teacher-student",
    "three-layer",
    "regression",
    "quadratic",
    "low-rank-adaptation",
)
"""A model ``a-b`` is the ``MODEL`` of ``theory/models/a_b.py``."""


def names() -> tuple[str, ...]:
    """The library's models."""
    return NAMES


def load(name: str | Path) -> Model:
    """The library's model of that name, or the model of a file ``*.toml``.

    Raises :class:`theory.errors.InputError` for a name that is neither, and for a file that is no model.
    """
    if str(name) in NAMES:
        model: Model = import_module(f"{__name__}.{str(name).replace('-', '_')}").MODEL
        return model
    if Path(name).suffix == ".toml":
        return read(name)
    raise InputError(
        f"the model is a file NAME.toml or one of {', '.join(NAMES)}; got {str(name)!r}{meant(name, NAMES)}"
    )
