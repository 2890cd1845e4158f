"""Names that the shell completes: regimes, models and figures."""

from collections.abc import Callable, Iterable

import click
from click.shell_completion import CompletionItem

Completion = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def completing(names: Callable[[click.Context], Iterable[str]]) -> Completion:
    """The completion of what begins one of the names, asked for on completion only."""

    def complete(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return [CompletionItem(name) for name in names(context) if name.startswith(incomplete)]

    return complete


def regime_names(context: click.Context) -> list[str]:
    """Of the model that ``--model`` names, or of the tied autoencoder."""
    from theory.autoencoder.regimes import REGIMES
    from theory.errors import InputError

    source = context.params.get("source")
    if source is None:
        return list(REGIMES)
    from theory.matrix.regimes import regimes
    from theory.models import load

    try:
        return [regime.name for regime in regimes(load(source)).regimes]
    except InputError:  # no such model: nothing to complete
        return []


def model_names(_: click.Context) -> list[str]:
    """Of the library."""
    from theory.models import names

    return list(names())


def figure_names(_: click.Context) -> list[str]:
    """Of the gallery."""
    from figures.gallery import FIGURES

    return list(FIGURES)


complete_regime, complete_model, complete_figure = map(completing, (regime_names, model_names, figure_names))
