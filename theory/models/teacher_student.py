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
)
