"""Bits flipped and bytes cut anywhere in what the package keeps: computed again, never another number."""

import sys

import pytest

from figures import store
from theory.autoencoder import cache
from theory.autoencoder.expansion import answered, coefficient

COUNTS = [10, pytest.param(200, marks=pytest.mark.slow)]


def damaged(content, rng):
    """One bit flipped, or, for one case in four, the end cut off."""
    place = int(rng.integers(len(content)))
    if rng.random() < 0.25:
        return content[:place]
    return content[:place] + bytes([content[place] ^ 1 << int(rng.integers(8))]) + content[place + 1 :]


def holds(path, ask, count, rng):
    """Whether ``ask`` gives the same for every damage to its entry, and mends it."""
    expected = ask()
    sound = path().read_bytes()
    for _ in range(count):
        path().write_bytes(damaged(sound, rng))
        assert ask() == expected
        assert cache.read(path()) is not None
    assert ask() == expected


@pytest.mark.parametrize("count", COUNTS)
def test_coefficients(tmp_path, rng, count):
    def ask():
        answered.cache_clear()
        return coefficient("train", 1).terms

    holds(lambda: tmp_path / f"expand-train-1-{cache.version()}.json", ask, count, rng)


@pytest.mark.parametrize("count", COUNTS)
def test_data_of_figures(tmp_path, rng, count, monkeypatch):
    monkeypatch.setenv("PRISM_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(store, "fingerprint", lambda _: "one")
    data = {"t": [0.0, 0.1], "curves": [{"name": "mean-field", "loss": [1.25e-3, None, -7.5]}], "runs": 16}

    def compute(_quick):
        return data

    holds(lambda: next((tmp_path / "figures").glob("*-one.json")), lambda: store.remembered(compute), count, rng)


@pytest.mark.parametrize("count", [1, pytest.param(50, marks=pytest.mark.slow)])
def test_machine_code(tmp_path, rng, count, monkeypatch):
    pytest.importorskip("numba", reason="compiled loops need the extra fast")
    from numba.core import config

    from theory.autoencoder.fast import compiled

    monkeypatch.setattr(config, "CACHE_DIR", str(tmp_path))

    def ask():
        loop = compiled.kept()(thrice)
        return [loop(14), loop(0.5)]  # two signatures, two files

    assert ask() == [42, 1.5]
    for _ in range(count):
        for file in tmp_path.glob("*/*/*.nbc"):
            file.write_bytes(damaged(file.read_bytes(), rng))
        assert ask() == [42, 1.5]


def thrice(number):
    return 3 * number


def test_what_is_no_entry(tmp_path):
    """A folder, a link that leads to itself, a file deeper than Python nests: as if nothing were there."""
    for k, make in enumerate((
        lambda place: place.mkdir(),
        lambda place: place.symlink_to(place.name),
        lambda place: place.write_text("[" * 10 * sys.getrecursionlimit()),
        lambda place: place.write_text('{"sha256": 1, "result": ' + "9" * 5000 + "}"),
    )):  # fmt: skip
        make(tmp_path / f"{k}-{cache.version()}.json")
        assert cache.remembered(str(k), lambda k=k: {"a": k}) == {"a": k}
