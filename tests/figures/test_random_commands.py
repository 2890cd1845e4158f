"""Command lines drawn at random: no traceback, no leaked warning, no invalid JSON, within bounds of time and memory.

A line that fails is drawn again by its seed: ``draw(path, commands()[path], Random(f"{seed}{path}{k}"), places(...))``.
"""

from random import Random

import pytest

from figures.cli.main import prism
from tests.figures.command_lines import Outcome, commands, draw, outcome, places, pool, wrong_output
from tests.figures.command_values import POOLS, PROTOTYPES

SECONDS, MEMORY = 20.0, 4 << 30
"""Ten times what the largest line of the pools that ends takes here, and room for torch on top of it."""
QUICK = ("expand",)
"""What the default tests try: lines that load little."""
COMMANDS = commands()


def faults(path: tuple[str, ...], count: int, seed: int, folder) -> list[Outcome]:
    """What is wrong with so many lines of a command."""
    known = places(folder)
    lines = [draw(path, COMMANDS[path], Random(f"{seed}{path}{k}"), known) for k in range(count)]
    outcomes = [outcome(line, SECONDS, MEMORY) for line in lines]
    return [found for found in outcomes if found.fault and not said_that_it_works(found)]


def said_that_it_works(found: Outcome) -> bool:
    """Whether a line that was still at work at the end of its time had said so, as it should."""
    return found.status is None and found.seconds >= SECONDS and "at work for 10 s" in found.err


@pytest.mark.parametrize("command", QUICK)
def test_a_small_sample(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert [(found.fault, found.arguments, found.err) for found in faults((command,), 3, 1, tmp_path)] == []


def test_every_pool_is_drawn_from():
    """A pool under a name that no option has, as that of its parameter's, leaves the option with odd texts only."""
    commands = {(): prism} | COMMANDS
    drawn = [pool(parameter, path) for path, command in commands.items() for parameter in command.params]
    assert [name for name, words in [*POOLS.items(), *PROTOTYPES.items()] if words not in drawn] == []


@pytest.mark.parametrize(
    ("line", "out", "fault"),
    [
        ("predict --json", '{"train": [1, NaN]}', "invalid JSON: NaN"),
        ("predict --json", '{"losses": {"test": [1, null]}}', "the loss test is no number"),
        ("simulate --json", '{"train": [1, -2], "stderr": [0, 0]}', "the loss train is negative: -2"),
        ("simulate --data x.csv --json", '{"train": [1, 2], "population": null}', None),
        ("simulate --json", '{"train": [1, 2], "population": null}', "the loss population is no number"),
        ("simulate --model own.toml --json", '{"losses": {"train": [1, -2]}}', None),
        ("predict", "t  train\n0  nan", "a loss that is no number"),
        ("simulate --seeds 1", "t  train  train_stderr\n0  1  nan", None),
        ("regimes --format json", "", "invalid JSON: Expecting value: line 1 column 1 (char 0)"),
    ],
)
def test_wrong_output_is_found(line, out, fault):
    assert wrong_output(line.split(), out) == fault


def test_an_empty_loss_is_no_loss():
    found = outcome(["expand", "--order", "1", "--loss", ""], SECONDS, MEMORY)
    assert (found.status, found.out) == (2, "")
    assert "the loss is train or population, got ''" in found.err


@pytest.mark.slow
@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_a_large_sample(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert [(found.fault, found.arguments, found.err) for found in faults(path, 60, 2, tmp_path)] == []
