"""The linear autoencoder ``x -> V U x`` with separate encoder and decoder."""

from theory.matrix import Gaussian, define

MODEL = define(
    "untied-autoencoder",
    sizes={"p": "input dimension", "H": "latent dimension", "N": "samples"},
    scalars={"sigma2": "variance of the initial weights"},
    matrices={
        "V": Gaussian(["p", "H"], "sigma2", trained=True),
        "U": Gaussian(["H", "p"], "sigma2", trained=True),
        "X": Gaussian(["p", "N"]),
    },
    losses={
        "train": "Tr((I - V*U)*X*X.T*(I - V*U).T)/(2*N)",
        "population": "Tr((I - V*U)*(I - V*U).T)/2",
    },
    flow="train",
)
