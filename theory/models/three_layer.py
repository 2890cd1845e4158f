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
)
