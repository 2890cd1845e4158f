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

INTEGERS = ["1", "2", "3", "4", "7", "12", "20", "0", "-1", "1000000000", "1e30", "2.5", "x", ""]
NUMBERS = ["0.5", "1", "0.03", "2", "1e-3", "5", "0", "-1", "nan", "inf", "1e-200", "1e308", "1e-400", "1e200", "1e4"]
TEXTS = ["", "x", "-", "a,b", "1,2,3", "p=3", "N=inf", "sigma2=1e200", "p=1e400", "/dev/null", "/nonexistent/x", "é"]
TEXTS += [" ", "=", "--", "\n", "a=b=c", "'", "%s", "{}", "\\", "*", "x" * 300, "日本", "\udcff", "mean-field", "0"]
MODELS = ["untied-autoencoder", "tied-weight-decay", "quadratic", "regression", "three-layer", "low-rank-adaptation"]
MODELS += [
    "tied-autoencoder",
    "teacher-student",
    "no-model",
    "x.toml",
    "",
    *map("FILES/{}.toml".format, hostile_files.MODELS),
]
REGIMES = ["auto", "mean-field", "large-data", "free", "small-data+free", "narrow-latent", "all", "nothing", "", "lazy"]
REGIMES += ["small-data", "free+small-data", "mean-field+", "Mean-Field", "large-data+mean-field", "rich", "é", "T = 1"]
POOLS = {
    "model": MODELS,
    "size": [
        "p=6",
        "H=3",
        "N=9",
        "K=2",
        "q=4",
        "r=2",
        "p=0",
        "p=1e9",
        "H=x",
        "p",
        "p=inf",
        "H=40",
        "=3",
        "p=2.5",
        "n=4",
    ],
    "value": [
        *("sigma2=0.1", "lambda=0.3", "mu2=1", "delta2=0.5", "sigma2=1e300", "sigma2=0", "sigma2=nan", "sigma2=-1"),
        *("sigma2=1e-90", "sigma2=1e90", "sigma2=10", "sigma2=inf", "p=3", "delta2=0", "lambda=1e20", "sigma2=1/3"),
    ],
    "scale": ["p=1", "H=0.5", "N=2", "sigma2=-1", "N=inf", "p=1e400", "p=1/3", "H", "p=-1", "p=1e50", "K=1", "p=0"],
    "matrix": ["X=SAMPLES", "X=digits", "W=SAMPLES", "X", "=x", *map("X=FILES/{}".format, hostile_files.TABLES[:20])],
    "regime": REGIMES,
    "name": REGIMES,
    "chosen": MODELS,
    "names": ["prism", "no-figure", "", "prism-pairs", "é"],
    "limit": REGIMES,
    "data": ["digits", "/nonexistent", "SAMPLES", "-", "", *map("FILES/{}".format, hostile_files.TABLES)],
    "columns": ["0,1", "w,x", "9", "0,0", "-1", "", "größe", "a"],
    "drop": ["0", "w", "9", "-1", ""],
    "delimiter": [",", ";", "tab", "comma", "|", "", "ab", "space", "bar", "x"],
    "H": [
        "3",
        "12",
        "p^0.5",
        "p^2",
        "1",
        "0",
        "1e30",
        "p^-1",
        "p^1e9",
        "400",
        "2.5",
        "inf",
        "p",
        "2*p",
        "p^1/3",
        "1e6",
    ],
    "p": ["6", "20", "1", "0", "1e6", "2", "inf", "-3", "1e15", "6.0", "300"],
    "N": ["9", "inf", "p^2", "40", "1", "0", "1e15", "p^inf", "p^-1", "2", "nan", "1e6"],
    "sigma2": [
        "0.1",
        "p^-1",
        "0.01",
        "1e308",
        "1e-99999999",
        "1e-200",
        "1e-90",
        "1e90",
        "10",
        "0",
        "1e-6",
        "p^-100",
        "-1",
    ],
    "t_max": ["1", "0.1", "5", "1e4", "1e-200", "1e308", "1e-90", "1e90", "0", "-1", "100", "1e-9"],
    "points": ["2", "3", "1000000000", "5", "1", "0", "100000", "400"],
    "x": ["H", "N", "sigma2", "p", "alpha", "eta", "nu", "K", "a0", "", "lambda", "é"],
    "x_range": [
        "0,2",
        "1,1",
        "2,1",
        "-1,1",
        "0",
        "0,1e300",
        "1e-9,1e9",
        "nan,1",
        "0.1,10",
        "10,40",
        "1/2,3",
        "0,inf",
        ",",
    ],
    "x_cells": ["2", "3", "1", "0", "-2", "1000000"],
    "fix": [
        *("N=inf", "p=1", "H=0.5", "alpha=0.5", "nu=0.5", "eta=2", "p=40", "N=80", "sigma2=-1", "H=2*N-1", "N=2*H-1"),
        *("alpha=0", "alpha=inf", "eta=1e300", "nu=-1", "p=nan", "N=H*H", "N", "=1", "é=1", "N=1/0", "K=1"),
    ],
    "slice": [
        "N=p^2",
        "N=inf",
        "sigma2=p^-1",
        "H=p^0.5",
        "p=p^1",
        "H=inf",
        "N=3",
        "H",
        "sigma2=p^1e9",
        "N=p^-1",
        "=p^2",
    ],
    "span": ["4", "16", "1.5", "1", "1e6", "1e90", "0.5", "1.0000000001"],
    "horizon": ["1", "0.1", "10", "1e-9", "1e9", "1e90"],
    "budget": ["1", "1e-9", "1e9", "60"],
    "holdout": ["0", "0.3", "1", "-1", "nan", "0.999", "1e-9", "inf", "x"],
    "covariance": [
        "power-law:1",
        "equal",
        "power-law:0",
        "power-law:-3",
        "SAMPLES",
        "FILES/column.csv",
        "x",
        "power-law:1e9",
    ],
    "loss": ["train", "population", "error", "test", "", "é", "0"],
    "values": ["0.1", "0,0.1,1", "1e-90,1", "-1", "1e90", "nan", "", ",", "1,x", "1e308"],
    "sigma": ["0.1"],
    "runs": ["1", "10", "0", "-1", "1000000000000", "2.5"],
    "accuracy": ["0.05", "0.5", "1e-9", "1e9", "0", "nan"],
    "series": ["0", "1", "3", "60", "-1", "1000000"],
    "time_limit": ["1", "0", "-1", "nan", "inf", "1e308", "x"],
    "out": ["OUT", "OUT/é ü/x", "SAMPLES", "/dev/null", "/proc/x", "", "/nonexistent/x", "OUT/a\nb", "x" * 300],
    "scheduler": ["tcp://127.0.0.1:1", "nowhere", "x://y"],
    "workers": ["1"],
    "order": ["0", "1", "2", "3", "60", "-1"],
    "seeds": ["1", "2", "5", "0", "-3"],
}
POOLS |= {"y": POOLS["x"], "y_range": POOLS["x_range"], "y_cells": POOLS["x_cells"]}
"""Values by the longest name of an option, its dashes as underscores."""
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
    if CURVES & set(arguments) and any(word in ("nan", "inf", "-inf") for word in out.split()):
        return "a loss that is no number"
    return None


