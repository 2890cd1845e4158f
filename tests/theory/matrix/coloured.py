"""The tied autoencoder with a fixed symmetric matrix C in its loss, whose moments c_k are numbers of their own."""

from theory.matrix import Gaussian, Symmetric, define

COLOURED = define(
    "coloured",
    {"p": "", "H": ""},
    {"s": ""},
    {"W": Gaussian(["p", "H"], "s", trained=True), "C": Symmetric("p", "c")},
    {"L": "Tr((I - W*W.T)*C*(I - W*W.T))/2"},
    "L",
)
