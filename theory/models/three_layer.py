"""A linear network of three layers, ``x -> C B A x``, that reproduces its inputs."""

from theory.matrix import Gaussian, define

MODEL = define(
    "three-layer",
    sizes={
        "p": "input dimension",
        "H": "width of the first hidden layer",
        "K": "width of the second hidden layer",
        "N": "samples",
    },
    scalars={"sigma2": "variance of the initial weights"},
    matrices={
        "A": Gaussian(["H", "p"], "sigma2", trained=True),
        "B": Gaussian(["K", "H"], "sigma2", trained=True),
        "C": Gaussian(["p", "K"], "sigma2", trained=True),
        "X": Gaussian(["p", "N"]),
    },
    losses={
        "train": "Tr((I - C*B*A)*X*X.T*(I - C*B*A).T)/(2*N)",
        "population": "Tr((I - C*B*A)*(I - C*B*A).T)/2",
    },
    flow="train",
    regimes={
        "large-data": {"p": -1, "H": -1, "K": -1, "N": 4, "sigma2": 1},
        "small-data": {"p": 1, "H": 1, "K": 1, "N": -4, "sigma2": -1, "t": -5},
        "narrow-first": {"p": 1, "H": -4, "K": 1, "N": 1, "sigma2": -1},
        "narrow-second": {"p": 1, "H": 1, "K": -4, "N": 1, "sigma2": -1},
        "wide": {"p": -3, "H": 2, "K": 2, "N": -3, "sigma2": -2},
        "wide-first": {"p": -4, "H": 11, "K": -4, "N": -4, "sigma2": -1, "t": -5},
        "wide-second": {"p": -4, "H": -4, "K": 11, "N": -4, "sigma2": -1, "t": -5},
        "many-inputs": {"p": 2, "H": -1, "K": -1, "N": -1, "sigma2": -1, "t": -2},
        "free": {"p": 1, "H": 1, "K": 1, "N": 1, "sigma2": 4, "t": -10},
        "saddle": {"p": -2, "H": -2, "K": -2, "N": -2, "sigma2": -8, "t": 5},
    },
)
