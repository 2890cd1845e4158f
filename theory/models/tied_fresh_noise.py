"""The weight-tied linear autoencoder that denoises, with fresh noise at every step: losses are means over noise."""

from theory.matrix import Gaussian, define

MODEL = define(
    "tied-fresh-noise",
    sizes={"p": "input dimension", "H": "latent dimension", "N": "samples"},
    scalars={"sigma2": "variance of the initial weights", "delta2": "variance of the input noise"},
    matrices={
        "W": Gaussian(["p", "H"], "sigma2", trained=True),
        "X": Gaussian(["p", "N"]),
    },
    losses={
        "train": "Tr((I - W*W.T)*X*X.T*(I - W*W.T))/(2*N) + delta2*Tr((W*W.T)**2)/2",
        "population": "Tr((I - W*W.T)**2)/2 + delta2*Tr((W*W.T)**2)/2",
    },
    flow="train",
    regimes={
        "large-data": {"p": -1, "H": -1, "N": 3, "sigma2": 1},
        "small-data": {"p": 1, "H": 1, "N": -3, "sigma2": -1, "delta2": 2, "t": -4},
        "mean-field": {"p": -1, "H": 1, "N": -1, "sigma2": -1},
        "narrow-latent": {"p": 1, "H": -3, "N": 1, "sigma2": -1},
        "free": {"p": 1, "H": 1, "N": 1, "sigma2": 3, "t": -4},
        "weak-noise": {"delta2": -1},
        "strong-noise": {"p": -1, "H": -1, "N": -1, "sigma2": -3, "delta2": 4},
    },
)
