"""Machine code on disk: only ever where the folder's name carries the digest of the sources."""

import os
import pickle
import shutil
from pathlib import Path

import pytest

numba = pytest.importorskip("numba", reason="compiled loops need the extra fast")

from numba.core import config  # noqa: E402
from numba.core.caching import InTreeCacheLocator  # noqa: E402

from theory.autoencoder.fast import compiled, flow  # noqa: E402
from theory.autoencoder.fast.sealed import SIZE, seal  # noqa: E402


def twice(number):
    return 2 * number


@pytest.fixture(params=["platform", "NUMBA_CACHE_DIR"])
def place(request, monkeypatch, tmp_path):
    """Where machine code is to go: the platform's folder, or the one that the user gives numba."""
    found = tmp_path / "place"
    given = str(found) if request.param == "NUMBA_CACHE_DIR" else ""
    monkeypatch.setattr(config, "CACHE_DIR", given)
    monkeypatch.setattr(compiled.cache, "folder", lambda: found)
    return found


def test_machine_code_lies_under_the_digest_of_the_sources(place):
    loop = compiled.kept()(twice)
    before = config.CACHE_DIR
    assert loop(21) == 42
    assert place / f"numba-{compiled.version()}" in Path(loop.stats.cache_path).parents
    assert config.CACHE_DIR == before
    assert list(place.glob("*/*/*.nbc"))


def test_other_sources_have_another_folder(place, monkeypatch):
    first = compiled.kept()(twice).stats.cache_path
    monkeypatch.setattr(compiled, "version", lambda: "other")
    second = compiled.kept()(twice).stats.cache_path
    assert first != second
    assert place / "numba-other" in Path(second).parents


def test_where_that_folder_cannot_be_made_nothing_is_kept(place):
    """numba alone would fall back to ``__pycache__`` beside the sources."""
    place.write_text("a file where the folder should be")
    fallback = set(Path(__file__).parent.glob("__pycache__/*.nbc"))
    loop = compiled.kept()(twice)
    assert loop(21) == 42
    assert loop.stats.cache_path is None
    assert set(Path(__file__).parent.glob("__pycache__/*.nbc")) == fallback


def test_a_user_without_home_gets_no_folder_called_tilde(monkeypatch, tmp_path):
    monkeypatch.setattr(config, "CACHE_DIR", "")
    monkeypatch.setattr(compiled.cache, "folder", lambda: compiled.cache.NOWHERE)
    monkeypatch.setattr(InTreeCacheLocator, "from_function", lambda *_: None)  # an installation that is read-only
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    monkeypatch.chdir(tmp_path)
    loop = compiled.kept()(twice)
    assert (loop(21), loop.stats.cache_path, os.listdir()) == (42, None, [])


def test_the_loops_of_the_package_obey():
    path = flow.emit_words.stats.cache_path
    assert path is None or f"numba-{compiled.version()}" in Path(path).parts


def test_the_folder_is_that_of_the_other_results(monkeypatch, tmp_path):
    monkeypatch.setattr(config, "CACHE_DIR", "")
    monkeypatch.setenv("PRISM_CACHE_DIR", str(tmp_path / "own"))
    assert tmp_path / "own" in Path(compiled.kept()(twice).stats.cache_path).parents


@pytest.mark.parametrize("damage", ["empty", "cut", "first bit", "last bit", "other name", "pickle of a lie"])
def test_damaged_machine_code_is_compiled_again_and_repaired(place, damage):
    assert compiled.kept()(twice)(21) == 42
    (file,) = place.glob("*/*/*.nbc")
    sound = file.read_bytes()
    flipped = bytes([sound[0] ^ 1]) + sound[1:], sound[:-1] + bytes([sound[-1] ^ 1])
    held = {
        "empty": b"",
        "cut": sound[: len(sound) // 2],
        "first bit": flipped[0],
        "last bit": flipped[1],
        "other name": seal(file.with_name("other.nbc"), sound[SIZE:]) + sound[SIZE:],
        "pickle of a lie": pickle.dumps(("a", "b")),
    }
    file.write_bytes(held[damage])
    loop = compiled.kept()(twice)
    assert loop(21) == 42
    assert loop.stats.cache_misses
    assert not loop.stats.cache_hits
    again = compiled.kept()(twice)
    assert again(21) == 42
    assert again.stats.cache_hits
    assert not again.stats.cache_misses


def test_a_folder_that_vanishes_leaves_the_code_unkept(place):
    loop = compiled.kept()(twice)
    shutil.rmtree(place)
    place.write_text("a file in its place")
    assert loop(21) == 42
