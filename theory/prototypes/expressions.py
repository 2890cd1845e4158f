"""Energies from a line of text, such as ``exp(-d/tau)`` or ``-tau*logsumexp_j(-r**2/tau)``.

The text is read by Python's own parser and its syntax tree walked with a white list; nothing is ever evaluated as
Python. A loss of pairs is written in the distance ``d`` of two prototypes, a loss of samples in the distance ``r`` of
a sample and a prototype, or its response ``phi``, inside a reduction over the prototypes or over the samples:

    exp(-d/tau)                                       PairEnergy          separation with a kink
    mean_i(phi_j*phi_k)                               PairEnergy          overlap
    -tau*logsumexp_j(-r**2/tau)                       AssignmentEnergy    coverage
    min_i(r**2)                                       AssignmentEnergy    hard attachment, over="samples"

Any further name is a parameter of the loss, which gets its value where the loss is used.
"""

import ast
import re
from fractions import Fraction

import sympy as sp

from theory.errors import InputError
from theory.names import meant
from theory.prototypes.energy import AssignmentEnergy, Energy, Feature, Inner, PairEnergy
from theory.prototypes.symbols import M, tau
from theory.prototypes.system import Point, Prototype, distance
from theory.syntax import syntax_tree

MAX_CHARACTERS = 1000
MAX_BITS = 4096  # of a power of two numbers
MAX_DIGITS = 40
DECIMAL = re.compile(r"(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", re.ASCII)
FUNCTIONS = {
    "abs": sp.Abs, "atan": sp.atan, "cos": sp.cos, "erf": sp.erf, "exp": sp.exp, "log": sp.log, "max": sp.Max,
    "min": sp.Min, "sin": sp.sin, "sqrt": sp.sqrt, "tanh": sp.tanh,
}  # fmt: skip
SEVERAL = ("max", "min")
REDUCTIONS = {
    f"{name}_{index}": (name, over)
    for name in ("sum", "logsumexp", "min")
    for index, over in (("j", "prototypes"), ("i", "samples"))
}
MEAN = "mean_i"
d, r, phi, w = sp.symbols("d r phi w", nonnegative=True)
r_j, r_k, phi_j, phi_k, w_j, w_k = sp.symbols("r_j r_k phi_j phi_k w_j w_k", nonnegative=True)
PAIR = {str(s): s for s in (d, w_j, w_k)}
SEEN = {str(s): s for s in (r_j, r_k, phi_j, phi_k)}
ASSIGNED = {str(s): s for s in (r, phi, w)}
ENDS = ("l",)
INDEXED = re.compile(r"[bcsuvwxzM]_\d*", re.ASCII)  # coordinates and widths of single prototypes and samples


def parse_loss(text: str) -> Energy:
    """The energy that the text spells; :class:`theory.errors.InputError` says what is wrong otherwise.

    >>> from theory.prototypes.forces import force
    >>> from theory.prototypes.system import sampled
    >>> force(parse_loss("max(0, 1 - d)"), sampled(2, 1), 0)[0]
    Heaviside(1 - Abs(c_1 - c_2))*sign(c_1 - c_2)
    """
    if len(text) > MAX_CHARACTERS:
        raise InputError(f"the loss has {len(text)} characters: give at most {MAX_CHARACTERS}, or a file")
    try:
        return _Reader(text).energy(syntax_tree(text.strip(), f"the loss {text!r}"))
    except (RecursionError, MemoryError):
        raise InputError(f"the loss {text[:40]!r}... is nested too deeply: give it in a file") from None


