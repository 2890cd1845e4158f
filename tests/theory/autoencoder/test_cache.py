import json

import pytest

from theory.autoencoder import cache
from theory.autoencoder.expansion import answered, coefficient


def counted(results):
    calls = []

    def compute():
        calls.append(1)
        return results

    return calls, compute


def entry(tmp_path):
    (path,) = tmp_path.iterdir()
    return path


def test_a_result_is_computed_once(tmp_path):
    calls, compute = counted([[1, "12345678901234567890"]])
    assert cache.remembered("x", compute) == cache.remembered("x", compute) == compute()
    assert len(calls) == 2
    assert entry(tmp_path).suffix == ".json"


@pytest.mark.parametrize("damage", ["cut", "altered", "empty", "foreign", "binary"])
def test_a_damaged_entry_is_computed_again(tmp_path, damage):
    calls, compute = counted([[1, "7"]])
    cache.remembered("x", compute)
    path = entry(tmp_path)
    text = path.read_text()
    damaged = {
        "cut": text[:-5],
        "altered": text.replace('"7"', '"8"'),
        "empty": "",
        "foreign": json.dumps([1]),
    }
    path.write_bytes(b"\xff\xfe" if damage == "binary" else damaged[damage].encode())
    assert cache.remembered("x", compute) == [[1, "7"]]
    assert len(calls) == 2
    assert cache.read(path) == [[1, "7"]]


def test_an_entry_under_another_name_is_computed_again(tmp_path):
    cache.remembered("x-3", lambda: [[1, "7"]])
    path = entry(tmp_path)
    path.rename(path.with_name(path.name.replace("x-3", "x-4")))
    assert cache.remembered("x-4", lambda: [[2, "9"]]) == [[2, "9"]]


@pytest.mark.parametrize("taken", ["expand-train-2", "expand-population-3", "expand-train-3-planar"])
def test_the_expansion_does_not_believe_another_request(tmp_path, taken):
    """The result of another order, loss or kind, copied to where order 3 is kept."""
    answered.cache_clear()
    expected = coefficient("train", 3)
    coefficient("train", 2), coefficient("population", 3), coefficient("train", 3, planar=True)
    source, place = (tmp_path / f"{name}-{cache.version()}.json" for name in (taken, "expand-train-3"))
    place.write_bytes(source.read_bytes())
    answered.cache_clear()
    assert coefficient("train", 3).terms == expected.terms


def test_other_code_does_not_read_old_entries(monkeypatch):
    calls, compute = counted(1)
    cache.remembered("x", compute)
    monkeypatch.setattr(cache, "version", lambda: "other")
    cache.remembered("x", compute)
    assert len(calls) == 2


def test_a_folder_that_cannot_be_made_leaves_the_result_uncached(monkeypatch, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("PRISM_CACHE_DIR", str(blocked / "below"))
    calls, compute = counted(5)
    assert [cache.remembered("x", compute), cache.remembered("x", compute)] == [5, 5]
    assert len(calls) == 2


def test_no_part_file_is_left_behind(tmp_path):
    cache.remembered("x", lambda: {"a": 1})
    assert [path.suffix for path in tmp_path.iterdir()] == [".json"]


def test_a_user_without_a_home_keeps_nothing(monkeypatch):
    def homeless():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(cache.Path, "home", homeless)
    for name in ("PRISM_CACHE_DIR", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    assert cache.folder() == cache.NOWHERE
    calls, compute = counted(5)
    assert [cache.remembered("x", compute), cache.remembered("x", compute)] == [5, 5]
    assert len(calls) == 2


def test_a_tilde_is_the_home(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PRISM_CACHE_DIR", "~/kept")
    assert cache.folder() == tmp_path / "kept"
