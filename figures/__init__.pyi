from .comparison import compare as compare
