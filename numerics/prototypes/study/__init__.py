"""The Gaussian-MLP study: batched training in closed form, measures, storage, and the claims of arXiv:2605.25939."""

from numerics.prototypes.study.batches import Run, train
from numerics.prototypes.study.claims import Verdict, verdicts
from numerics.prototypes.study.measures import measure
from numerics.prototypes.study.problems import Problem, problem
from numerics.prototypes.study.run import run_study
from numerics.prototypes.study.settings import MASKS, Plan, Settings

__all__ = [
    "MASKS",
    "Plan",
    "Problem",
    "Run",
    "Settings",
    "Verdict",
    "measure",
    "problem",
    "run_study",
    "train",
    "verdicts",
]
