"""A refusal before arrays are made that do not fit into what memory is free."""

import resource
from pathlib import Path

from linear_ae.errors import ExperimentError

MEMINFO = Path("/proc/meminfo")
CONTAINER = Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory.current")


def free() -> float:
    """Bytes that can still be used: of the machine, of its container and of the process, where these say."""
    limits = [float("inf")]
    if MEMINFO.exists():
        fields = dict(line.split(":") for line in MEMINFO.read_text().splitlines())
        limits.append(1024.0 * int(fields["MemAvailable"].split()[0]))
    try:
        ceiling, used = (int(path.read_text()) for path in CONTAINER)
        limits.append(ceiling - used)
    except (OSError, ValueError):  # no container, or one without a limit
        pass
    for kind in (resource.RLIMIT_AS, resource.RLIMIT_DATA):
        soft, _ = resource.getrlimit(kind)
        limits.append(float("inf") if soft == resource.RLIM_INFINITY else soft)
    return min(limits)


def require(entries: float, what: str, instead: str, itemsize: int = 8) -> None:
    """Raise :class:`linear_ae.errors.ExperimentError` unless so many numbers of ``itemsize`` bytes are free.

    Examples
    --------
    >>> require(10.0**18, "a state of 10^18 entries", "choose smaller sizes")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    linear_ae.errors.ExperimentError: a state of 10^18 entries needs about 7.45e+09 GiB of memory, ... GiB are free: ...
    """
    needed, room = itemsize * entries, free()
    if needed > room:
        raise ExperimentError(
            f"{what} needs about {needed / 2**30:.3g} GiB of memory, {room / 2**30:.3g} GiB are free: {instead}"
        )
