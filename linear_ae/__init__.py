"""The experiment: simulated gradient flow of the weight-tied linear autoencoder.

``linear_ae.simulate`` runs it and is imported on its own, because it loads torch.
"""

from linear_ae.data import Data, load, prepare
from linear_ae.errors import ExperimentError
from linear_ae.reading import Table, read
from linear_ae.sizes import Sizes

__all__ = ["Data", "ExperimentError", "Sizes", "Table", "load", "prepare", "read"]
