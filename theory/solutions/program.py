"""The limit losses of a regime as a Python program that stands on its own, with numpy and scipy.

The equations that define a regime's symbols (``theory.solutions.equations``) become statements: values, the positive
roots of quadratic equations, functions, and flows, which ``solve_ivp`` integrates.
"""

from collections.abc import Mapping, Sequence
from textwrap import indent

import sympy as sp
from sympy.core.function import AppliedUndef

from theory.solutions.equations import Equations
from theory.solutions.printer import Printer, name_of
from theory.solutions.symbols import H, N, a0, alpha, eta, nu, p, sigma2, t

RATIOS = {alpha: sigma2 * p, eta: H / p, nu: p / N, a0: sigma2 * H}
INTEGRAL = '''
def integral(f, low, high):
    """Of f, the root of (x - low) (high - x) times a smooth function: rules that converge exponentially must agree."""
    coarse, nodes = np.inf, 250
    while nodes < 1e6:
        theta = (np.arange(nodes) + 0.5) * np.pi / nodes
        x = low + (high - low) * np.sin(theta / 2) ** 2
        fine = np.pi / nodes * (high - low) / 2 * np.sum(np.sin(theta) * f(x))
        if np.isnan(fine) or abs(fine - coarse) <= 1e-12 * abs(fine):
            return fine
        coarse, nodes = fine, 2 * nodes
    raise ValueError("an integral does not settle: choose earlier times or less extreme values")

'''
ROOT = '''
def positive_root(a, b):
    """Of a g^2 + b g = 1, for a >= 0."""
    root = np.sqrt(b * b + 4 * a)
    return 2 / (b + root) if b >= 0 else (root - b) / (2 * a)

'''
CHECKED = '''
def checked(found):
    """The losses by name, with a warning for each that is negative, as no loss is, by more than rounding."""
    for name, values in found.items():
        if np.min(values) < -1e-9 * np.max(np.abs(values)):
            warnings.warn(f"the {name} loss is negative: sizes or times are far from this limit", stacklevel=3)
    return found

'''
LOSSES = '''
def losses(t, {arguments}):
    """The losses by name, not divided by p, at times t >= 0 of the flow dW/dt = -dL/dW: arrays of shape (n,)."""
    t = np.atleast_1d(np.asarray(t, dtype=float))
{ratios}{outer}
    def at({state}):
{inner}        return {results}

    with np.errstate(all="ignore"):
        {flow}rows = np.array([{calls}])
    if not np.all(np.isfinite(rows)):
        raise ValueError("the numbers leave the range of double precision: choose earlier times or other values")
    return checked(dict(zip({names}, rows.T)))


if __name__ == "__main__":
    for name, values in losses({example}).items():
        print(name, values)
'''
VELOCITY = """
def velocity(t, state):
    {unpacked} = state
    return [{rates}]

"""
FLOW = """grid, place = np.unique(np.append(0.0, t), return_inverse=True)
        options = {{"method": "DOP853", "t_eval": grid, "rtol": 1e-12, "atol": 1e-14}}
        flow = solve_ivp(velocity, (0.0, grid[-1] or 1.0), [{starts}], **options)
        if not flow.success:
            raise ValueError(flow.message)
        """


def example(regime: str, arguments: Sequence[str]) -> str:
    """Times and sizes near the limit of a regime, by its facets: ratios that vanish or grow there are 1/20 or 20."""
    facets = set(regime.split("+"))
    both = {"mean-field", "narrow-latent"} <= facets  # any H/p, but H sigma2 -> 0
    h = 100 if both else 2000 if "mean-field" in facets else 5 if "narrow-latent" in facets else 50
    n = 2000 if "large-data" in facets else 5 if "small-data" in facets else 200
    variance = 20 if "free" in facets else 1e-6 if both else 0.5
    sizes = {"p": 100, "H": h, "N": n, "sigma2": variance / max(h, 100)}
    given = ", ".join(f"{name}={sizes.get(name, 0.5):g}" for name in arguments)
    return f"np.linspace(0, {min(1, n / 100):g}, 5), {given}"


def program(
    title: str,
    losses: Mapping[str, sp.Expr],
    where: Sequence[sp.Basic],
    scalars: Sequence[str] = (),
    regime: str = "",
) -> str:
    """The text of a module with ``losses(t, p, H, N, sigma2, ...)`` and an example of its use.

    Parameters
    ----------
    title : the docstring of the module
    losses, where : the formulas of the losses by name, and the equations that define their symbols
    scalars : the names of the model's numbers beside sigma2, which become arguments
    regime : its name, which chooses the sizes of the example

    Raises
    ------
    InputError
        If the equations are more than values, quadratic roots, functions of one variable and ordinary differential
        equations.

    Source: the formulas' own.
    """
    known, printer = Equations.of(where), Printer()
    regular = {name: desingularized(loss) for name, loss in losses.items()}
    body = function(regular, known, printer, scalars, regime)
    imports = ["import warnings", "", "import numpy as np"]
    imports += ["from scipy.integrate import solve_ivp"] * bool(known.flows)
    imports += ["from scipy.special import hyp0f1"] * ("hyp0f1(" in body)
    helpers = CHECKED + INTEGRAL * ("integral(" in body) + ROOT * bool(known.roots)
    return "\n".join([f'"""{title}"""', "", *imports, "", helpers + body])


