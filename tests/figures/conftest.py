"""The command line as a script sees it."""

from collections.abc import Callable

import pytest

from figures.cli.main import main


@pytest.fixture
def run_prism(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[object, str, str]]:
    """``prism`` with these arguments in this process: exit status, stdout and stderr."""

    def run(*arguments: str) -> tuple[object, str, str]:
        with pytest.raises(SystemExit) as ending:
            main(list(arguments))
        output = capsys.readouterr()
        return ending.value.code, output.out, output.err

    return run
