"""The weight-tied linear autoencoder that denoises: its inputs carry Gaussian noise, its targets do not."""

from theory.matrix import Gaussian, define

MODEL = define(
    "tied-noisy-inputs",
    sizes={"p": "input dimension", "H": "latent dimension", "N": "samples"},
    scalars={"sigma2": "variance of the initial weights", "delta2": "variance of the input noise"},
    matrices={
        "W": Gaussian(["p", "H"], "sigma2", trained=True),
        "X": Gaussian(["p", "N"]),
        "Z": Gaussian(["p", "N"], "delta2"),
    },
    losses={
        "train": "Tr((X - W*W.T*(X + Z))*(X - W*W.T*(X + Z)).T)/(2*N)",
        "population": "Tr((I - W*W.T)**2)/2 + delta2*Tr((W*W.T)**2)/2",
    },
    flow="train",
)
