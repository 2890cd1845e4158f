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

import click

from figures.cli.main import prism, run

INTEGERS = ["1", "2", "3", "4", "7", "12", "20", "0", "-1", "1000000000", "1e30", "2.5", "x", ""]
NUMBERS = ["0.5", "1", "0.03", "2", "1e-3", "5", "0", "-1", "nan", "inf", "1e-200", "1e308", "1e-400", "1e200", "1e4"]
TEXTS = ["", "x", "-", "a,b", "1,2,3", "p=3", "N=inf", "sigma2=1e200", "p=1e400", "/dev/null", "/nonexistent/x", "é"]
POOLS = {
    "model": ["untied-autoencoder", "tied-weight-decay", "quadratic", "regression", "no-model", "x.toml"],
    "sizes": ["p=6", "H=3", "N=9", "K=2", "q=4", "r=2", "p=0", "p=1e9", "H=x", "p"],
    "values": ["sigma2=0.1", "lambda=0.3", "mu2=1", "delta2=0.5", "sigma2=1e300", "sigma2=0", "sigma2=nan"],
    "scales": ["p=1", "H=0.5", "N=2", "sigma2=-1", "N=inf", "p=1e400", "p=1/3", "H"],
    "regime": ["auto", "mean-field", "large-data", "free", "small-data+free", "narrow-latent", "all", "nothing"],
    "data": ["digits", "/nonexistent", "SAMPLES"],
    "H": ["3", "12", "p^0.5", "p^2", "1", "0", "1e30"],
    "p": ["6", "20", "1", "0", "1e6"],
    "N": ["9", "inf", "p^2", "40", "1"],
    "sigma2": ["0.1", "p^-1", "0.01", "1e308", "1e-99999999", "1e-200"],
    "t_max": ["1", "0.1", "5", "1e4", "1e-200", "1e308"],
    "points": ["2", "3", "1000000000", "5"],
    "out": ["OUT"],
    "scheduler": ["tcp://127.0.0.1:1", "nowhere", "x://y"],
    "workers": ["1"],
    "order": ["0", "1", "2", "3", "60", "-1"],
    "seeds": ["1", "2", "5", "0", "-3"],
}
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
        if "--json" in self.arguments and self.status == 0:
            try:
                json.loads(self.out, parse_constant=lambda name: (_ for _ in ()).throw(ValueError(name)))
            except ValueError as error:
                return f"invalid JSON: {error}"
        return None


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
    if option.name in POOLS:
        return POOLS[option.name]
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
LINES = {
    "expand": ["--loss train --order 2", "--loss population --order 3 --planar", "--model quadratic --order 2"],
    "models": ["", "untied-autoencoder"],
    "regimes": ["", "mean-field", "--model quadratic", "free --series 3", "--model tied-weight-decay mean-field"],
    "classify": [TIED, "--H p^0.5 --N p^2 --sigma2 p^-1", "--model quadratic --scale p=1 --scale H=0.5 --scale K=1"],
    "predict": [
        f"{TIED} --t-max 1 --points 3 --regime mean-field",
        f"{TIED} --t-max 1 --points 3",
        f"{SAMPLES} --t-max 1 --points 3",
        f"{MODEL} --t-max 0.2 --points 3 --series",
        f"{MODEL} --t-max 0.5 --points 3 --accuracy 0.05",
    ],
    "simulate": [f"{line} --t-max 1 --points 3 --seeds 2" for line in (TIED, SAMPLES, MODEL)],
    "check": ["--regime mean-field --p 12 --seeds 2", "--regime narrow-latent --data SAMPLES --seeds 2"],
    "compare": [
        f"{TIED} --t-max 1 --points 3 --seeds 2 --out OUT/x.pdf",
        f"{SAMPLES} --t-max 1 --seeds 2 --out OUT/x.png",
    ],
    "sweep": [f"{SMALL} {MODEL} --t-max 1"],
    "figures": ["prism --out OUT"],
    "phase-diagram scaling": ["--out OUT", "--model quadratic --x H --y sigma2 --fix p=1 --fix K=1 --out OUT"],
    "phase-diagram validity": [f"--p 12 --seeds 2 {SMALL}"],
    "phase-diagram prototypes": [f"--size 5 --x-cells 2 --y-cells 3 --sets 1 --steps 20 {SMALL}"],
    "prototypes forces": ["--loss separation --loss coverage", "--loss exp(-d/tau) --centres 0,0.5 --out OUT"],
    "prototypes flow": [
        "--loss separation=0.5 --loss coverage --prototypes 5 --samples 5 --t-max 1 --points 4 --out OUT",
        "--loss overlap --space weights --start random --prototypes 4 --samples 3 --t-max 0.1 --points 3",
    ],
    "prototypes critical": ["--size 6", "--size 5 --repulsor exp(-d/tau) --tau 0.03", "--size 4 --flow"],
    "prototypes study": [
        f"--sizes 3,5 --seeds 2 --steps 20 {SMALL}",
        f"--sizes 4 --seeds 3 --steps 20 --optimizer flow --masks baseline,coverage --width 6 {SMALL}",
    ],
    "prototypes claims-map": [
        f"--strengths 0.1 --taus 0.01,0.1 --coverage-taus 0.01 --sizes 3,4 --seeds 2 --steps 10 {SMALL}"
    ],
    "prototypes tau-sweep": [f"--size 5 --seeds 3 --taus 0.01,0.1 --elapsed 0.1 --steps 20 {SMALL}"],
    "prototypes balance": [
        f"--size 4 --sets 1 --margins 0,1 --steps 20 {SMALL}",
        f"--size 5 --sets 1 --margins 0.5 --steps 20 --repulsor exp(-d/tau) --inputs random --centres samples {SMALL}",
    ],
    "prototypes train": [
        "--size 4 --steps 40 --out OUT",
        "--size 3 --steps 30 --loss exp(-d/tau)=0.1 --optimizer flow",
    ],
    "prototypes ridges": ["--size 5 --seeds 2 --steps 20", "--size 4 --seeds 1 --steps 10 --dimension 3 --width 6"],
    "prototypes reconstruct": [
        f"--sizes 3,4 --seeds 1 --steps 20 --masks baseline,coverage {SMALL}",
        "--data SAMPLES --columns 0,1 --seeds 1 --steps 20 --out OUT",
    ],
}
"""Lines that work, to start from; commands that are not named start from their required options."""


