"""The group ``prism`` and its error contract: 0 done, 2 bad input (one line on stderr), 1 anything else."""

import importlib
import sys

import click

from theory.errors import InputError

COMMANDS = {
    "regimes": "figures.cli.regimes:regimes",
    "predict": "figures.cli.predict:predict",
    "simulate": "figures.cli.simulate:simulate",
    "check": "figures.cli.check:check",
    "prototypes": "figures.cli.prototypes:prototypes",
}


class LazyGroup(click.Group):
    """A group whose commands are imported on first use, so that ``--help`` does not load torch."""

    def __init__(self, *args: object, lazy: dict[str, str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.lazy)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.lazy:
            return None
        module, attribute = self.lazy[name].split(":")
        return getattr(importlib.import_module(module), attribute)


@click.group(cls=LazyGroup, lazy=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="learning-prism", prog_name="prism")
def prism() -> None:
    """Limit formulas of learning regimes: derive, check against experiment, draw."""


def main(arguments: list[str] | None = None) -> None:
    """Run ``prism``; bad input ends with one line on stderr and exit status 2."""
    try:
        sys.exit(prism.main(arguments, prog_name="prism", standalone_mode=False) or 0)
    except click.exceptions.NoArgsIsHelpError as help_page:
        click.echo(help_page.format_message())
        sys.exit(2)
    except (click.ClickException, InputError) as error:
        message = error.format_message() if isinstance(error, click.ClickException) else str(error)
        click.echo("prism: " + " ".join(message.split()), err=True)
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("prism: interrupted", err=True)
        sys.exit(1)
