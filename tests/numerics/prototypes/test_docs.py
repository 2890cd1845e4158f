"""The Python of docs/prototypes.md runs."""

import re
from pathlib import Path

import numpy as np

PAGE = Path(__file__).parents[3] / "docs" / "prototypes.md"


def test_the_users_energy_of_the_page():
    (block,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(), flags=re.DOTALL)
    names: dict = {}
    exec(block, names)
    force = names["field"].forces(np.array([0.3, 0.7]), np.ones(2))
    assert force.shape == (2,)
    assert np.isfinite(force).all()
