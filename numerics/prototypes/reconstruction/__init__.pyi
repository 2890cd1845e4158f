from .calibration import Calibration as Calibration
from .calibration import calibrate as calibrate
from .checkpoint import read_weights as read_weights
from .comparison import compare_readings as compare_readings
from .kkt import kkt_inputs as kkt_inputs
from .reading import Reading as Reading
from .reading import reconstruct as reconstruct
from .recipe import Recipe as Recipe
