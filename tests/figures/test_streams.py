"""Standard streams that are full, closed, cut off, narrow or without the characters: the right status, and a line."""

import os
import subprocess
import sys

import pytest

PRISM = f"{sys.executable} -c 'from figures.cli import main; main()'"
SHORT = "classify --p 60 --H 1200 --N 120 --sigma2 2e-4"
FULL = "prism: No space left on device"
CASES = {
    "stdout full": (f"{PRISM} --version > /dev/full", 1, FULL),
    "table full": (f"{PRISM} {SHORT} > /dev/full", 1, FULL),
    "help full": (f"{PRISM} > /dev/full", 1, FULL),
    "stderr full": (f"{PRISM} classify --p 0 2> /dev/full", 2, ""),
    "all closed": (f"{PRISM} {SHORT} <&- >&- 2>&-", 0, ""),
    "progress closed": (f"{PRISM} models untied-autoencoder <&- >&- 2>&-", 0, ""),
    "all closed and wrong": (f"{PRISM} classify --p 0 <&- >&- 2>&-", 2, ""),
    "reader gone": (f"({PRISM} {SHORT}; echo $? >&2) | true", 0, "1"),
    "one line": (f"{PRISM} regimes | head -1", 0, ""),
    "narrow": (f"COLUMNS=20 {PRISM} classify --help", 0, ""),
    "few characters": (f"PYTHONIOENCODING=latin-1 {PRISM} models Ω.toml", 0, ""),
}
MODEL = """
name = "Ω"
[sizes]
p = "input dimension"
[scalars]
s = "variance"
[matrices]
W = { shape = ["p", "p"], variance = "s", trained = true }
[losses]
train = "Tr(W*W.T)/2"
[flow]
loss = "train"
"""
QUICK = ("stdout full", "all closed and wrong")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no full device")
@pytest.mark.parametrize(
    "case", [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in CASES]
)
def test_streams(tmp_path, case):
    (tmp_path / "Ω.toml").write_text(MODEL, encoding="utf-8")
    command, status, said = CASES[case]
    paths = os.pathsep.join(path for path in sys.path if path)
    environment = {**os.environ, "PYTHONPATH": paths}
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stderr.decode().strip()) == (status, said)
    if case == "few characters":
        assert done.stdout.startswith(b"\\u03a9\n")
