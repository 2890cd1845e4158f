"""The limit losses of every regime as numbers, a file a facet, with their first corrections: one registry."""

from functools import cache

from numerics.autoencoder.limits.limit import Limit
from theory.autoencoder.regimes import regime as named


@cache
def limits() -> dict[str, Limit]:
    """The limits of all twenty regimes by name: facets, then edges and vertices."""
    from numerics.autoencoder.limits import (
        elementary,
        free,
        large_data,
        mean_field,
        narrow_latent,
        small_data,
        spectral_edges,
    )

    facets = (large_data.LIMIT, small_data.LIMIT, mean_field.LIMIT, narrow_latent.LIMIT, free.LIMIT)
    others = (small_data.FREE_LIMIT, *spectral_edges.LIMITS, *elementary.LIMITS)
    return {limit.name: limit for limit in (*facets, *others)}


def limit(name: str) -> Limit:
    """The limit of that regime; raises :class:`theory.errors.InputError` if there is no such regime."""
    return limits()[named(name).name]


def with_correction() -> tuple[str, ...]:
    """The regimes whose first neglected orders are known."""
    return tuple(name for name, each in limits().items() if each.first_order)


__all__ = ["Limit", "limit", "limits", "with_correction"]
