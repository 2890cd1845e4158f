"""What people look at: one short file per figure, one plotting style, and the command line ``prism``."""
