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
)
