"""Numbers of options: what Python reads as one, and nobody writes, is refused."""

import click
import pytest

from tests.figures.command_lines import commands


@pytest.mark.parametrize(
    "call",
    [
        ["expand", "--order", "1_0"],
        ["expand", "--order", "٢"],
        ["phase-diagram", "validity", "--points", "1_0"],
        ["simulate", "--holdout", "0_0.5"],
        ["--time-limit", "1_0", "models"],
        ["prototypes", "train", "--tau", "٢"],
    ],
)
def test_underscores_and_other_digits_are_refused(run_prism, call):
    status, out, said = run_prism(*call)
    assert (status, out) == (2, "")
    assert "is not a valid" in said


@pytest.mark.parametrize(("option", "listed"), [("--size", "p=1_0"), ("--value", "sigma2=٢")])
def test_lists_of_a_sweep_too(run_prism, option, listed):
    status, _, said = run_prism("sweep", "--model", "untied-autoencoder", option, listed, "--t-max", "1")
    assert status == 2
    assert f"numbers, got {listed!r}" in said


def test_no_option_of_any_command_reads_numbers_by_itself():
    plain = (click.types.IntParamType, click.types.FloatParamType, click.IntRange, click.FloatRange)
    found = [(path, option.name) for path, command in commands().items() for option in command.params]
    kinds = [type(option.type) for command in commands().values() for option in command.params]
    assert [option for option, kind in zip(found, kinds, strict=True) if kind in plain] == []
