"""Low-rank adaptation: fixed pretrained weights ``W0``, a trained correction ``B A`` of rank r, a teacher ``M``."""

from theory.matrix import Gaussian, define

MODEL = define(
    "low-rank-adaptation",
    sizes={"p": "input dimension", "q": "output dimension", "r": "rank of the correction", "N": "samples"},
    scalars={
        "sigma2": "variance of the correction's initial weights",
        "omega2": "variance of the pretrained weights",
        "mu2": "variance of the teacher's weights",
    },
    matrices={
        "B": Gaussian(["q", "r"], "sigma2", trained=True),
        "A": Gaussian(["r", "p"], "sigma2", trained=True),
        "W0": Gaussian(["q", "p"], "omega2"),
        "M": Gaussian(["q", "p"], "mu2"),
        "X": Gaussian(["p", "N"]),
    },
    losses={
        "train": "Tr((W0 + B*A - M)*X*X.T*(W0 + B*A - M).T)/(2*N)",
        "population": "Tr((W0 + B*A - M)*(W0 + B*A - M).T)/2",
    },
    flow="train",
    regimes={
        "large-data": {"p": -2, "q": -2, "r": -2, "N": 7, "sigma2": 1, "t": 1},
        "low-rank": {"p": 2, "q": 2, "r": -7, "N": 2, "sigma2": -1, "t": -1},
        "lazy": {"p": -5, "q": -5, "r": 10, "N": -5, "sigma2": -11, "omega2": 3, "mu2": 3, "t": 1},
        "small-pretrained": {"sigma2": 1, "omega2": -3, "mu2": 2, "t": -1},
        "small-teacher": {"sigma2": 1, "omega2": 2, "mu2": -3, "t": -1},
        "many-inputs": {"p": 10, "q": -5, "r": -5, "N": -5, "sigma2": 1, "omega2": -3, "mu2": -3, "t": -11},
        "many-outputs": {"p": -5, "q": 4, "r": 4, "N": -5, "sigma2": -2, "t": -2},
        "few-outputs": {"p": 2, "q": -7, "r": 2, "N": 2, "sigma2": -1, "t": -1},
    },
)
