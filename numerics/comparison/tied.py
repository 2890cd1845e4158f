"""The tied autoencoder: the face of the prism that suits the sizes, its first correction, and the planar limit."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import ArrayLike

from linear_ae.covariance import checked_variances
from linear_ae.data import Data
from linear_ae.precision import Precision, precision
from linear_ae.simulation import simulate
from linear_ae.sizes import Sizes
from numerics.autoencoder.bounds import Bounds, violations
from numerics.autoencoder.covariance.sample_spectrum import sample_law
from numerics.autoencoder.limits import limit
from numerics.autoencoder.losses import Losses
from numerics.autoencoder.planar import interior
from numerics.autoencoder.predict import first_correction, spectrum_of
from numerics.autoencoder.suitability import guard
from numerics.autoencoder.suitability.choice import nearest
from numerics.autoencoder.suitability.given_data import CANDIDATES
from numerics.comparison import any_model
from numerics.comparison.compared import Compared, Simulation, Theory, of_losses
from numerics.comparison.missing import Attempt, attempted
from numerics.methods.arrays import Array
from numerics.methods.quadrature import Spectrum
from numerics.models.point import Point
from theory.autoencoder import classify
from theory.errors import InputError
from theory.models import load

SUBJECT = "tied autoencoder"
FORMULA = "limit formula, without an error estimate"


def theories(sizes: Sizes, t: Array, seed: int, accuracy: float) -> Iterator[Attempt]:
    """For Gaussian data: the face of `prism classify`, its nearest facet with the first correction, the planar limit.

    Where no face is near, the correction is that of the planar limit in 1/p.
    """
    found = classify.by_sizes(sizes)
    facets, near = found.face.facets, nearest(sizes, found.face.facets)
    far = "" if found.within else f"; no face suits, this facet is the nearest and misses {near.neglected:.0%} at t = 0"
    yield found.face.name, lambda: limit_alone(found.face.name, sizes, t, facets, far)
    if len(facets) > 1:
        yield near.regime, lambda: limit_alone(near.regime, sizes, t, (near.regime,), "")
    yield f"corrected {near.regime}", lambda: limit_corrected(near.regime, sizes, t)
    if np.isinf(sizes.N):
        yield "planar limit", lambda: planar_of_infinite_data(sizes, t, near.regime)
        return
    yield "planar limit", lambda: planar_limit(sizes, t, seed, accuracy)
    if not found.within:
        yield "corrected planar limit", lambda: planar_corrected(sizes, t, seed, accuracy)


def limit_alone(name: str, sizes: Sizes, t: Array, facets: tuple[str, ...], far: str) -> Theory:
    """The losses of a regime as they stand."""
    found = limit(name).losses(t, sizes)
    route = FORMULA if found.train_error is None else "limit, resummed or sampled"
    return of_losses(name, f"{route}{far}{impossible(found)}", found, facets=facets)


def limit_corrected(facet: str, sizes: Sizes, t: Array) -> Theory:
    """A facet with its first correction, refused where it is no correction any more."""
    found = limit(facet).losses(t, sizes).plus(guard.checked_correction(facet, t, sizes))
    route = f"first correction, {FORMULA}{impossible(found)}"
    return of_losses(f"corrected {facet}", route, found, facets=(facet,), corrected=True)


def impossible(found: Losses, bounds: Bounds | None = None) -> str:
    """What no losses can be, in words: within the noise of sampled formulas, or for given data as their ``bounds``."""
    broken = violations(found, Bounds(), guard.NOISE) if bounds is None else violations(found, bounds)
    return "".join(f"; impossible here: {each}" for each in broken)


def planar_of_infinite_data(sizes: Sizes, t: Array, shown: str) -> Theory:
    """At infinite N the planar limit is the formula of large-data."""
    if shown == "large-data":
        raise InputError("at infinite N it is large-data itself")
    found = limit("large-data").losses(t, sizes)
    return of_losses("planar limit", f"large-data at infinite N, {FORMULA}", found)


def planar_limit(sizes: Sizes, t: Array, seed: int, accuracy: float) -> Theory:
    """All sizes large at their ratios, from the series or from samples."""
    found = interior.losses(t, sizes, accuracy, any_model.other(seed))
    return of_losses("planar limit", f"by {found.route}", found)


def planar_corrected(sizes: Sizes, t: Array, seed: int, accuracy: float) -> Theory:
    """The planar limit with its correction in 1/p."""
    numbers = {"p": sizes.p, "H": sizes.H, "N": int(sizes.N)}
    point = Point(load("tied-autoencoder"), numbers, {"sigma2": sizes.sigma2})
    return any_model.corrected(point, t, seed, accuracy)


def theories_on(sizes: Sizes, t: Array, spectrum: Spectrum, where: str, bounds: Bounds | None) -> Iterator[Attempt]:
    """For given data, or Gaussian ones of a population covariance: the nearer of the facets that hold for any spectrum,
    and its first correction.
    """
    facet = nearest(sizes, CANDIDATES).regime
    far = f"; {' and '.join(CANDIDATES)} hold for any {where}, this one is the nearer for Gaussian data of these sizes"

    known = "Gaussian data" if where == "data" else "the identity covariance"

    def alone() -> Theory:
        plain = limit(facet).losses(t, sizes, spectrum)
        return of_losses(facet, f"{FORMULA}{far}{impossible(plain, bounds)}", plain, facets=(facet,))

    def with_correction() -> Theory:
        found = limit(facet).losses(t, sizes, spectrum).plus(first_correction(facet, t, sizes, spectrum))
        route = f"first correction, {FORMULA}{impossible(found, bounds)}"
        return of_losses(f"corrected {facet}", route, found, facets=(facet,), corrected=True)

    def planar() -> Theory:
        raise InputError(f"it is known for {known} only")

    yield facet, alone
    yield f"corrected {facet}", with_correction
    yield "planar limit", planar


def compare_tied(
    sizes: Sizes,
    t: Array,
    runs: int,
    seed: int,
    *,
    data: Data | None,
    covariance: ArrayLike | None,
    accuracy: float,
    device: str,
    progress: Callable[[int], None] | None,
) -> Compared:
    """Theory beside simulation of the tied autoencoder, on Gaussian or on given data."""
    given = {"data": data, "covariance": covariance}
    curves = simulate(sizes, t, runs, seed, controls=True, device=device, progress=progress, **given)  # type: ignore[arg-type]
    source = ""
    if data is not None:
        spectrum = spectrum_of(data)
        wanted = theories_on(sizes, t, spectrum, "data", Bounds.of_spectrum(spectrum, sizes.H))
        source = str((data.description or {"source": "given data"}).get("source", ""))
    elif covariance is not None:
        wanted = theories_on(sizes, t, sample_law(checked_variances(covariance, sizes.p), sizes.N), "covariance", None)
        source = "Gaussian data of the given covariance"
    else:
        wanted = theories(sizes, t, seed, accuracy)
    known, left_out = attempted(wanted)
    numbers = {"p": sizes.p, "H": sizes.H, "N": sizes.N, "sigma2": sizes.sigma2}
    return Compared(SUBJECT, numbers, t, known, simulated(precision(curves), seed), left_out, source)


def simulated(found: Precision, seed: int) -> Simulation:
    """The means of the runs."""
    known = {"train": found.train, "population": found.population}
    present = {name: one for name, one in known.items() if one is not None}
    return Simulation(
        {name: one.mean for name, one in present.items()},
        {name: one.stderr for name, one in present.items()},
        {name: one.freedom for name, one in present.items()},
        found.runs,
        seed,
    )
