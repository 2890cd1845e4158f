"""Any matrix model: Gaussian matrices, a loss that is a polynomial in traces of their products, gradient flow."""

from theory.matrix.definition import Gaussian, Symmetric, define
from theory.matrix.expansion import Expansion, expansion
from theory.matrix.model import Letter, Loss, Model

__all__ = ["Expansion", "Gaussian", "Letter", "Loss", "Model", "Symmetric", "define", "expansion"]
