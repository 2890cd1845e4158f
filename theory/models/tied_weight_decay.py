"""The weight-tied linear autoencoder with weight decay; ``error`` is the train loss without the penalty."""

from theory.matrix import Gaussian, define

MODEL = define(
    "tied-weight-decay",
    sizes={"p": "input dimension", "H": "latent dimension", "N": "samples"},
    scalars={"sigma2": "variance of the initial weights", "lambda": "weight decay"},
    matrices={
        "W": Gaussian(["p", "H"], "sigma2", trained=True),
        "X": Gaussian(["p", "N"]),
    },
    losses={
        "train": "Tr((I - W*W.T)*X*X.T*(I - W*W.T))/(2*N) + lambda*Tr(W*W.T)/2",
        "error": "Tr((I - W*W.T)*X*X.T*(I - W*W.T))/(2*N)",
        "population": "Tr((I - W*W.T)**2)/2",
    },
    flow="train",
)
