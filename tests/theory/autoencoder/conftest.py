"""Every run computes afresh."""

import pytest


@pytest.fixture(autouse=True)
def computed_afresh(empty_cache):
    pass
