"""The public door of each package: every name is there, is listed, and is imported only when it is asked for."""

import ast
import importlib
import itertools
import rlcompleter
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOORS = [".".join(path.parent.relative_to(ROOT).parts) for path in sorted(ROOT.glob("[flnt]*/**/__init__.pyi"))]
TOP = ["figures", "linear_ae", "numerics", "theory"]


def listed(door):
    """Names in the stub that type checkers read, with the modules that define them."""
    stub = (ROOT / door.replace(".", "/") / "__init__.pyi").read_text(encoding="utf-8")
    return {alias.asname: f"{door}.{node.module}" for node in ast.parse(stub).body for alias in node.names}


def run(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_there_are_doors():
    assert set(TOP) < set(DOORS)


@pytest.mark.parametrize("door", DOORS)
def test_names_are_listed_and_come_from_their_modules(door):
    package = importlib.import_module(door)
    names = listed(door)
    assert sorted(package.__all__) == sorted(names) == sorted(dir(package))
    for name, module in names.items():
        assert getattr(package, name) is getattr(importlib.import_module(module), name)


@pytest.mark.parametrize("door", DOORS)
def test_tab_completion_shows_the_names(door):
    importlib.import_module(door)
    completer = rlcompleter.Completer({name: importlib.import_module(name) for name in TOP})
    words = itertools.takewhile(bool, (completer.complete(f"{door}.", k) for k in itertools.count()))
    assert {f"{door}.{name}" for name in listed(door)} <= {word.rstrip("()") for word in words}


@pytest.mark.parametrize("door", TOP)
def test_opening_a_door_loads_nothing(door):
    heavy = "[m for m in ('numpy', 'scipy', 'sympy', 'torch', 'numba') if m in sys.modules]"
    assert run(f"import sys, {door}; print({heavy})") == "[]\n"


def test_a_function_wins_over_the_modules():
    """However they are imported before: no module of a door has the name of a function that the door gives."""
    for door in DOORS:
        room = ROOT / door.replace(".", "/")
        assert not {name for name in listed(door) if (room / f"{name}.py").exists() or (room / name).is_dir()}


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="nothing"):
        importlib.import_module("linear_ae").nothing  # noqa: B018


def test_from_a_door():
    from linear_ae import Sizes, simulate
    from numerics import predict

    sizes, t = Sizes(p=40, H=800, N=80, sigma2=5e-4), [0.0, 0.5]
    limit, found = predict("mean-field", t, sizes).train, simulate(sizes, t, runs=8).train.mean(axis=0)
    assert found == pytest.approx(limit, abs=0.1 * limit[0])  # p/H = 1/20, and the scatter of eight runs
