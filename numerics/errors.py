"""Errors of numerical methods and of the machinery that runs them."""


class ConvergenceError(RuntimeError):
    """A method stopped short of its tolerance: the message says which, how far it came and what to try."""


class SweepError(RuntimeError):
    """A sweep's machinery failed (workers that cannot start, a scheduler that is gone), not a point of its table.

    What finished is in the store.
    """
