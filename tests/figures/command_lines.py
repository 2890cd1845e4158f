"""Command lines drawn at random from the commands' own options, and what one of them does in a process of its own."""

import json
import os
import resource
import signal
import sys
import tempfile
import time
import traceback
import warnings
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import click

from figures.cli.main import prism, run
from tests.figures import hostile_files
from tests.figures.command_samples import APART, LINES, NEEDED
from tests.figures.command_values import INTEGERS, NUMBERS, ORDINARY, POOLS, PROTOTYPES, TEXTS

MENDED = {"workers", "out"}
"""Options that are always given: one process, and results in a folder of the test's own."""


@dataclass(frozen=True)
class Outcome:
    """What a command line did: exit status (None if stopped by a signal), output, seconds, peak memory in MiB."""

    arguments: list[str]
    status: int | None
    out: str
    err: str
    seconds: float
    memory: float

    @property
    def fault(self) -> str | None:
        """What is wrong with it, if anything."""
        if self.status is None:
            return "killed: ran past its time, or crashed"
        if "Traceback" in self.err or "fault of the program" in self.err:
            return "traceback"
        if "Warning" in self.err:
            return "leaked warning"
        if self.status not in (0, 1, 2):
            return f"exit status {self.status}"
        if self.status and not self.err.strip():
            return "fails without a word"
        if self.status == 2 and "Usage" not in self.err and len([l for l in self.err.splitlines() if l.strip()]) > 3:
            return "more than a line about bad input"
        return wrong_output(self.arguments, self.out) if self.status == 0 and "--help" not in self.arguments else None


def wrong_output(arguments: list[str], out: str) -> str | None:
    """What is wrong with what a command line that ended well has printed."""
    layouts = [arguments[k + 1] for k, word in enumerate(arguments[:-1]) if word == "--format"]
    if "--json" in arguments or layouts[-1:] == ["json"]:
        try:
            found = json.loads(out, parse_constant=lambda name: (_ for _ in ()).throw(ValueError(name)))
        except ValueError as error:
            return f"invalid JSON: {error}"
        return wrong_losses(arguments, found)
    if layouts[-1:] == ["python"]:
        compile(out, "printed", "exec")
        return None
    if CURVES & set(arguments) and any(word in ("nan", "inf", "-inf") for word in losses_in(out)):
        return "a loss that is no number"
    return None


def losses_in(table: str) -> list[str]:
    """The cells of a table that are losses; one run alone has no standard error."""
    head, *rows = [line.split() for line in table.splitlines()] or [[]]
    return [cell for row in rows for name, cell in zip(head, row, strict=False) if not name.endswith("_stderr")]


def wrong_losses(arguments: list[str], found: dict[str, Any]) -> str | None:
    """Losses that are missing, or negative though the model is none of the user's own."""
    own = any(word.endswith(".toml") for word in arguments)
    given = found["losses"] if "losses" in found else {name: found[name] for name in LOSSES if name in found}
    if "--data" in arguments and "--holdout" not in arguments and found.get("population", 0) is None:
        del given["population"]  # there are no samples to measure it on
    for name, row in given.items() if CURVES & set(arguments) else ():
        if any(value is None for value in row or [None]):
            return f"the loss {name} is no number"
        if not own and min(row) < 0:
            return f"the loss {name} is negative: {min(row)}"
    return None


CURVES = {"predict", "simulate", "weight-decay"}
"""Commands whose losses are finite if they end well."""
LOSSES = ("train", "population")


def commands(group: click.Group = prism, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], click.Command]:
    """Every command by its path."""
    found: dict[tuple[str, ...], click.Command] = {}
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            found |= commands(command, (*path, name))
        else:
            found[*path, name] = command
    return found


def spelled(option: click.Parameter) -> list[str]:
    """The names of an option in Python's spelling, the longest first."""
    names = (*sorted(option.opts, key=len, reverse=True), option.name or "")
    return [name.lstrip("-").replace("-", "_") for name in names]


