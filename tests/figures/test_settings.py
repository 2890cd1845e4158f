"""Settings of other programs do not end a command; a working directory that was removed is told in a line."""

import os

import pytest

from figures.cli.settings import THREADS, sound_settings


def test_numbers_of_threads_that_are_none_are_left_aside(monkeypatch):
    for name, value in zip(THREADS, ("abc", "0", "4", ""), strict=True):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("MPLBACKEND", "Nonsense")
    monkeypatch.setenv("MATPLOTLIBRC", "/nowhere")
    sound_settings()
    assert [os.environ.get(name) for name in THREADS] == [None, None, "4", None]
    assert os.environ["MPLBACKEND"] == "agg"
    assert os.path.exists(os.environ["MATPLOTLIBRC"])


@pytest.mark.parametrize("command", ["models", "simulate --p 6 --H 3 --N 9 --sigma2 0.1 --t-max 1"])
def test_a_working_directory_that_was_removed(run_prism, tmp_path, monkeypatch, command):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert run_prism(*command.split()) == (
        2, "", "prism: the working directory was removed: change to another one\n",
    )  # fmt: skip
