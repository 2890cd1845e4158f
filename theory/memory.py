"""How much memory there is, and a clear refusal in place of a machine that swaps."""

import resource
from pathlib import Path

CGROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")
CGROUP_USED = Path("/sys/fs/cgroup/memory.current")
MEMINFO = Path("/proc/meminfo")


class OutOfReachError(MemoryError):
    """The computation would need more memory than there is; the message says how much of each."""


def number(path: Path) -> int | None:
    """The integer that a small system file holds, if it exists and holds one."""
    try:
        return int(path.read_text())
    except (OSError, ValueError):
        return None


def available() -> int:
    """Bytes that can still be used: the least of free memory, the control group's rest and the address-space limit."""
    limits = []
    if MEMINFO.exists():
        fields = dict(line.split(":") for line in MEMINFO.read_text().splitlines())
        limits.append(1024 * int(fields["MemAvailable"].split()[0]))
    ceiling, used = number(CGROUP_LIMIT), number(CGROUP_USED)
    if ceiling is not None and used is not None:
        limits.append(ceiling - used)
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    if soft != resource.RLIM_INFINITY:
        limits.append(soft)
    return min(limits, default=1 << 34)


def require(needed: float, what: str, instead: str = "ask for a lower order", bound: str = "about") -> None:
    """Raise :class:`OutOfReachError`, which says what to do ``instead``, unless ``needed`` bytes are free.

    ``bound`` says how they are known, ``about`` or ``at least``.
    """
    free = available()
    if needed > free:
        raise OutOfReachError(
            f"{what} needs {bound} {needed / 2**30:.3g} GiB of memory, {free / 2**30:.3g} GiB are free; {instead}"
        )
