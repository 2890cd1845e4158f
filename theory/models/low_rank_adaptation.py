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
)
