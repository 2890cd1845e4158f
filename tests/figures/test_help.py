"""Help pages, completion and suggestions of the command line."""

import shlex
import subprocess
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from figures.cli.examples import EXAMPLES
from figures.cli.main import COMMANDS, prism
from figures.cli.phase_diagram import COMMANDS as DIAGRAMS
from figures.cli.prototypes import COMMANDS as PROTOTYPES
from figures.gallery import FIGURES
from theory.autoencoder.regimes import REGIMES
from theory.models import names

GROUPS = {"prototypes": PROTOTYPES, "phase-diagram": DIAGRAMS}
LEAVES = [name for name in COMMANDS if name not in GROUPS]
LEAVES += [f"{group} {name}" for group, commands in GROUPS.items() for name in commands]


def completed(line):
    """What the shell offers for the last word."""
    *words, last = line.split(" ")
    shell = ShellComplete(prism, {}, "prism", "_PRISM_COMPLETE")
    return [item.value for item in shell.get_completions(words[1:], last)]


def test_every_command_has_an_example():
    assert set(EXAMPLES) == set(LEAVES)


@pytest.mark.parametrize("name", LEAVES)
def test_examples_are_shown_and_parsed(name, run_prism):
    status, out, _ = run_prism(*name.split(), "--help")
    assert status == 0
    assert " ".join(EXAMPLES[name].split()) in " ".join(out.split())
    words = shlex.split(EXAMPLES[name], comments=True)[1:]
    command, context = prism, prism.make_context("prism", words[:], resilient_parsing=True)
    for part in name.split():
        _, command, words = command.resolve_command(context, words)
        assert part == command.name
    command.make_context(command.name, [w if w != "model.npz" else __file__ for w in words])


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("prism predict --regime small", [name for name in REGIMES if name.startswith("small")]),
        ("prism check --regime mean", [name for name in REGIMES if name.startswith("mean")]),
        ("prism regimes fre", ["free"]),
        ("prism regimes --model untied-autoencoder laz", ["lazy"]),
        ("prism regimes --model nothing laz", []),
        ("prism expand --model untied", [name for name in names() if name.startswith("untied")]),
        ("prism models teach", [name for name in names() if name.startswith("teach")]),
        ("prism figures c", [name for name in FIGURES if name.startswith("c")]),
        ("prism prototypes cl", ["claims-map"]),
    ],
)
def test_names_are_completed(line, offered):
    assert completed(line) == offered


@pytest.mark.parametrize(
    ("words", "nearest"),
    [(["predcit"], "predict"), (["prototypes", "flw"], "flow"), (["phase-diagram", "scalings"], "scaling")],
)
def test_misspelt_commands_are_answered_by_the_nearest(words, nearest, run_prism):
    status, _, err = run_prism(*words)
    assert (status, err) == (2, f"prism: No such command {words[-1]!r} (did you mean {nearest!r}?).\n")


def test_make_describes_its_targets():
    root = Path(__file__).parents[2]
    shown = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=root, capture_output=True, text=True, check=True
    ).stdout
    targets = next(line for line in (root / "Makefile").read_text().splitlines() if line.startswith(".PHONY:"))
    assert [line.split()[1] for line in shown.splitlines()] == targets.split()[1:]


def test_an_option_like_no_other_is_answered_by_the_help_page(run_prism):
    status, _, said = run_prism("prototypes", "flow", "--loss", "coverage", "--kernel", "x")
    assert status == 2
    assert said == "prism: No such option '--kernel'. `prism prototypes flow --help` lists them all.\n"