def function(
    losses: Mapping[str, sp.Expr],
    known: Equations,
    printer: Printer,
    scalars: Sequence[str],
    regime: str,
) -> str:
    """The function ``losses`` and the example."""
    arguments = ["p", "H", "N", "sigma2", *(name_of(name) for name in scalars)]
    moving = [name_of(each.func) for each in known.flows]
    inside = timely(known)
    outer = "".join(definition(f, value, printer) for f, value in known.functions.items() if f not in inside)
    inner = "".join(definition(f, known.functions[f], printer).lstrip("\n") for f in inside)
    starts = ", ".join(printer.doprint(known.starts[each.func]) for each in known.flows)
    return LOSSES.format(
        arguments=", ".join(arguments),
        ratios=indent(ratios(known.symbols.union(*(loss.free_symbols for loss in losses.values())), printer), " " * 4),
        outer=indent(outer + velocity(known, printer), " " * 4),
        state=", ".join(["t", *moving]),
        inner=indent("".join(step(x, value, printer) for x, value in known.steps) + inner, " " * 8),
        results="[" + ", ".join(printer.doprint(loss) for loss in losses.values()) + "]",
        flow=FLOW.format(starts=starts) if moving else "",
        calls="at(time, *state) for time, state in zip(t, flow.y.T[place[1:]])" if moving else "at(time) for time in t",
        names=repr(tuple(losses)),
        example=example(regime, arguments),
    )


def ratios(used: set[sp.Basic], printer: Printer) -> str:
    """The dimensionless numbers that the formulas use, after a check of those that must be finite."""
    refused = 'if not np.isfinite(N):\n    raise ValueError("the formula takes a finite N")\n' * bool(used & {N, nu})
    return refused + "".join(f"{name_of(x)} = {printer.doprint(v)}\n" for x, v in RATIOS.items() if x in used)


def timely(known: Equations) -> list[AppliedUndef]:
    """The functions that change with time, in themselves or through a value."""
    changing = {t, *(x for x, _ in known.steps)}
    return [f for f, value in known.functions.items() if value.free_symbols & changing]


def definition(f: AppliedUndef, value: sp.Expr, printer: Printer) -> str:
    """A function, and its slope if it is one of those by which a column grows."""
    (x,) = f.args
    removed = f"    {name_of(x)} = np.maximum({name_of(x)}, 1e-300)\n" if has_pole(value, x) else ""
    lines = f"\ndef {name_of(f.func)}({name_of(x)}):\n{removed}    return {printer.doprint(value)}\n"
    if not value.has(sp.Integral):
        return lines
    return lines + f"\ndef {name_of(f.func)}_slope({name_of(x)}):\n    return {printer.doprint(value.diff(x))}\n"


def has_pole(value: sp.Expr, x: sp.Symbol) -> bool:
    """Whether an expression divides by x, a removable singularity of the formulas at an eigenvalue zero."""
    return any(power.base == x and power.exp.is_negative for power in value.atoms(sp.Pow))


def velocity(known: Equations, printer: Printer) -> str:
    """The right sides of the differential equations."""
    if not known.flows:
        return ""
    rates = ", ".join(printer.doprint(rate) for rate in known.flows.values())
    names = [name_of(each.func) for each in known.flows]
    return VELOCITY.format(unpacked=", ".join(names) if names[1:] else f"({names[0]},)", rates=rates)


def step(x: sp.Symbol, value: sp.Expr | tuple[sp.Expr, sp.Expr], printer: Printer) -> str:
    """The assignment of a value or root."""
    if isinstance(value, tuple):
        return f"{name_of(x)} = positive_root({', '.join(printer.doprint(each) for each in value)})\n"
    return f"{name_of(x)} = {printer.doprint(value)}\n"


def desingularized(loss: sp.Expr) -> sp.Expr:
    """I_n(z) as (z/2)^n / n! 0F1(n + 1, z^2/4), whose powers of z cancel those that divide it at t = 0."""
    form = sp.Function("hyp0f1")
    return loss.replace(sp.besseli, lambda n, z: (z / 2) ** n / sp.factorial(n) * form(n + 1, z**2 / 4))
