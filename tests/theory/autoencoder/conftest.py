"""Every run computes afresh: the disk cache of the tests is an empty folder."""

import pytest


@pytest.fixture(autouse=True)
def empty_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("PRISM_CACHE_DIR", str(tmp_path))
