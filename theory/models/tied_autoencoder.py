"""The weight-tied linear autoencoder ``x -> W W^T x`` (arXiv:2606.05335)."""

from theory.matrix import Gaussian, Model, define

MODEL = define(
    "tied-autoencoder",
    sizes={"p": "input dimension", "H": "latent dimension", "N": "samples"},
    scalars={"sigma2": "variance of the initial weights"},
    matrices={
        "W": Gaussian(["p", "H"], "sigma2", trained=True),
        "X": Gaussian(["p", "N"]),
    },
    losses={
        "train": "Tr((I - W*W.T)*X*X.T*(I - W*W.T))/(2*N)",
        "population": "Tr((I - W*W.T)**2)/2",
    },
    flow="train",
    regimes={
        "large-data": {"p": -1, "H": -1, "N": 3, "sigma2": 1},
        "small-data": {"p": 1, "H": 1, "N": -3, "sigma2": -1, "t": -4},
        "mean-field": {"p": -1, "H": 1, "N": -1, "sigma2": -1},
        "narrow-latent": {"p": 1, "H": -3, "N": 1, "sigma2": -1},
        "free": {"p": 1, "H": 1, "N": 1, "sigma2": 3, "t": -4},
    },
)


def variant(*, target: bool = True, infinite_data: bool = False) -> Model:
    """The model itself, or without the target in its losses, or with S = I in place of samples, as in
    :class:`theory.autoencoder.request.Request`.
    """
    if target and not infinite_data:
        return MODEL
    gap = "(I - W*W.T)" if target else "(W*W.T)"
    population = f"Tr({gap}**2)/2"
    train = population if infinite_data else f"Tr({gap}*X*X.T*{gap})/(2*N)"
    return define(
        "-".join([MODEL.name, *["free"] * (not target), *["infinite-data"] * infinite_data]),
        MODEL.sizes,
        MODEL.scalars,
        {"W": Gaussian(["p", "H"], "sigma2", trained=True), "X": Gaussian(["p", "N"])},
        {"train": train, "population": population},
        flow="train",
    )
