"""The command line ``prism``: one file per command, each imported only when it is called."""

from figures.cli.main import main, prism

__all__ = ["main", "prism"]
