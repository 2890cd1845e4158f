from .experiment import RIDGE_MASKS as RIDGE_MASKS
from .experiment import ridge_experiment as ridge_experiment
from .places import crossings as crossings
from .places import distance_to_data as distance_to_data
from .places import feet as feet
from .places import misses_hull as misses_hull
