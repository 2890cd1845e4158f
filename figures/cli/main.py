"""The group ``prism`` and its error contract: 0 done, 2 bad input (one line on stderr), 1 anything else."""

import importlib
import logging
import os
import sys
from contextlib import suppress

import click

from figures.cli.digits import FloatRange, written
from figures.cli.examples import EXAMPLES
from figures.cli.patience import LIMIT, OutOfTimeError, patience
from figures.cli.places import MEMORY, spare
from figures.cli.settings import refuse_no_folder, sound_settings
from figures.cli.signals import orderly
from figures.cli.streams import flushed, open_streams
from linear_ae.errors import ExperimentError, IntegrationError
from numerics.errors import ConvergenceError, SweepError
from theory.autoencoder import cache
from theory.errors import InputError
from theory.memory import OutOfReachError
from theory.names import meant

COMMANDS = {
    "expand": ("figures.cli.expand:expand", "Exact derivatives of the expected loss at t = 0."),
    "models": ("figures.cli.models:models", "The library of matrix models: losses, sizes, scalars."),
    "regimes": ("figures.cli.regimes:regimes", "The learning regimes and their limit losses."),
    "classify": ("figures.cli.classify:classify", "The face of the prism for a scaling or for sizes."),
    "predict": ("figures.cli.predict:predict", "Limit losses as numbers."),
    "simulate": ("figures.cli.simulate:simulate", "Simulated gradient flow."),
    "check": ("figures.cli.check:check", "Theory against simulation."),
    "compare": ("figures.cli.compare:compare", "Theory beside simulation at your own sizes: a table and a picture."),
    "weight-decay": (
        "figures.cli.weight_decay:weight_decay",
        "Which components of data survive weight decay, and the losses.",
    ),
    "sweep": ("figures.cli.sweep:sweep", "Loss curves of any model over a table of sizes and values."),
    "prototypes": ("figures.cli.prototypes:prototypes", "Prototypes: forces, flows, the study and its parts."),
    "phase-diagram": ("figures.cli.phase_diagram:phase_diagram", "Phase diagrams: regimes, validity, expulsion."),
    "figures": ("figures.cli.figures:figures", "Every figure of the package, with its caption."),
}


OUT_OF_MEMORY = (
    "not enough memory", "Unable to allocate", "can't allocate memory", "out of memory", "failed to map segment",
)  # fmt: skip
"""What numpy, torch and the system's loader of libraries say then, in errors of several types."""
TRACEBACK = "PRISM_TRACEBACK"
"""The environment variable that makes errors of the program itself end in a traceback."""


class LazyGroup(click.Group):
    """A group whose commands are imported on first use; its help needs only their one-line descriptions."""

    def __init__(self, *args: object, lazy: dict[str, tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names, in the order of a user's first steps."""
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name, imported now."""
        if cmd_name not in self.lazy:
            return None
        module, attribute = self.lazy[cmd_name][0].split(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        place = cmd_name if self.name == "prism" else f"{self.name} {cmd_name}"
        if place in EXAMPLES and command.epilog is None:
            command.epilog = f"\b\nExample:\n  {EXAMPLES[place]}"
        for parameter in command.params:
            parameter.type = written(parameter.type)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command asked for; an unknown one is answered by the nearest."""
        if args[0] not in self.lazy and not args[0].startswith("-"):
            ctx.fail(f"No such command {args[0]!r}{meant(args[0], self.lazy)}.")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Names and descriptions, without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, description) for name, (_, description) in self.lazy.items()])


STORING = ("check", "sweep", "prototypes", "phase-diagram", "figures")
"""Commands of many parts, which show what is done of them; most keep it."""


@click.group(cls=LazyGroup, lazy=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="learning-prism", prog_name="prism")
@click.option(
    "--time-limit",
    type=FloatRange(min=0, min_open=True),
    help=f"Seconds that the command may take.  [default: {LIMIT:g}, none for {', '.join(STORING)}]",
)
@click.pass_context
def prism(context: click.Context, time_limit: float | None) -> None:
    """Limit formulas of learning regimes: derive, check against experiment, draw."""
    limit = None if context.invoked_subcommand in STORING else LIMIT
    context.with_resource(patience(time_limit or limit))
    refuse_no_folder()


def main(arguments: list[str] | None = None) -> None:
    """Run ``prism``; bad input ends with one line on stderr and exit status 2."""
    open_streams()
    sound_settings()
    spare(cache.folder(), MEMORY)
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    with orderly():
        status = flushed(run(arguments))
    sys.exit(status)


def run(arguments: list[str] | None = None) -> int:
    """Run ``prism`` and return its exit status."""
    try:
        return shown(arguments)
    except click.NoSuchOption as error:
        return _fail(error.format_message() + where_they_are_listed(error), 2)
    except click.ClickException as error:
        return _fail(error.format_message(), 2)
    except SystemExit as ending:
        return int(ending.code or 0)
    except (InputError, ExperimentError) as error:
        return _fail(str(error), 2)
    except (ConvergenceError, IntegrationError, OutOfReachError, OutOfTimeError, SweepError) as error:
        return _fail(str(error), 1)
    except (click.Abort, KeyboardInterrupt):
        return _fail("interrupted", 1)
    except Exception as error:
        if TRACEBACK in os.environ:
            raise
        return _fail(told(error), 1)


def shown(arguments: list[str] | None) -> int:
    """What the command prints, or the help page of a group without a command; the exit status."""
    try:
        return prism.main(arguments, prog_name="prism", standalone_mode=False) or 0
    except click.exceptions.NoArgsIsHelpError as help_page:
        click.echo(help_page.format_message())
        return 2


def where_they_are_listed(error: click.NoSuchOption) -> str:
    """The help page, for an option that resembles none of the command's."""
    return "" if error.possibilities or error.ctx is None else f" `{error.ctx.command_path} --help` lists them all."


def told(error: Exception) -> str:
    """What went wrong, in a line, of errors that no part of the package raises itself."""
    if isinstance(error, MemoryError) or any(words in str(error) for words in OUT_OF_MEMORY):
        return f"not enough memory: {error}"
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror or error)
    if isinstance(error, ImportError):
        return f"a part of the installation cannot be loaded ({error}): install the package again"
    if isinstance(error, ArithmeticError):
        return f"the numbers leave the range of double precision ({error}): choose less extreme sizes and values"
    return f"this is a fault of the program ({type(error).__name__}: {error}); {TRACEBACK}=1 shows where it arose"


def _fail(message: str, status: int) -> int:
    with suppress(OSError):  # stderr itself may be full
        click.echo("prism: " + " ".join(message.split()), err=True)
    return status
