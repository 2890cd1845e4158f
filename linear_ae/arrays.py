"""The type of the arrays of numbers that the experiment takes and returns."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
