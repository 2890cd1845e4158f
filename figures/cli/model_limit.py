"""``prism predict --model --regime``: the limit losses of a solved regime as numbers."""

import click
import numpy as np

from figures.cli.model_point import Given
from figures.cli.model_point import given as read_given
from figures.cli.output import print_curves, print_json
from numerics.autoencoder.spectrum import EmpiricalSpectrum
from numerics.solutions import limit
from theory.errors import InputError


def show(
    source: str,
    regime: str,
    sizes: tuple[str, ...],
    values: tuple[str, ...],
    matrices: tuple[str, ...],
    t: np.ndarray,
    correction: bool,
    as_json: bool,
) -> None:
    """Print the losses of a limit, with its first correction if asked for; its condition is said on stderr."""
    given = read_given(source, sizes, values, matrices)
    found = limit(given.point.model, regime)
    law = spectrum(given)
    losses = found.losses(t, given.point, law)
    if correction:
        added = found.correction(t, given.point, law)
        losses = {name: curve + added[name] for name, curve in losses.items()}
    click.echo(f"prism: the limit {found.regime}: {found.solution.regime.condition}", err=True)
    if as_json:
        print_json({"model": found.model, "regime": found.regime, "correction": correction, "t": t, "losses": losses})
    else:
        print_curves({"t": t, **losses})


def spectrum(given: Given) -> EmpiricalSpectrum | None:
    """The spectrum of the samples X if they are given."""
    if not given.matrices:
        return None
    if set(given.matrices) != {"X"}:
        raise InputError(f"a limit takes samples as --matrix X=FILE only, got {', '.join(given.matrices)}")
    p, n = given.matrices["X"].shape
    singular = np.linalg.svd(given.matrices["X"], compute_uv=False)
    return EmpiricalSpectrum(np.pad(singular**2 / n, (0, p - len(singular))))
