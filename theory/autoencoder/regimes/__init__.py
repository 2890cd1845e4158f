"""The learning regimes: faces of the prism, each with its limit losses."""

import difflib

from theory.autoencoder.prism import FACETS
from theory.autoencoder.regimes import (
    free,
    large_data,
    large_data_edges,
    mean_field,
    narrow_latent,
    other_edges,
    small_data,
    small_data_edges,
    vertices,
)
from theory.autoencoder.regimes.regime import Regime
from theory.errors import InputError

REGIMES: dict[str, Regime] = {
    face.name: face
    for face in (
        *(module.REGIME for module in (large_data, small_data, mean_field, narrow_latent, free)),
        *(edge for module in (large_data_edges, small_data_edges, other_edges) for edge in module.EDGES),
        *vertices.VERTICES,
    )
}
"""The 20 faces by name: facets, edges, vertices."""


def regime(name: str) -> Regime:
    """The regime of that name; facets of an edge or vertex may be joined in any order.

    Raises
    ------
    InputError
        If there is none; the message names the nearest ones.

    Examples
    --------
    >>> regime("mean-field+large-data").train
    p*(1 - a_0)**2/(2*(a_0*exp(4*t) - a_0 + 1)**2)
    """
    ordered = "+".join(sorted(name.split("+"), key=lambda f: FACETS.index(f) if f in FACETS else len(FACETS)))
    if ordered in REGIMES:
        return REGIMES[ordered]
    near = difflib.get_close_matches(name, REGIMES, n=3, cutoff=0.4) or list(FACETS)
    raise InputError(f"no regime is named {name!r}: did you mean {' or '.join(near)}?")


__all__ = ["FACETS", "REGIMES", "Regime", "regime"]
