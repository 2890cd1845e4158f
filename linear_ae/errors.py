"""The error for experiments that cannot be run."""


class ExperimentError(ValueError):
    """Bad sizes, times or data: the message says in one line what was wrong, what arrived and what to do."""


class IntegrationError(RuntimeError):
    """The flow could not be followed to the accuracy asked: the message says how far it came and what to do."""
