"""A user's formula as Python's syntax tree."""

import ast
import warnings

from theory.errors import InputError


def syntax_tree(text: str, shown: str) -> ast.expr:
    """The syntax tree of an expression, which is called ``shown`` where :class:`theory.errors.InputError` refuses it.

    What Python reads but warns of, as ``1or 2``, is refused like what it does not read.

    >>> ast.unparse(syntax_tree("Tr(W)/2", "the loss"))
    'Tr(W) / 2'
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return ast.parse(text, mode="eval").body
    except SyntaxError as error:
        place = f" at character {error.offset}" if error.offset else ""
        raise InputError(f"{shown} is no formula: {error.msg[:60]}{place}") from None