def wrong_losses(arguments: list[str], found: dict[str, Any]) -> str | None:
    """Losses that are missing, or negative though the model is none of the user's own."""
    own = any(word.endswith(".toml") for word in arguments)
    given = found["losses"] if "losses" in found else {name: found[name] for name in LOSSES if name in found}
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


def pool(option: click.Parameter) -> list[str]:
    """Values for an option: those of its kind, and hostile ones."""
    kind = option.type
    for name in (*sorted(option.opts, key=len, reverse=True), option.name or ""):
        if (spelled := name.lstrip("-").replace("-", "_")) in POOLS:
            return POOLS[spelled]
    if isinstance(kind, click.Choice):
        return [*map(str, kind.choices), "no-choice"]
    if isinstance(kind, (click.types.IntParamType, click.types.IntRange)) or kind.name == "integer":
        return INTEGERS
    if isinstance(kind, (click.types.FloatParamType, click.types.FloatRange)) or kind.name == "number":
        return NUMBERS
    return TEXTS


TIED = "--p 6 --H 3 --N 9 --sigma2 0.1"
MODEL = "--model untied-autoencoder --size p=6 --size H=3 --size N=9 --value sigma2=0.1"
SAMPLES = "--data SAMPLES --H 3 --sigma2 0.1"
SMALL = "--workers 1 --out OUT"
OWN = "--size p=6 --size H=3 --size N=9 --value sigma2=0.1"
PLANE = "--x H --y sigma2"
OWN_MODELS = ("tied", "fit", "decay", "two", "symmetric", "odd", "shifted", "eighth")
LINES = {
    "expand": [
        *("--loss train --order 2", "--loss population --order 3 --planar", "--model quadratic --order 2"),
        *("--order 1 --moment variance", "--order 2 --format latex", "--order 2 --free --json"),
        *(f"--model FILES/{name}.toml --order 2" for name in OWN_MODELS),
        *(f"--model FILES/{name}.toml --order 1 --moment variance --json" for name in OWN_MODELS),
    ],
    "models": ["untied-autoencoder", "quadratic --json", "FILES/tied.toml", "FILES/odd.toml", "FILES/constant.toml"],
    "regimes": [
        *("", "mean-field", "--model quadratic", "free --series 3", "--model tied-weight-decay mean-field"),
        *("mean-field --format python", "--json", "--model untied-autoencoder lazy", "large-data --format latex"),
        *(f"--model FILES/{name}.toml" for name in OWN_MODELS),
    ],
    "classify": [
        *(f"--model FILES/{name}.toml {OWN}" for name in OWN_MODELS),
        *(f"--model FILES/{name}.toml --scale p=1 --scale H=0.5 --scale sigma2=-1" for name in OWN_MODELS),
        MODEL,
        TIED,
        "--H p^0.5 --N p^2 --sigma2 p^-1",
        "--model quadratic --scale p=1 --scale H=0.5 --scale K=1",
    ],
    "predict": [
        f"{TIED} --t-max 1 --points 3 --regime mean-field",
        f"{TIED} --t-max 1 --points 3",
        f"{SAMPLES} --t-max 1 --points 3",
        f"{MODEL} --t-max 0.2 --points 3 --series",
        f"{MODEL} --t-max 0.5 --points 3 --accuracy 0.05",
        f"{TIED} --t-max 1 --points 3 --regime narrow-latent --correction",
        f"{TIED} --t-max 1 --points 3 --runs 1",
        f"{TIED} --t-max 1 --points 3 --json",
        f"{TIED} --t-max 1 --points 3 --regime mean-field --covariance power-law:1 --json",
        f"{SAMPLES} --t-max 1 --points 3 --json --holdout 0.3",
        f"{MODEL} --t-max 0.5 --points 3 --regime lazy --json",
        f"{MODEL} --t-max 0.2 --points 3 --matrix X=SAMPLES",
        *(f"--model FILES/{name}.toml {OWN} --t-max 0.2 --points 3 --json" for name in OWN_MODELS),
        *(f"--model FILES/{name}.toml {OWN} --t-max 0.2 --points 3 --series --json" for name in OWN_MODELS),
    ],
    "weight-decay": [
        "--data SAMPLES --H 3",
        "--data SAMPLES --H 3 --values 0,0.1,1 --json --out OUT",
        "--data SAMPLES --H 3 --holdout 0.3 --noise 0.5 --json",
        "--data SAMPLES --H 12 --t-max 2 --sigma2 0.1 --holdout 0.4",
        "--data digits --H 10 --holdout 0.3",
    ],
    "simulate": [f"{line} --t-max 1 --points 3 --seeds 2" for line in (TIED, SAMPLES, MODEL)],
    "check": ["--regime mean-field --p 12 --seeds 2", "--regime narrow-latent --data SAMPLES --seeds 2"],
    "compare": [
        f"{TIED} --t-max 1 --points 3 --seeds 2 --out OUT/x.pdf",
        f"{SAMPLES} --t-max 1 --seeds 2 --out OUT/x.png",
    ],
    "sweep": [f"{SMALL} {MODEL} --t-max 1"],
    "figures": ["prism --out OUT", "--list", "--list --json prism", "prism --quick --json --out OUT"],
    "phase-diagram scaling": [
        *("--out OUT", "--model quadratic --x H --y sigma2 --fix p=1 --fix K=1 --out OUT"),
        *("--slice N=p^2 --out OUT --json", "--x H --y sigma2 --x-range 0,2 --fix N=inf --out OUT"),
        *(f"--model FILES/{name}.toml --x H --y sigma2 --fix p=1 --out OUT --json" for name in OWN_MODELS),
    ],
    "phase-diagram validity": [
        f"--points 2 --horizon 0.1 {SMALL}",
        f"{PLANE} --x-range 10,99 --y-range 0.001,0.1 --fix p=10 --fix N=inf --limit mean-field --points 2 {SMALL}",
        f"--x eta --y nu --fix alpha=0.5 --points 2 --json {SMALL}",
        *(
            f"--model FILES/{name}.toml {PLANE} --x-range 3,6 --y-range 0.1,0.2 --fix p=4 --fix N=5 --points 2 {SMALL}"
            for name in OWN_MODELS
        ),
    ],
    "phase-diagram prototypes": [f"{SMALL}"],
}
"""Lines that work, to start from; commands that are not named start from their required options."""


