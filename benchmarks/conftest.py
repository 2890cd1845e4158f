"""The table of ratios: ``--ratios FILE`` renews the rows of the benchmarks that run and keeps the others."""

from collections.abc import Callable
from pathlib import Path

import pytest

HEAD = """# Ratios of the benchmarks

How many times as long the second way takes as the first, both in one process or in pairs on one machine, by processor
time, that of all threads together: absolute times vary with the machine, ratios
up to twofold. `make ratios` renews the table;
`python -m pytest benchmarks/test_start_up.py -m '' --ratios benchmarks/RATIOS.md` renews the rows of one file.

| benchmark | first | second | ratio |
|---|---|---|---|
"""
RATIOS = pytest.StashKey[dict[tuple[str, str, str], str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--ratios", type=Path, help="Markdown table to renew.")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[RATIOS] = {}


@pytest.fixture
def record_ratio(request: pytest.FixtureRequest) -> Callable[[str, str, float], None]:
    """Takes the names of both ways and the second's time over the first's."""

    def record(first: str, second: str, ratio: float) -> None:
        request.config.stash[RATIOS][request.path.stem, first, second] = f"{ratio:.2g}"

    return record


def pytest_sessionfinish(session: pytest.Session) -> None:
    table, found = session.config.getoption("--ratios"), session.config.stash[RATIOS]
    if table is None or not found:
        return
    lines = table.read_text(encoding="utf-8").splitlines() if table.exists() else []
    cells = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines if line.startswith("| test_")]
    kept = {(benchmark, first, second): ratio for benchmark, first, second, ratio in cells}
    rows = "".join(f"| {' | '.join((*key, ratio))} |\n" for key, ratio in sorted((kept | found).items()))
    table.write_text(HEAD + rows, encoding="utf-8")
