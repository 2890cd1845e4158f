"""The weight-tied linear autoencoder ``x -> W W^T x`` trained by gradient flow (arXiv:2606.05335)."""

from theory.autoencoder.classify import Classification, by_scaling, by_sizes
from theory.autoencoder.expansion import Coefficient, coefficient
from theory.autoencoder.prism import Face, faces
from theory.autoencoder.regimes import REGIMES, Regime, regime
from theory.autoencoder.series import planar_taylor, taylor

__all__ = [
    "REGIMES",
    "Classification",
    "Coefficient",
    "Face",
    "Regime",
    "by_scaling",
    "by_sizes",
    "coefficient",
    "faces",
    "planar_taylor",
    "regime",
    "taylor",
]