def pool(option: click.Parameter, path: tuple[str, ...] = ()) -> list[str]:
    """Values for an option of a command: those of its kind, and hostile ones."""
    kind, pools = option.type, POOLS | (PROTOTYPES if "prototypes" in path else {})
    if isinstance(kind, click.Choice) and "prototypes" in path:
        return [*map(str, kind.choices), "no-choice"]
    for name in spelled(option):
        if name in pools:
            return pools[name]
    if isinstance(kind, click.Choice):
        return [*map(str, kind.choices), "no-choice"]
    if isinstance(kind, (click.types.IntParamType, click.types.IntRange)) or kind.name == "integer":
        return INTEGERS
    if isinstance(kind, (click.types.FloatParamType, click.types.FloatRange)) or kind.name == "number":
        return NUMBERS
    return TEXTS


def ordinary(option: click.Parameter, path: tuple[str, ...], before: str = "") -> list[str]:
    """Values that a user would give in the place of ``before``; of ``NAME=VALUE`` those of this name."""
    if isinstance(option.type, click.Choice):
        return list(map(str, option.type.choices))
    power = "^" if "^" in before else ""
    known = {} if "prototypes" in path else ORDINARY
    words = next((known[name + power] for name in spelled(option) if name + power in known), pool(option, path))
    name, equals, _ = before.partition("=")
    return [word for word in words if equals and word.startswith(f"{name}=")] or words


def draw(path: tuple[str, ...], command: click.Command, random: Random, places: dict[str, str]) -> list[str]:
    """A line that works, with a few of its values replaced, options added and words left out; half as a user would."""
    line = random.choice(LINES.get(" ".join(path), [required(path, command, random)])).split()
    line = varied(line, path, command, random) if random.random() < 0.5 else spoilt(line, path, command, random)
    for word, place in places.items():
        line = [part.replace(word, place) for part in line]
    limit = ["--time-limit", value(prism.params[1], random)] if random.random() < 0.02 else []
    return [*limit, *path, *line]


def options_of(command: click.Command) -> dict[str, click.Option]:
    """The options by each of their names."""
    options = [option for option in command.params if isinstance(option, click.Option) and option.name != "help"]
    return {name: option for option in options for name in (*option.opts, *option.secondary_opts)}


def values_in(line: list[str], known: dict[str, click.Option]) -> list[int]:
    """Where the values of options stand."""
    return [k for k, word in enumerate(line) if k and line[k - 1] in known and word not in known]


def varied(line: list[str], path: tuple[str, ...], command: click.Command, random: Random) -> list[str]:
    """The line with ordinary values in the place of its own, and with options that go with those that it has."""
    known = options_of(command)
    for k in values_in(line, known):
        if random.random() < 0.4:
            line[k] = random.choice(ordinary(known[line[k - 1]], path, line[k]))
    for _ in range(random.choice([0, 1, 1, 2])):
        apart = {other for word in line for other in APART.get(word, ())}
        apart |= {other for word, others in NEEDED.items() if word not in line for other in others}
        given = {option for word, option in known.items() if word in line}
        if free := [name for name, option in known.items() if option not in given and name not in apart]:
            option = known[name := random.choice(free)]
            line += [name] if option.is_flag else [name, *random.choices(ordinary(option, path), k=option.nargs)]
    return line


def spoilt(line: list[str], path: tuple[str, ...], command: click.Command, random: Random) -> list[str]:
    """The line with a few of its values replaced by any, any options added, words left out."""
    known = options_of(command)
    options = list(dict.fromkeys(known.values()))
    arguments = [argument for argument in command.params if isinstance(argument, click.Argument)]
    for _ in range(random.choice([0, 1, 1, 1, 2, 3])):
        places_of_values = values_in(line, known)
        kind = random.random()
        if kind < 0.45 and places_of_values:
            k = random.choice(places_of_values)
            line[k] = value(known[line[k - 1]], random, line[k], path=path)
        elif kind < 0.88 and options:
            option = random.choice(options)
            name = random.choice([*option.opts, *option.secondary_opts])
            line += (
                [name] if option.is_flag else [name, *(value(option, random, path=path) for _ in range(option.nargs))]
            )
        elif kind < 0.96 and arguments:
            line[: int(bool(line) and line[0] not in known)] = [value(random.choice(arguments), random, path=path)]
        elif line:
            del line[random.randrange(len(line))]
    return line


