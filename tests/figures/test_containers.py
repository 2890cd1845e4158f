"""Bare containers: no home, no passwd entry, a disk that is read-only but for the results; settings of a notebook.

The slow cases make a mount namespace of their own, which needs root.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from figures.cli import places

COMMANDS = {
    "expand": "expand --order 2",
    "models": "models untied-autoencoder",
    "regimes": "regimes mean-field",
    "classify": "classify --p 60 --H 1200 --N 120 --sigma2 2e-4",
    "predict": "predict --regime mean-field --p 20 --H 40 --N 40 --sigma2 0.01 --t-max 1 --points 3",
    "simulate": "simulate --p 6 --H 3 --N 9 --sigma2 0.1 --t-max 1",
    "compare": "compare --model untied-autoencoder --size p=6 --size H=3 --size N=9 --value sigma2=0.1 --t-max 1 "
    "--points 3 --seeds 2 --out OUT/compare.png",
    "weight-decay": "weight-decay --data digits --H 10 --holdout 0.3",
    "forces": "prototypes forces --out OUT",
    "figures": "figures prism --quick --out OUT",
}
NOBODY = (
    "setpriv --reuid 12345 --regid 12345 --clear-groups --inh-caps=+dac_read_search --ambient-caps=+dac_read_search"
)
"""A user without passwd entry who reads everything, as the interpreter may lie in root's home, and owns nothing."""
READ_ONLY = """
for place in /tmp /var/tmp /dev/shm; do mount --bind $place $place; done
mount --bind OUT OUT
for place in / /tmp /var/tmp /dev/shm; do mount -o remount,ro,bind $place; done
cd /
"""
"""In a mount namespace: bound again, so that a place's own mount, which other processes see, stays as it is."""
MACHINES = {
    "no passwd entry": f"{NOBODY} PRISM",
    "read-only": f"unshare --mount bash -ec '{READ_ONLY}{NOBODY} PRISM'",
}


def container() -> bool:
    """Whether this user may make mount namespaces and other users here."""
    trial = ["unshare", "--mount", "bash", "-ec", f"mount --bind /tmp /tmp; {NOBODY} true"]
    tools = all(shutil.which(tool) for tool in ("setpriv", "unshare", "mount", "bash"))
    return tools and os.geteuid() == 0 and subprocess.run(trial, capture_output=True, check=False).returncode == 0


def ran(machine: str, command: str, out: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """``prism`` on such a machine, results in ``out``, from an empty working directory that anybody may write."""
    for folder in (out, out / "work"):
        folder.mkdir()
        folder.chmod(0o777)
    paths = os.pathsep.join(path for path in sys.path if path)
    words = {"PYTHONPATH": paths, "PATH": os.environ["PATH"], "OMP_NUM_THREADS": "1", **settings}
    prism = f'{sys.executable} -c "from figures.cli import main; main()" {command}'
    line = machine.replace("PRISM", prism).replace("OUT", str(out))
    return subprocess.run(
        ["bash", "-c", line], cwd=out / "work", env=words, capture_output=True, text=True, check=False
    )


def written(out: Path) -> dict[str, bytes]:
    """The files of results by name."""
    return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_a_bare_container_gives_what_any_machine_gives(command):
    if not container():
        pytest.skip("needs root, setpriv and mount namespaces")
    with tempfile.TemporaryDirectory() as above:  # pytest's own folders are closed to other users
        os.chmod(above, 0o755)
        usual = ran("PRISM", COMMANDS[command], Path(above) / "usual", PRISM_CACHE_DIR=above)
        assert usual.returncode == 0, usual.stderr
        for name, machine in MACHINES.items():
            out = Path(above) / name.replace(" ", "-")
            found = ran(machine, COMMANDS[command], out)
            said = found.returncode, "Traceback" in found.stderr, "Warning" in found.stderr
            assert said == (0, False, False), (name, found.stderr)
            assert found.stdout.replace(str(out), "") == usual.stdout.replace(f"{above}/usual", "")
            assert written(out) == written(Path(above) / "usual")
            assert list((out / "work").iterdir()) == []


@pytest.mark.slow
def test_settings_of_a_notebook_change_no_figure(tmp_path):
    (tmp_path / "matplotlibrc").write_text("text.usetex: True\nfont.family: serif\nbackend: QtAgg\nsavefig.dpi: 31\n")
    usual = ran("PRISM", COMMANDS["figures"], tmp_path / "usual")
    for number, settings in enumerate(
        [
            {"MPLBACKEND": "module://matplotlib_inline.backend_inline", "MPLCONFIGDIR": "/dev/null/x"},
            {"MATPLOTLIBRC": str(tmp_path), "NUMBA_NUM_THREADS": "abc", "PRISM_CACHE_DIR": "/dev/null/x"},
            {"MPLCONFIGDIR": str(tmp_path), "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "COLUMNS": "20"},
        ]
    ):
        out = tmp_path / str(number)
        found = ran("PRISM", COMMANDS["figures"], out, **settings)
        assert (found.returncode, "Traceback" in found.stderr, "Warning" in found.stderr) == (0, False, False), settings
        assert written(out) == written(tmp_path / "usual") != {}
    assert usual.returncode == 0


@pytest.fixture
def nowhere(monkeypatch, tmp_path):
    """A machine where none of the usual places for temporary files can be written; the folder that can be."""

    def refused() -> str:
        if tempfile.tempdir is None:
            raise FileNotFoundError
        return tempfile.tempdir

    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "gettempdir", refused)
    return tmp_path


def test_temporary_files_lie_where_something_can_be_written(nowhere):
    places.spare(nowhere / "absent", nowhere)
    assert tempfile.tempdir == str(nowhere)


def test_the_folder_of_the_results_is_the_last_resort(nowhere):
    places.spare(nowhere / "absent")
    assert tempfile.tempdir is None
    places.tried(nowhere / "out")
    assert tempfile.tempdir == str(nowhere)


def test_where_temporary_files_can_lie_nothing_changes(tmp_path):
    before = tempfile.gettempdir()
    places.spare(tmp_path)
    assert tempfile.gettempdir() == before
