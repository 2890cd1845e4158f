"""A linear student ``V U`` with one hidden layer, taught by a linear teacher ``M``."""

from theory.matrix import Gaussian, define

MODEL = define(
    "teacher-student",
    sizes={"p": "input dimension", "q": "output dimension", "H": "hidden dimension", "N": "samples"},
    scalars={"sigma2": "variance of the initial weights", "mu2": "variance of the teacher's weights"},
    matrices={
        "V": Gaussian(["q", "H"], "sigma2", trained=True),
        "U": Gaussian(["H", "p"], "sigma2", trained=True),
        "M": Gaussian(["q", "p"], "mu2"),
        "X": Gaussian(["p", "N"]),
    },
    losses={
        "train": "Tr((M - V*U)*X*X.T*(M - V*U).T)/(2*N)",
        "population": "Tr((M - V*U)*(M - V*U).T)/2",
    },
    flow="train",
    regimes={
        "large-data": {"p": -2, "q": -2, "H": -2, "N": 7, "sigma2": 1, "t": 1},
        "narrow-hidden": {"p": 2, "q": 2, "H": -7, "N": 2, "sigma2": -1, "t": -1},
        "lazy": {"p": -1, "q": -1, "H": 2, "N": -1, "sigma2": -2, "mu2": 1},
        "free": {"sigma2": 1, "mu2": -1, "t": -1},
        "many-inputs": {"p": 2, "q": -1, "H": -1, "N": -1, "mu2": -1, "t": -2},
        "many-outputs": {"p": -5, "q": 4, "H": 4, "N": -5, "sigma2": -2, "t": -2},
        "few-outputs": {"p": 2, "q": -7, "H": 2, "N": 2, "sigma2": -1, "t": -1},
    },
)
