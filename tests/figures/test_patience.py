"""A command that works for long says so, and ends at its limit."""

import subprocess
import sys
import time

import pytest

from figures.cli import patience
from figures.cli.main import main, told


def wait(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def test_what_takes_long_says_so_once_a_word(monkeypatch, capsys):
    monkeypatch.setattr(patience, "WORDS", (0.01, 0.03))
    with patience.patience(60):
        wait(0.3)
    lines = capsys.readouterr().err.splitlines()
    assert lines == [f"prism: at work for {word:g} s of at most 60 s; Ctrl-C ends it" for word in (0.01, 0.03)]


def test_the_limit_ends_the_work():
    with pytest.raises(patience.OutOfTimeError, match=r"after 0\.02 s"), patience.patience(0.02):
        wait(5)


def test_what_ends_in_time_is_left_alone(capsys):
    with patience.patience(0.1):
        pass
    wait(0.2)
    assert capsys.readouterr().err == ""


STUCK = """
import ctypes, time
from figures.cli import patience
patience.GRACE = 0.2
with patience.patience(0.1):
    {}
"""


@pytest.mark.parametrize(
    ("work", "words"),
    [
        ("ctypes.CDLL(None).usleep(60_000_000)", "stopped after 0.1 s"),  # lets Python's lock go, as numpy does
        ("ctypes.PyDLL(None).usleep(60_000_000)", ""),  # keeps it, so that nobody can speak
    ],
)
def test_a_call_that_heeds_no_signal_is_ended_with_the_process(work, words):
    begin = time.monotonic()
    loop = f"for _ in range(60): {work}"  # a signal cuts a sleep short
    ending = subprocess.run([sys.executable, "-c", STUCK.format(loop)], capture_output=True, text=True, timeout=50)
    assert ending.returncode == 1
    assert words in ending.stderr
    assert time.monotonic() - begin < 40


def test_the_limit_on_the_command_line(capsys):
    with pytest.raises(SystemExit) as ending:
        main(["--time-limit", "0.001", "expand", "--order", "40", "--infinite-data"])
    assert ending.value.code == 1
    assert "allow more with `prism --time-limit SECONDS`" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OverflowError("too large"), "leave the range of double precision"),
        (RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate"), "not enough memory"),
        (OSError(28, "No space left on device"), "No space left on device"),
        (TypeError("x"), "a fault of the program (TypeError: x)"),
    ],
)
def test_unforeseen_errors_are_told_in_a_line(error, words):
    assert words in told(error)
    assert "\n" not in told(error)
