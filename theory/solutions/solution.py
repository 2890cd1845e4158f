"""A regime of a model whose losses are known: formulas or equations, their Taylor series, where they hold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import sympy as sp

from theory import notebook
from theory.autoencoder.regimes.regime import Solution as Kind
from theory.errors import InputError
from theory.matrix import regimes as matrix
from theory.matrix.model import Model
from theory.models import load

Series = Mapping[str, tuple[sp.Expr, ...]]


@dataclass(frozen=True)
class Solution:
    """The limit losses of one regime of a library model, with the same few answers for all.

    Attributes
    ----------
    model : the name of the model in `theory.models`
    name : the name of the regime among those of `theory.matrix.regimes`
    losses : the limits of the model's losses, raw (not divided by p), as functions of the time t of the flow
        ``dW/dt = -dL/dW``
    kind : how a number is obtained
    where : equations that define the symbols which the losses use
    domain : the sizes, scalars and times for which the formulas hold
    source : where the formula is derived
    expansion : the Taylor coefficients of every loss over p in t up to a given order, from the formula or its equations
    any_spectrum : whether the law of the eigenvalues of S may be any, not only that of Gaussian samples
    beyond : whether losses and series keep more than the leading terms of the face: all of them exact, but some of an
        order that is negligible there for one loss and leads for another
    """

    model: str
    name: str
    losses: Mapping[str, sp.Expr]
    kind: Kind
    where: tuple[sp.Basic, ...]
    domain: str
    source: str
    expansion: Callable[[int], Series]
    any_spectrum: bool = False
    beyond: bool = False

    def _repr_latex_(self) -> str:
        heading = rf"&\text{{{self.model}, {self.name}: {self.domain}}}"
        return notebook.displayed(heading, *notebook.equations(self.losses, self.where))

    def __repr__(self) -> str:
        return f"Solution({self.model}, {self.name}, {self.kind})"

    def cite(self) -> str:
        """The page of the docs that derives the formulas."""
        return f"{self.model}, {self.name}: {self.source}"

    def series(self, order: int) -> Series:
        """Taylor coefficients c_0 .. c_order in t of every loss over p: exact polynomials in alpha, eta, nu and the
        model's scalars.
        """
        if order < 0:
            raise InputError(f"the order of a series is an integer >= 0, got {order}")
        return self.expansion(order)

    @property
    def definition(self) -> Model:
        """The model."""
        return load(self.model)

    @property
    def regime(self) -> matrix.Regime:
        """The face of the model's polyhedron: the condition and the natural rate."""
        return matrix.regimes(self.definition)[self.name]
