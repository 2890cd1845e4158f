"""Any matrix model: Gaussian matrices, a loss that is a polynomial in traces of their products, gradient flow."""

from theory.matrix.definition import Gaussian, Symmetric, define
from theory.matrix.expansion import Expansion, expansion
from theory.matrix.file import read
from theory.matrix.model import Letter, Loss, Model
from theory.matrix.sympy_door import from_sympy
from theory.matrix.variance import variance

__all__ = [
    "Expansion",
    "Gaussian",
    "Letter",
    "Loss",
    "Model",
    "Symmetric",
    "define",
    "expansion",
    "from_sympy",
    "read",
    "variance",
]
