"""What a computation raises when it has no answer to give."""


class NotConverged(RuntimeError):
    """An integration, a Newton iteration or a search ended without a result; the message says where."""
