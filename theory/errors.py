"""The error that every package raises for arguments outside a function's domain."""


class InputError(ValueError):
    """Bad input: the message says in one line what was wrong, what arrived and what to do."""
