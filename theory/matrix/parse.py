"""Loss formulas such as ``Tr((I - V*U)*X*X.T*(I - V*U).T)/(2*N)`` as trace polynomials.

The text is read by Python's own parser and its syntax tree walked with a white list; nothing is ever evaluated as
Python. Numbers, declared names, ``I``, ``Tr(...)``, ``.T``, ``+ - * /`` and ``**`` are all there is.
"""

import ast
import keyword
import re
from collections.abc import Callable, Mapping
from fractions import Fraction

from theory.errors import InputError
from theory.matrix.algebra import IDENTITY, Algebra, Scalar, Value, number
from theory.names import meant
from theory.syntax import syntax_tree

MAX_CHARACTERS = 10_000
MAX_DIGITS = 40
MARK = "__"
REAL = "matrices are real; a complex W = A + iB is two of them, and its loss is written in A and B"
OPERATIONS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}


class Parser:
    """Formulas over given names; ``values`` are the declared sizes, scalars and matrices."""

    def __init__(self, algebra: Algebra, values: Mapping[str, Value]) -> None:
        self.algebra = algebra
        self.values = {"I": IDENTITY, **values}
        self.reserved = [name for name in values if keyword.iskeyword(name)]

    def scalar(self, text: str) -> Scalar:
        """The trace polynomial that ``text`` spells; :class:`theory.errors.InputError` names the place otherwise."""
        value = self.parse(text)
        if not isinstance(value, Scalar):
            raise InputError(f"{short(text)} is a matrix, not a number; put it inside Tr(...)")
        return value

    def parse(self, text: str) -> Value:
        """The number or matrix that ``text`` spells."""
        if not isinstance(text, str):
            raise InputError(f"a formula is a text in quotes, got {text!r}")
        if len(text) > MAX_CHARACTERS:
            raise InputError(f"a formula has at most {MAX_CHARACTERS} characters, got {len(text)}")
        source = " ".join(text.split())
        for name in self.reserved:
            source = re.sub(rf"\b{name}\b", name + MARK, source)
        try:
            return self._value(syntax_tree(source, short(text)), source)
        except (RecursionError, MemoryError, ValueError) as error:
            if isinstance(error, InputError):
                raise
            raise InputError(f"{short(text)} is no formula: it is nested too deeply or has too long a number") from None

    def _value(self, node: ast.expr, source: str) -> Value:
        handler: Callable[[ast.expr, str], Value] | None = getattr(self, f"_{type(node).__name__}", None)
        if handler is None:
            raise InputError(f"{self._shown(node, source)} is not one of numbers, names, I, Tr(...), .T, + - * / **")
        try:
            return handler(node, source)
        except Located:
            raise
        except InputError as error:
            raise Located(f"{error}, in {self._shown(node, source)}") from None

    def _shown(self, node: ast.expr, source: str) -> str:
        segment = ast.get_source_segment(source, node) or source
        for name in self.reserved:
            segment = segment.replace(name + MARK, name)
        return short(segment)

    def _Constant(self, node: ast.Constant, source: str) -> Value:
        text = ast.get_source_segment(source, node) or ""
        if type(node.value) not in (int, float) or len(text) > MAX_DIGITS:
            raise InputError(f"numbers are integers or decimals of at most {MAX_DIGITS} characters")
        if not re.fullmatch(r"[\d_]*\.?[\d_]*", text):
            raise InputError("numbers are written in decimal digits, without a power of ten")
        return number(Fraction(text.replace("_", "")))

    def _Name(self, node: ast.Name, source: str) -> Value:  # noqa: ARG002
        name = node.id.removesuffix(MARK) if node.id.removesuffix(MARK) in self.reserved else node.id
        if name == "Tr":
            raise InputError("Tr is written Tr(...)")
        if name not in self.values:
            raise InputError(f"unknown name {name!r}{meant(name, self.values)}; declared are {', '.join(self.values)}")
        return self.values[name]

    def _Attribute(self, node: ast.Attribute, source: str) -> Value:
        if node.attr != "T":
            complex_ = f" ({REAL})" * (node.attr in ("H", "C", "conj", "conjugate", "adjoint"))
            raise InputError(f"the only attribute is .T, got .{node.attr}{complex_}")
        return self.algebra.transpose(self._value(node.value, source))

    def _Call(self, node: ast.Call, source: str) -> Value:
        if not isinstance(node.func, ast.Name) or node.func.id != "Tr":
            raise InputError("the only function is Tr(...)")
        if len(node.args) != 1 or node.keywords or isinstance(node.args[0], ast.Starred):
            raise InputError("Tr takes one matrix")
        return self.algebra.trace(self._value(node.args[0], source))

    def _UnaryOp(self, node: ast.UnaryOp, source: str) -> Value:
        if not isinstance(node.op, ast.UAdd | ast.USub):
            raise InputError("the only signs are + and -")
        value = self._value(node.operand, source)
        return self.algebra.multiply(number(-1), value) if isinstance(node.op, ast.USub) else value

    def _BinOp(self, node: ast.BinOp, source: str) -> Value:
        sign = OPERATIONS.get(type(node.op))
        if sign is None:
            raise InputError("the operations are + - * / **; * also multiplies matrices, ** is the power")
        first, second = self._value(node.left, source), self._value(node.right, source)
        if sign == "**":
            return self.algebra.power(first, constant(second))
        if sign in "+-":
            return self.algebra.add(first, second, 1 if sign == "+" else -1)
        return self.algebra.multiply(first, second) if sign == "*" else self.algebra.divide(first, second)


def short(text: str) -> str:
    """``text`` in quotes, its beginning if it is long."""
    return repr(text if len(text) <= 80 else text[:77] + "...")


class Located(InputError):
    """An error that already names its place."""


def constant(value: Value) -> Fraction:
    """The rational number that ``value`` is."""
    if isinstance(value, Scalar):
        if not value.terms:
            return Fraction(0)
        if list(value.terms) == [()] and list(value.terms[()]) == [0]:
            return value.terms[()][0]
    raise InputError("a power is a number")
