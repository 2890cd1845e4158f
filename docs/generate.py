"""Writes into the pages of docs/ the formulas that the code has, in LaTeX, between marks that no reader sees:

    <!-- regime large-data -->                                          scaling, rate, losses and equations
    <!-- formula PR4 D = theory.prototypes.continuum: diffusivity(g) --> a sympy object under a number, `-` for none
    <!-- solved untied-autoencoder -->                                  all regimes of a model by kind of solution

all closed by ``<!-- end -->``. Run ``python docs/generate.py`` after a change of the code or of the marks;
tests/docs/test_formulas.py fails while a page differs from what this would write.
"""

import re
import sys
from importlib import import_module
from pathlib import Path

import sympy as sp

DOCS = Path(__file__).parent
MARKED = re.compile(r"(<!-- (regime|formula|solved) (.*?) -->\n).*?(<!-- end -->)", re.DOTALL)
FORMULA = re.compile(r"(\S+) (?:(.+) = )?([\w.]+): (.+)")


def filled(page: str) -> str:
    """The page with every marked block written anew."""
    return MARKED.sub(lambda found: found[1] + WRITERS[found[2]](found[3]) + found[4], page)


def regime_block(name: str) -> str:
    """Scaling condition, natural rate, both losses and the equations that define their symbols."""
    from theory.autoencoder.regimes import regime

    face = regime(name)
    scaling = r",\; ".join(rf"{latex(scale)} \to {latex(limit)}" for scale, limit in face.scaling)
    table = f"| scaling | rate | solution |\n|---|---|---|\n| ${scaling}$ | $T = {latex(face.time_scale)}$ | "
    train, population = r"L_{\mathrm{train}}", r"L_{\mathrm{pop}}"
    if face.train == face.population:
        losses = [f"{train} = {population} = {latex(face.train)}"]
    else:
        losses = [f"{train} = {latex(face.train)}", f"{population} = {latex(face.population)}"]
    where = [latex(equation) for equation in face.where]
    return f"{table}{face.solution} |\n\n" + "".join(displayed(formula) for formula in [*losses, *where])


def formula_block(request: str) -> str:
    """One displayed formula: number, left side (if any), module, expression evaluated there."""
    parsed = FORMULA.fullmatch(request)
    if parsed is None:
        raise ValueError(f"a formula reads 'NUMBER [LEFT = ]MODULE: EXPRESSION', got {request!r}")
    number, left, module, expression = parsed.groups()
    value = eval(expression, dict(vars(import_module(module))))
    tag = "" if number == "-" else rf" \tag{{{number}}}"
    return displayed((f"{left} = " if left else "") + latex(value) + tag)


def solved_block(model: str) -> str:
    """How every regime of a model is known, with how many there are of each kind."""
    from theory.matrix.regimes import regimes
    from theory.models import load
    from theory.solutions import solutions

    known, found = solutions(model), regimes(load(model))
    names: dict[str, list[str]] = {kind: [] for kind in ("closed form", "quadrature", "ode", "series", "open")}
    for regime in (*found.regimes, *found.alternating):
        names[known[regime.name].kind if regime.name in known else "open"].append(regime.name)
    rows = [f"| {kind} | {len(each)} | {', '.join(each)} |\n" for kind, each in names.items() if each]
    return "| kind | number | regimes |\n|---|---|---|\n" + "".join(rows) + "\n"


def displayed(formula: str) -> str:
    """A paragraph of displayed mathematics."""
    return f"$$\n{formula}\n$$\n\n"


def latex(value: object) -> str:
    """LaTeX as both MathJax and KaTeX read it."""
    return sp.latex(value).replace(r"\limits", "")


WRITERS = {"regime": regime_block, "formula": formula_block, "solved": solved_block}


def main() -> None:
    """Write all pages; names those that changed."""
    sys.path.insert(0, str(DOCS.parent))
    for path in sorted(DOCS.rglob("*.md")):
        page = path.read_text(encoding="utf-8")
        if (new := filled(page)) != page:
            path.write_text(new, encoding="utf-8")
            print(path.relative_to(DOCS.parent))


if __name__ == "__main__":
    main()
