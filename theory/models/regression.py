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
    regimes={
        "large-data": {"p": -5, "N": 3, "sigma2": -1, "mu2": -1, "delta2": 2},
        "small-data": {"p": 3, "N": -5, "sigma2": -1, "mu2": -1, "delta2": 2, "t": -8},
        "small-start": {"p": -1, "N": -1, "sigma2": -5, "mu2": 3, "delta2": 2},
        "large-start": {"p": -1, "N": -1, "sigma2": 3, "mu2": -5, "delta2": 2},
        "noiseless": {"p": 1, "N": 1, "sigma2": 1, "mu2": 1, "delta2": -2},
    },
)