def draw(path: tuple[str, ...], command: click.Command, random: Random, places: dict[str, str]) -> list[str]:
    """A line that works, with a few of its values replaced, options added and words left out."""
    line = random.choice(LINES.get(" ".join(path), [required(command, random)])).split()
    options = [option for option in command.params if isinstance(option, click.Option) and option.name != "help"]
    known = {name: option for option in options for name in (*option.opts, *option.secondary_opts)}
    for _ in range(random.choice([0, 1, 1, 1, 2, 3])):
        places_of_values = [k for k, word in enumerate(line) if k and line[k - 1] in known and word not in known]
        kind = random.random()
        if kind < 0.5 and places_of_values:
            k = random.choice(places_of_values)
            line[k] = random.choice(pool(known[line[k - 1]]))
        elif kind < 0.93 and options:
            option = random.choice(options)
            name = random.choice([*option.opts, *option.secondary_opts])
            line += [name] if option.is_flag else [name, *(random.choice(pool(option)) for _ in range(option.nargs))]
        elif line:
            del line[random.randrange(len(line))]
    for word, place in places.items():
        line = [part.replace(word, place) for part in line]
    return [*path, *line]


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
    samples.write_text("\n".join(",".join(str((3 * i * i + 7 * j) % 11 + i / 8) for j in range(4)) for i in range(12)))
    return {"SAMPLES": str(samples), "OUT": str(folder / "out")}
