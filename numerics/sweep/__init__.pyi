from .dataset import on_axes as on_axes
from .dataset import read_dataset as read_dataset
from .dataset import write_dataset as write_dataset
from .failures import sound as sound
from .points import grid as grid
from .run import sweep as sweep
