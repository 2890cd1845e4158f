"""Independent runs of a model before they are followed: their numbers, batches, draws and flows."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import Tensor

from linear_ae.schedule import STATES, Schedule, checked_device, schedule
from numerics.models.controls import controls as known_traces
from numerics.models.draws import stacked
from numerics.models.given import checked
from numerics.models.matrix_flow import MatrixFlow
from numerics.models.point import Point
from numerics.models.reduction import reduction

BATCH_ENTRIES = 2**18
"""Entries of the states of a batch: 2 MiB; with fewer, what one evaluation costs beside its products is felt."""


class Runs:
    """Runs of a point, numbered, before they are followed.

    Arguments are those of :func:`numerics.models.simulation.simulate`.

    ``means`` are those of the control variates, ``held`` the numbers that a run holds.
    """

    def __init__(
        self,
        point: Point,
        matrices: Mapping[str, ArrayLike],
        seed: int = 0,
        complex_letters: bool = False,
        controls: bool = False,
        device: str = "cpu",
    ) -> None:
        model, self.device = point.model, checked_device(device)
        self.point, self.seed, self.complex_letters = point, seed, complex_letters
        self.given = {i: torch.as_tensor(x, device=self.device)[None] for i, x in checked(point, matrices).items()}
        self.drawn = [i for i in range(len(model.letters)) if i not in self.given]
        self.moving, entries = (
            sum(math.prod(point.shape(model.letters[i])) for i in letters) * (1 + complex_letters)
            for letters in (model.trained, self.drawn)
        )
        self.held = STATES * self.moving + entries
        known = known_traces(model, complex_letters) if controls and not self.given else ()
        self.means = np.array([sum(float(c) * point.monomial(e) for e, c in mean.items()) for _, mean in known])
        smaller = reduction(model)
        self.smaller = smaller if smaller is not None and smaller.pays(point) else None
        self.observed = [product if self.smaller is None else self.smaller.product(product) for product, _ in known]

    def plan(self, runs: int) -> Schedule:
        """So many of them in batches."""
        return schedule(self.moving, 8, runs, self.device, None, fill=BATCH_ENTRIES)

    def started(self, members: Sequence[int]) -> tuple[MatrixFlow, Tensor]:
        """The flow of the runs of these numbers, and their starts."""
        generators = [np.random.default_rng([self.seed, k]) for k in members]
        drawn = stacked(self.point, self.drawn, generators, self.complex_letters)
        letters = {i: torch.as_tensor(matrix, device=self.device) for i, matrix in drawn.items()}
        letters |= {i: x.to(torch.complex128) if self.complex_letters else x for i, x in self.given.items()}
        if self.smaller is not None:
            letters = self.smaller.diagonal(letters)
        followed = self.point if self.smaller is None else self.smaller.point(self.point)
        fixed = {i: matrix for i, matrix in letters.items() if i not in self.point.model.trained}
        flow = MatrixFlow(followed, fixed, self.complex_letters, self.observed)
        return flow, flow.pack([letters[i] for i in flow.trained])
