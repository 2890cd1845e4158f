"""The untied linear autoencoder with weight decay; ``error`` is the train loss without the penalty."""

from theory.matrix import Gaussian, define

MODEL = define(
    "untied-weight-decay",
    sizes={"p": "input dimension", "H": "latent dimension", "N": "samples"},
    scalars={"sigma2": "variance of the initial weights", "lambda": "weight decay"},
    matrices={
        "V": Gaussian(["p", "H"], "sigma2", trained=True),
        "U": Gaussian(["H", "p"], "sigma2", trained=True),
        "X": Gaussian(["p", "N"]),
    },
    losses={
        "train": "Tr((I - V*U)*X*X.T*(I - V*U).T)/(2*N) + lambda*(Tr(V*V.T) + Tr(U*U.T))/2",
        "error": "Tr((I - V*U)*X*X.T*(I - V*U).T)/(2*N)",
        "population": "Tr((I - V*U)*(I - V*U).T)/2",
    },
    flow="train",
    regimes={
        "large-data": {"p": -1, "H": -1, "N": 3, "sigma2": 1},
        "small-data": {"p": 1, "H": 1, "N": -3, "sigma2": -1, "lambda": 2, "t": -4},
        "mean-field": {"p": -1, "H": 1, "N": -1, "sigma2": -1},
        "narrow-latent": {"p": 1, "H": -3, "N": 1, "sigma2": -1},
        "free": {"p": 1, "H": 1, "N": 1, "sigma2": 3, "lambda": 4, "t": -4},
        "lazy": {"p": -3, "H": 5, "N": -3, "sigma2": -1, "t": -4},
        "weak-decay": {"lambda": -1},
    },
)
