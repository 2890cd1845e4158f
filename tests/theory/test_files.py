"""What a killed process leaves of a file is removed by the next that writes it, and nothing that is being written."""

import os
import signal

from theory.files import put


def killed(path, content):
    """A child that kills itself when all is written and before it is moved."""
    child = os.fork()
    if child == 0:
        os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)
        put(path, content)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_what_a_killed_process_left_is_removed_by_the_next(tmp_path):
    for name in ("a", "a.b", "[a]*"):
        killed(tmp_path / name, b"half")
    assert [name.count(".part") for name in names(tmp_path)] == [1, 1, 1]
    for name, left in (("a", 2), ("a.b", 1), ("[a]*", 0)):
        put(tmp_path / name, b"whole")
        assert (tmp_path / name).read_bytes() == b"whole"
        assert sum(name.endswith(".part") for name in names(tmp_path)) == left


def test_what_is_being_written_stays(tmp_path, monkeypatch):
    """A second writer comes in the midst of the first, which also finishes."""
    path, real = tmp_path / "a", os.fsync

    def second(descriptor):
        real(descriptor)
        monkeypatch.setattr(os, "fsync", real)
        put(path, b"second")
        assert len(names(tmp_path)) == 2

    monkeypatch.setattr(os, "fsync", second)
    put(path, b"first")
    assert (names(tmp_path), path.read_bytes()) == (["a"], b"first")


def test_files_that_others_named_stay(tmp_path):
    others = [".a.part", ".a.0123456.part", ".a.0123456x.part", ".b.01234567.part"]
    for name in others:
        (tmp_path / name).write_bytes(b"")
    put(tmp_path / "a", b"whole")
    assert names(tmp_path) == sorted(["a", *others])


def test_where_folders_cannot_be_locked_files_are_written_and_nothing_is_removed(tmp_path, monkeypatch):
    import fcntl

    def refused(*_):
        raise OSError(37, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refused)
    (tmp_path / ".a.01234567.part").write_bytes(b"")
    put(tmp_path / "a", b"whole")
    assert names(tmp_path) == [".a.01234567.part", "a"]