def value(option: click.Parameter, random: Random, before: str = "", path: tuple[str, ...] = ()) -> str:
    """One of the pool, or at times a number of any size and spelling, in the place of what was there ``before``."""
    words = pool(option, path)
    name, equals, after = before.partition("=")
    kind = random.random()
    if kind < 0.3 and _is_number(after if equals else before):
        return f"{name}{equals}{near(after if equals else before, random)}"
    if kind < 0.8 or not any(character.isdigit() for character in words[0]):
        return words[int(len(words) * random.random() ** 1.5)]
    return f"{name}{equals}{number(random)}" if equals else number(random)


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).replace("e-", "", 1).isdecimal()


def near(text: str, random: Random) -> str:
    """A number of the size and kind of another, as who tries an example with sizes of their own."""
    factor = random.choice([0.5, 0.7, 1.5, 2, 3])
    return str(max(1, round(int(text) * factor))) if text.isdecimal() else f"{float(text) * factor:.3g}"


def number(random: Random) -> str:
    """A number as people type it, mostly of an ordinary size."""
    kind = random.random()
    if kind < 0.3:
        return str(random.randint(1, 50))
    if kind < 0.6:
        return f"{random.uniform(0, 3):.3g}"
    if kind < 0.9:
        return f"{random.uniform(1, 10):.2f}e{random.choice([3, 12, 40, 320]) * random.uniform(-1, 1):.0f}"
    return random.choice(
        ["1/3", "-0", "+2", ".5", "5.", "1_0", " 3 ", "0x10", "٣", "1e", "1,5", "∞", "-inf", "1e5", "p^-1/2"]
    )


def required(path: tuple[str, ...], command: click.Command, random: Random) -> str:
    """The options that a command cannot do without, and those that keep it small."""
    words = []
    for option in command.params:
        if isinstance(option, click.Option) and (option.required or option.name in MENDED):
            words += [option.opts[0], next(value for value in pool(option, path) if value)]
        elif isinstance(option, click.Argument) and option.required:
            words += [random.choice([value for value in pool(option, path) if value])]
    return " ".join(words)


def outcome(arguments: list[str], seconds: float, memory: int) -> Outcome:
    """Run ``prism`` with these arguments in a child of this process, at most so long and with so many bytes more."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        started = time.monotonic()
        child = os.fork()
        if child == 0:
            _child(arguments, out.fileno(), err.fileno(), memory)
        _, status, used = _wait(child, started + seconds)
        taken = time.monotonic() - started
        out.seek(0), err.seek(0)
        code = os.waitstatus_to_exitcode(status)
        return Outcome(arguments, None if code < 0 else code, out.read(), err.read(), taken, used.ru_maxrss / 1024)


def _child(arguments: list[str], out: int, err: int, memory: int) -> None:
    status = 1
    try:
        os.setsid()
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(out, 1), os.dup2(err, 2)
        sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
        used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        resource.setrlimit(resource.RLIMIT_DATA, (used + memory, used + memory))
        warnings.resetwarnings()
        status = run(arguments)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush(), sys.stderr.flush()
        os._exit(status if isinstance(status, int) else 1)


def _wait(child: int, end: float) -> tuple[int, int, resource.struct_rusage]:
    while True:
        found = os.wait4(child, os.WNOHANG)
        if found[0]:
            return found
        if time.monotonic() > end:
            os.killpg(child, signal.SIGKILL)
            return os.wait4(child, 0)
        time.sleep(0.005)


def places(folder: Path) -> dict[str, str]:
    """Paths that stand for themselves in the pools."""
    samples = folder / "samples.csv"
    samples.write_text("\n".join(",".join(str((3 * i * i + 7 * j) % 11 + i / 8) for j in range(4)) for i in range(12)))
    hostile_files.write(folder / "files")
    return {"SAMPLES": str(samples), "FILES": str(folder / "files"), "OUT": str(folder / "out")}