class _Reader:
    """One formula: the arguments of its reductions or means, with a placeholder for each in the rest."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.parts: dict[sp.Symbol, sp.Expr] = {}
        self.kinds: set[str] = set()
        self.inside = ""

    def energy(self, node: ast.expr) -> Energy:
        whole = self.value(node)
        if any(part.has(sp.I, sp.zoo, sp.nan, sp.oo, -sp.oo) for part in (whole, *self.parts.values())):
            raise self.wrong("is not a real number everywhere: no roots or logarithms of what is negative or zero")
        if self.kinds - {MEAN} and (MEAN in self.kinds or whole.free_symbols & set(PAIR.values())):
            raise self.wrong("compares pairs (d, w_j, mean_i) and samples (sum_j ...) at once: give two losses")
        if self.kinds - {MEAN}:
            return self._assignment(whole)
        if not whole.free_symbols & {*self.parts, *PAIR.values()}:
            raise self.wrong("depends on no prototype: use d, or r and phi inside a reduction such as min_j")
        return self._pair(whole)

    def _assignment(self, whole: sp.Expr) -> AssignmentEnergy:
        if len(self.kinds) > 1:
            raise self.wrong(f"mixes {' and '.join(sorted(self.kinds))}: give one loss for each")
        (kind,) = self.kinds
        reduce, over = REDUCTIONS[kind]

        def read(part: sp.Expr) -> Inner:
            return lambda z, p: part.xreplace({r: distance(z, p.centre), phi: p.response(z), w: p.width})

        places = list(self.parts)
        return AssignmentEnergy(
            self.text,
            tuple(read(part) for part in self.parts.values()),
            lambda s, count: whole.xreplace({**dict(zip(places, s, strict=True)), M: count}),
            reduce,  # type: ignore[arg-type]
            over,  # type: ignore[arg-type]
        )

    def _pair(self, whole: sp.Expr) -> PairEnergy:
        bare = sorted(whole.free_symbols & set(PAIR.values()), key=str)
        if M in whole.free_symbols:
            raise self.wrong("uses M, but a loss of pairs is a mean over them: leave it out")
        if not self.parts:
            return PairEnergy(self.text, (_feature(whole),), lambda u: u[0])
        places, features = [*self.parts, *bare], [*self.parts.values(), *bare]
        return PairEnergy(
            self.text,
            tuple(_feature(part) for part in features),
            lambda u: whole.xreplace(dict(zip(places, u, strict=True))),
        )

    def value(self, node: ast.expr) -> sp.Expr:
        match node:
            case ast.Constant(value=value) if type(value) in (int, float):
                return self._number(ast.get_source_segment(self.text.strip(), node) or "")
            case ast.Name(id=name):
                return self._name(name)
            case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=operand):
                return -self.value(operand) if isinstance(sign, ast.USub) else self.value(operand)
            case ast.BinOp(left=left, op=op, right=right):
                return self._operation(op, self.value(left), self.value(right))
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if arguments:
                return self._call(name, arguments)
        raise self.wrong(f"has {ast.unparse(node)[:40]!r}: numbers, names, + - * / ** and functions are all there is")

    def _number(self, text: str) -> sp.Expr:
        size = abs(float(text)) if len(text) <= MAX_DIGITS and DECIMAL.fullmatch(text) else float("nan")
        if not (size == 0 or 1e-300 <= size <= 1e300):
            raise self.wrong(f"has the number {text[:MAX_DIGITS]}: give decimals between 1e-300 and 1e300")
        return sp.Rational(Fraction(text)) if size else sp.S.Zero

    def _name(self, name: str) -> sp.Expr:
        known = {"tau": tau, "M": M, **(PAIR if self.inside in ("", MEAN) else ASSIGNED)}
        if self.inside == MEAN:
            known |= SEEN
        if name in known:
            return known[name]
        if name in {*PAIR, *SEEN, *ASSIGNED, *FUNCTIONS, *REDUCTIONS, MEAN, *ENDS} or INDEXED.fullmatch(name):
            where = f"inside {self.inside}" if self.inside else "outside of a reduction"
            raise self.wrong(f"has {name} {where}: {_PLACES.get(name, 'it is taken; rename the parameter')}")
        return sp.Symbol(name, real=True)

    def _operation(self, op: ast.operator, first: sp.Expr, second: sp.Expr) -> sp.Expr:
        match op:
            case ast.Add():
                return first + second
            case ast.Sub():
                return first - second
            case ast.Mult():
                return first * second
            case ast.Div():
                if second.is_zero:
                    raise self.wrong("divides by 0")
                return first / second
            case ast.Pow():
                if first.is_Rational and second.is_Rational:
                    bits = max(int(first.p).bit_length(), int(first.q).bit_length()) * abs(second)
                    if bits > MAX_BITS or (first.is_zero and second < 0):
                        raise self.wrong(f"has the power {first}**{second}"[:80] + ": give a smaller one")
                return first**second
        raise self.wrong("has an operation that is not + - * / **")

    def _call(self, name: str, arguments: list[ast.expr]) -> sp.Expr:
        if name in FUNCTIONS:
            if (len(arguments) > 1) is not (name in SEVERAL):
                raise self.wrong(f"gives {len(arguments)} argument(s) to {name}, which takes "
                                 f"{'several' if name in SEVERAL else 'one'}")  # fmt: skip
            return FUNCTIONS[name](*map(self.value, arguments))
        if name not in {*REDUCTIONS, MEAN}:
            known = [*FUNCTIONS, *REDUCTIONS, MEAN]
            raise self.wrong(f"has no known function {name}{meant(name, known)}: choose from {', '.join(known)}")
        if self.inside or len(arguments) > 1:
            raise self.wrong(f"has {name} inside {self.inside or 'several arguments'}: give it one argument, "
                             "no reduction inside")  # fmt: skip
        self.inside = name
        part, self.inside = self.value(arguments[0]), ""
        if M in part.free_symbols:
            raise self.wrong(f"has M inside {name}: write it outside")
        self.kinds.add(name)
        place = sp.Dummy(f"{name}_{len(self.parts)}", real=True)
        self.parts[place] = part
        return place

    def wrong(self, what: str) -> InputError:
        return InputError(f"the loss {self.text!r} {what}")


_PLACES = {
    **dict.fromkeys(PAIR, "it belongs to a pair of prototypes"),
    **dict.fromkeys(SEEN, "write it inside mean_i, the mean over the samples"),
    **dict.fromkeys(ASSIGNED, "write it inside a reduction such as min_j(...), sum_j(...) or logsumexp_i(...)"),
    "l": "it stands for the left end of the hull; rename the parameter",
}


def _feature(part: sp.Expr) -> Feature:
    """A function of a sample and two prototypes from an expression in the names of a pair."""

    def feature(z: Point, p: Prototype, q: Prototype) -> sp.Expr:
        seen = {r_j: distance(z, p.centre), r_k: distance(z, q.centre), phi_j: p.response(z), phi_k: q.response(z)}
        return part.xreplace({d: distance(p.centre, q.centre), w_j: p.width, w_k: q.width, **seen})

    return feature