def draw(path: tuple[str, ...], command: click.Command, random: Random, places: dict[str, str]) -> list[str]:
    """A line that works, with a few of its values replaced, options added and words left out."""
    line = random.choice(LINES.get(" ".join(path), [required(command, random)])).split()
    options = [option for option in command.params if isinstance(option, click.Option) and option.name != "help"]
    arguments = [argument for argument in command.params if isinstance(argument, click.Argument)]
    known = {name: option for option in options for name in (*option.opts, *option.secondary_opts)}
    for _ in range(random.choice([0, 1, 1, 1, 2, 3])):
        places_of_values = [k for k, word in enumerate(line) if k and line[k - 1] in known and word not in known]
        kind = random.random()
        if kind < 0.45 and places_of_values:
            k = random.choice(places_of_values)
            line[k] = value(known[line[k - 1]], random, line[k])
        elif kind < 0.88 and options:
            option = random.choice(options)
            name = random.choice([*option.opts, *option.secondary_opts])
            line += [name] if option.is_flag else [name, *(value(option, random) for _ in range(option.nargs))]
        elif kind < 0.96 and arguments:
            line[: int(bool(line) and line[0] not in known)] = [value(random.choice(arguments), random)]
        elif line:
            del line[random.randrange(len(line))]
    for word, place in places.items():
        line = [part.replace(word, place) for part in line]
    limit = ["--time-limit", value(prism.params[1], random)] if random.random() < 0.02 else []
    return [*limit, *path, *line]


def value(option: click.Parameter, random: Random, before: str = "") -> str:
    """One of the pool, or at times a number of any size and spelling, in the place of what was there ``before``."""
    words = pool(option)
    if random.random() < 0.75 or not any(character.isdigit() for character in words[0]):
        return random.choice(words)
    name, equals, _ = before.partition("=")
    return f"{name}{equals}{number(random)}" if equals else number(random)


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


def required(command: click.Command, random: Random) -> str:
    """The options that a command cannot do without, and those that keep it small."""
    words = []
    for option in command.params:
        if isinstance(option, click.Option) and (option.required or option.name in MENDED):
            words += [option.opts[0], next(value for value in pool(option) if value)]
        elif isinstance(option, click.Argument) and option.required:
            words += [random.choice([value for value in pool(option) if value])]
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
    samples.write_text("\n".join(",".join(str((3 * i * i + 7 * j) % 11) for j in range(4)) for i in range(12)))
    hostile_files.write(folder / "files")
    return {"SAMPLES": str(samples), "FILES": str(folder / "files"), "OUT": str(folder / "out")}
