"""Command lines drawn at random: no traceback, no leaked warning, no invalid JSON, within bounds of time and memory.

A line that fails is drawn again by its seed: ``draw(path, commands()[path], Random(f"{seed}{path}{k}"), places(...))``.
"""

from random import Random

import pytest

from tests.figures.command_lines import Outcome, commands, draw, outcome, places

SECONDS, MEMORY = 20.0, 4 << 30
"""Ten times what the largest line of the pools that ends takes here, and room for torch on top of it."""
QUICK = ("regimes",)
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


@pytest.mark.slow
@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_a_large_sample(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert [(found.fault, found.arguments, found.err) for found in faults(path, 60, 2, tmp_path)] == []
