"""A coefficient of the expansion as plain text and as LaTeX, term by term."""

from theory.autoencoder.expansion import Coefficient
from theory.matrix import render

NAMES = ("p", "H", "N", "sigma2")


def coefficient_text(found: Coefficient) -> str:
    """For example ``1/2 p - p H sigma^2 + ...``; a coefficient without terms is ``0``."""
    return render.text(NAMES, found.terms)


def coefficient_latex(found: Coefficient) -> str:
    r"""For example ``\frac{1}{2} p - p H \sigma^{2} + ...``, in math mode."""
    return render.latex(NAMES, found.terms)
