"""The error inside this room; ``read`` puts the name of the source before it."""

from linear_ae.errors import ExperimentError


class Unreadable(ExperimentError):
    """A table that cannot be read, or could be read in two ways: what, where (file line, column) and what to do."""
