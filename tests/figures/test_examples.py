"""The examples of the help pages, each run as a user types it: in a fresh folder, with an empty cache."""

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from figures.cli.examples import EXAMPLES
from tests.docs.pages import TICKING

LONGEST = 60  # seconds of processor: an idle machine takes at most 20, a busy one counts up to three times as much
PRISM = f"prism() {{ {sys.executable} -c 'from figures.cli import main; main()' \"$@\"; }}\n"
FORMS = r"# (numpy\.savez\([^)]*\))", r"--out (\S+\.\w+)", r"--out ([\w/]+)$"
MAKING, FILE, FOLDER = map(re.compile, FORMS)
SAID = {
    "check": r"wrote (out/check/check\.\w+(, )?){3}\n",
    "weight-decay": r"prism: lambda = [\d.]+ kills every component\n"
    r"prism: the held-out loss at t = inf is smallest, [\d.]+, at lambda = [\d.]+\n",
    "compare": r"prism: mean-field: limit formula, .*\nprism: corrected mean-field: first correction, .*\n"
    r"prism: planar limit: by sampling; errors up to .*\nwrote compare\.png\n",
    "phase-diagram validity": r"prism: 16 points, about [\d.]+ s of one core, less what is stored\n",
    "figures": r"(prism|scalings): wrote .*\n(prism|scalings): wrote .*\n",
}
"""Commands whose examples have remarks."""


def made(example: str, folder: Path) -> None:
    """Make the file that an example reads by the call that its help page names."""
    rng = np.random.default_rng(0)
    weights = [rng.uniform(2, 6, 8), -4 * rng.random((8, 1)), rng.normal(size=8)]
    for call in MAKING.findall(example):
        program = f"import numpy\nfrom numpy import array\nw, b, a = {weights!r}\n{call}"
        subprocess.run([sys.executable, "-c", program], cwd=folder, check=True)


def typed(example: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The example in a shell that stands in ``folder``, whose cache is empty."""
    paths = os.pathsep.join(path for path in sys.path if path)
    settings = {**os.environ, "PYTHONPATH": paths, "PRISM_CACHE_DIR": str(folder.parent / "cache")}
    return subprocess.run(
        ["bash", "-c", PRISM + example], cwd=folder, env=settings, capture_output=True, text=True, check=False
    )


def processor() -> float:
    """Seconds of finished children so far."""
    return os.times().children_user + os.times().children_system


@pytest.mark.slow
@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_runs_as_its_help_page_shows_it(name, tmp_path):
    folder, start = tmp_path / "work", processor()
    folder.mkdir()
    made(EXAMPLES[name], folder)
    ended = typed(EXAMPLES[name], folder)
    assert ended.returncode == 0, ended.stderr
    assert re.fullmatch(SAID.get(name, ""), TICKING.sub("", ended.stderr)), ended.stderr
    assert processor() - start < LONGEST
    assert all((folder / file).stat().st_size for file in FILE.findall(EXAMPLES[name]))
    for place in FOLDER.findall(EXAMPLES[name]):
        pictures = [path.stat().st_size for path in (folder / place).glob("*.png")]
        assert min(pictures, default=0) > 0
