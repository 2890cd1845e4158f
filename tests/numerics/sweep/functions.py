"""Functions that the tests sweep over: other processes import them from here."""

import os
import signal
import time
from pathlib import Path

import numpy as np


def draw(point, seed):
    """A scalar and an array from the point's own generator, by way of a matrix product."""
    values = np.random.default_rng([seed, point["n"]]).standard_normal((point["n"] + 2, 40))
    return {
        "total": float(np.exp(values).sum()),
        "products": np.linalg.eigvalsh(values @ values.T)[:2],
        "n2": point["n"] ** 2,
    }


def logged(point, seed):
    """``draw`` after a short while, told in a file: one line a call."""
    with open(point["log"], "a") as file:
        file.write(f"{point['n']} {os.getpid()}\n")
    time.sleep(point["wait"])
    return draw(point, seed)


def parts(point, _):
    """What arrived, as text."""
    return {"kind": f"{point['parts']} {point['more']}"}


def odd_fails(point, seed):
    """Raises for odd n, while there is no file ``mended``."""
    if point["n"] % 2 and not Path(point["mended"]).exists():
        raise ValueError(f"{point['n']} is odd")
    return {"half": point["n"] // 2, "seed2": seed**2}


def kills(point, seed):
    """Kills its own process at n = 3; ``draw`` otherwise."""
    if point["n"] == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.02)
    return draw(point, seed)


def ragged(point, _seed):
    """Arrays and texts of different lengths."""
    return {"path": np.arange(point["n"]), "word": "x" * point["n"], "even": point["n"] % 2 == 0}


def cheap(point, seed):
    """What costs nothing."""
    return {"y": point["x"] ** 2 + seed}


def lengths(point, _):
    """An array of the length that the point names, after a line in a file."""
    with open(point["log"], "a") as file:
        file.write("called\n")
    return {"curve": np.arange(float(point["n"]))}
