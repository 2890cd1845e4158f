"""Signals that end a command do so in order: a line, the usual status, nothing left behind."""

import os
import signal
import subprocess
import sys
import time

import pytest

from figures.cli import signals
from figures.cli.signals import ENDINGS, orderly
from theory.files import put


@pytest.mark.parametrize("kind", ENDINGS)
def test_a_file_that_is_being_written_is_cleaned_up(tmp_path, monkeypatch, capfd, kind):
    monkeypatch.setattr(signals, "end_soon", lambda _: None)
    monkeypatch.setattr(os, "fsync", lambda _: os.kill(os.getpid(), kind))
    before = signal.signal(kind, signal.SIG_DFL)  # under nohup it is ignored
    with pytest.raises(SystemExit) as ending, orderly():
        put(tmp_path / "a", b"content")
    assert (ending.value.code, list(tmp_path.iterdir())) == (128 + kind, [])
    assert capfd.readouterr().err == f"prism: ended by {kind.name}\n"
    assert signal.signal(kind, before) is signal.SIG_DFL


def test_what_is_ignored_stays_so():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with orderly():
            os.kill(os.getpid(), signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


STUCK = """
import os, signal, sys, threading, time
from figures.cli import signals
signals.GRACE = 0.2
with signals.orderly():
    threading.Thread(target=time.sleep, args=[60]).start()
    os.kill(os.getpid(), int(sys.argv[1]))
    time.sleep(1)
"""


@pytest.mark.parametrize(("kind", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 1)])
def test_work_in_another_thread_ends_with_the_process(kind, status):
    """Python waits for such a thread at its end, here for a minute."""
    line = [sys.executable, "-c", STUCK, str(int(kind))]
    assert subprocess.run(line, capture_output=True, timeout=30, check=False).returncode == status


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "status", "said"),
    [
        (signal.SIGTERM, 143, "prism: ended by SIGTERM"),
        (signal.SIGHUP, 129, "prism: ended by SIGHUP"),
        (signal.SIGINT, 1, "prism: interrupted"),
    ],
)
def test_a_simulation(tmp_path, kind, status, said):
    command = "simulate --p 60 --H 30 --N 90 --sigma2 0.1 --t-max 30 --seeds 4000"
    line = [sys.executable, "-c", "from figures.cli import main; main()", *command.split()]
    words = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(line, cwd=tmp_path, env=words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(10)
    process.send_signal(kind)
    out, err = process.communicate(timeout=60)
    told = [text for text in err.splitlines() if text and "at work" not in text]
    assert (process.returncode, out, told) == (status, "", [said])
