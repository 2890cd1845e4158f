"""The error for experiments that cannot be run."""


class ExperimentError(ValueError):
    """Bad sizes, times or data: the message says in one line what was wrong, what arrived and what to do."""
