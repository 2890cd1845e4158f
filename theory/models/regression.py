"""Linear regression ``y = M x + noise`` by gradient flow from a random start, q outputs at once."""

from theory.matrix import Gaussian, define

MODEL = define(
    "regression",
    sizes={"p": "input dimension", "q": "outputs", "N": "samples"},
    scalars={
        "sigma2": "variance of the initial weights",
        "mu2": "variance of the true weights",
        "delta2": "variance of the label noise",
    },
    matrices={
        "W": Gaussian(["q", "p"], "sigma2", trained=True),
        "M": Gaussian(["q", "p"], "mu2"),
        "X": Gaussian(["p", "N"]),
        "E": Gaussian(["q", "N"], "delta2"),
    },
    losses={
        "train": "Tr(((W - M)*X - E)*((W - M)*X - E).T)/(2*N)",
        "population": "Tr((W - M)*(W - M).T)/2",
    },
    flow="train",
)
