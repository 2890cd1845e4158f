"""A quadratic network ``x -> |W^T x|^2`` taught by another, ``|M^T x|^2``, on Gaussian inputs without end."""

from theory.matrix import Gaussian, define

MODEL = define(
    "quadratic",
    sizes={"p": "input dimension", "H": "hidden units", "K": "hidden units of the teacher"},
    scalars={"sigma2": "variance of the initial weights", "mu2": "variance of the teacher's weights"},
    matrices={
        "W": Gaussian(["p", "H"], "sigma2", trained=True),
        "M": Gaussian(["p", "K"], "mu2"),
    },
    losses={
        "population": "Tr((W*W.T - M*M.T)**2) + Tr(W*W.T - M*M.T)**2/2",
    },
    flow="population",
    regimes={
        "small-student": {"p": -1, "H": -2, "K": 1, "sigma2": -2, "mu2": 1, "t": -1},
        "free": {"p": -1, "H": 1, "K": -2, "sigma2": 1, "mu2": -2, "t": -1},
    },
)
