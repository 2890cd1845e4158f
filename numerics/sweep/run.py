"""``sweep``: what is in the store is taken from there, the rest is computed and stored as it comes."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from loky import cpu_count
from numpy.typing import ArrayLike

from numerics.sweep.cluster import cluster
from numerics.sweep.dataset import assemble, attributes, describe, write_dataset
from numerics.sweep.fit import Fit
from numerics.sweep.journal import Journal, journal
from numerics.sweep.labels import refuse_clashes, writable
from numerics.sweep.local import Outcomes, in_processes, in_this_process
from numerics.sweep.outcome import Call, Function
from numerics.sweep.points import Description, Run, name_of, runs, table
from theory.errors import InputError

if TYPE_CHECKING:
    from xarray import Dataset

RESULT = "sweep.nc"


def sweep(
    function: Function,
    points: Iterable[Mapping[str, Any]],
    *,
    version: str,
    seeds: Sequence[int] = (0,),
    constants: Mapping[str, Any] | None = None,
    name: str | None = None,
    dims: Mapping[str, Sequence[str]] | None = None,
    coords: Mapping[str, ArrayLike] | None = None,
    about: Mapping[str, str] | None = None,
    store: Path | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    retry_failed: bool = False,
    progress: Callable[[int], None] | None = None,
) -> "Dataset":
    """Compute ``function`` at every point and seed, and return the results as one labelled data set.

    ``function(point, seed)`` takes the parameters as a dict and an integer >= 0, and returns a dict of numbers, texts
    and arrays. It must give the same for the same arguments, and be importable by other processes (a function of a
    module). If it raises, the error becomes the run's ``failure_type`` and ``failure``, its results are missing (NaN),
    and the sweep goes on.

    - ``points``: dicts that name the same parameters (numbers, truth values, texts, tuples of them); ``grid`` makes
      them from axes. ``constants`` are parameters that all points share.
    - ``version``: raise it when the function's results change: old ones are then left aside.
    - ``name``: under which results are stored; by default the function's module and name.
    - ``dims``: the names of the dimensions of array results, e.g. ``{"train": ["t"]}``; ``coords``: values along them;
      ``about``: what parameters, coordinates and results are, their ``long_name`` where they occur.
    - ``store``: a folder. A finished run is written there at once and never computed again, in whatever table it
      appears; killed at any moment, the next call goes on from what had finished. The whole data set is in
      ``sweep.nc`` at the end. ``retry_failed`` computes the runs again that failed.
    - ``workers``: local processes; by default one a core, and 1 stays in this process.
    - ``scheduler``: the address of a Dask scheduler, ``tcp://host:8786``, whose cluster is then used instead.
    - ``progress``: takes the number of runs done so far, those found in the store included.

    The data set has the dimensions ``point`` and ``seed``, parameters as coordinates of ``point``, and in its
    attributes the function, its version, the constants and the versions of this package that computed the runs.
    Arrays that are shorter at some points are padded. The numbers do not depend on where they were computed.

    Raises ``InputError`` for a table that is not one, a store in use and a scheduler that does not answer;
    ``SweepError`` if workers cannot be started or the cluster is lost, with everything finished in the store.
    """
    rows, fixed = table(points, constants or {})
    description = Description(name or name_of(function), str(version), fixed)
    wanted = runs(rows, seeds, description)
    if workers is not None and workers < 1:
        raise InputError(f"{workers} workers: give at least 1")
    named, along = dims or {}, coords or {}
    refuse_clashes([*rows[0], *fixed], named, along)
    if not (writable(description.function) and writable(description.version)):
        raise InputError(f"{name=}, {version=}: leave out characters that files do not take")
    fit = Fit([*rows[0], *fixed], named, along)
    with journal(store) as kept:
        for run in wanted:
            fit.refuse_unfit(kept.outcomes.get(run.key, {}))
        missing = {run.key: run for run in wanted if _is_open(kept, run, retry_failed)}
        tell, done = progress or _silent, len(wanted) - len(missing)
        tell(done)
        with closing(_start(Call(function), list(missing.values()), workers, scheduler)) as started:
            for run, outcome in started:
                record = json.loads(outcome)
                fit.refuse_unfit(record)
                kept.add(run.key, _record(description, run) | record)
                done += 1
                tell(done)
        records = [kept.outcomes[run.key] for run in wanted]
        data = assemble(rows, [run.seed for run in wanted if run.row == 0], records, named, along)
        describe(data, about or {})
        data.attrs = attributes(description, [record["package"] for record in records])
        if store is not None:
            write_dataset(data, store / RESULT)
    return data


def _is_open(kept: Journal, run: Run, retry_failed: bool) -> bool:
    record = kept.outcomes.get(run.key)
    return record is None or (retry_failed and "failure" in record)


def _start(call: Call, missing: list[Run], workers: int | None, scheduler: str | None) -> Outcomes:
    if missing and scheduler is not None:
        return cluster(call, missing, scheduler)
    count = min(workers or cpu_count(), len(missing))
    return in_this_process(call, missing) if count <= 1 else in_processes(call, missing, count)


def _silent(done: int) -> None:
    """No progress shown."""


def _record(description: Description, run: Run) -> dict[str, Any]:
    return {
        "function": description.function,
        "version": description.version,
        "package": package_version(),
        "point": run.point,
        "seed": run.seed,
    }


def package_version() -> str:
    """The version of this package, or ``unknown`` in a checkout that is not installed."""
    try:
        return metadata.version("learning-prism")
    except metadata.PackageNotFoundError:
        return "unknown"
