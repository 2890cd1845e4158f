"""The journal cut short at every byte, altered at every byte, and used twice at once."""

import pytest

from numerics.sweep.journal import JOURNAL, journal, read
from theory.errors import InputError

RECORDS = {
    "a": {"result": {"x": 0.1}},
    "b": {"failure": {"type": "E", "message": "line\nbreak \u2028"}},
    "c": {"result": {}},
}


@pytest.fixture
def written(tmp_path):
    with journal(tmp_path) as kept:
        for name, record in RECORDS.items():
            kept.add(name, record)
    return tmp_path / JOURNAL


def test_reopened(written):
    with journal(written.parent) as kept:
        assert kept.outcomes == RECORDS


def test_cut_short_anywhere(written):
    """What was whole stays, and the next record does not join the torn one."""
    data = written.read_bytes()
    for length in range(len(data)):
        written.write_bytes(data[:length])
        whole = data[:length].count(b"\n")
        with journal(written.parent) as kept:
            assert kept.outcomes == dict(list(RECORDS.items())[:whole])
            kept.add("d", {"result": {"y": 1}})
        assert read(written)[0] == dict(list(RECORDS.items())[:whole]) | {"d": {"result": {"y": 1}}}


def test_altered_anywhere(written):
    """A changed byte costs at most the record that it is in, and the next where it was a line's end."""
    data = written.read_bytes()
    for k in range(len(data)):
        written.write_bytes(data[:k] + bytes([data[k] ^ 1]) + data[k + 1 :])
        found = read(written)[0]
        assert found.items() <= RECORDS.items()
        assert len(found) >= len(RECORDS) - (2 if data[k : k + 1] == b"\n" else 1)


def test_newest_record_counts(written):
    with journal(written.parent) as kept:
        kept.add("a", {"result": {"x": 2}})
    assert read(written)[0]["a"] == {"result": {"x": 2}}


def test_one_sweep_at_a_time(tmp_path):
    with journal(tmp_path), pytest.raises(InputError, match="in use by another sweep"), journal(tmp_path):
        pass


def test_no_folder(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot hold a sweep"), journal(tmp_path / "file"):
        pass
