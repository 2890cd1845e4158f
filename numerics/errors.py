"""The error of numerical methods that did not reach the accuracy asked."""


class ConvergenceError(RuntimeError):
    """A method stopped short of its tolerance: the message says which, how far it came and what to try."""
