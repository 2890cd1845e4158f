"""The table and the keys of runs."""

import math

import numpy as np
import pytest

from numerics.sweep.points import Description, grid, key, name_of, runs, table
from theory.errors import InputError


def test_grid():
    assert grid(a=[1, 2], b=["x", "y"]) == [
        {"a": 1, "b": "x"}, {"a": 1, "b": "y"}, {"a": 2, "b": "x"}, {"a": 2, "b": "y"}
    ]  # fmt: skip


def test_keys_tell_apart_all_that_matters():
    contents = [
        (function, version, {"x": x, "y": y}, seed)
        for function in ("f", "g")
        for version in ("1", "2")
        for x in (0.1, np.nextafter(0.1, 1))
        for y in (1, 1.0, True, "1", math.inf)
        for seed in (0, 1)
    ]
    assert len({key(Description(f, v, {}), point, seed) for f, v, point, seed in contents}) == len(contents)


def test_key_ignores_order_and_where_a_parameter_stands():
    first = runs([{"x": 1, "y": 2}], [0], Description("f", "1", {}))
    second = runs([{"y": 2, "x": 1}], [0], Description("f", "1", {}))
    constant = runs([{"y": 2}], [0], Description("f", "1", {"x": 1}))
    assert first[0].key == second[0].key == constant[0].key


def test_numpy_numbers_are_numbers():
    rows, _ = table([{"x": np.float64(0.5), "n": np.int64(3)}], {})
    assert rows == [{"x": 0.5, "n": 3}]
    assert type(rows[0]["n"]) is int


def test_tuples_are_parameters():
    rows, fixed = table([{"x": (np.float64(0.5), ("a", 2))}], {"y": ()})
    assert rows == [{"x": (0.5, ("a", 2))}]
    assert type(rows[0]["x"][0]) is float
    assert fixed == {"y": ()}
    made = Description("f", "1", fixed)
    assert key(made, {"x": (1, 2)}, 0) != key(made, {"x": ((1, 2),)}, 0) != key(made, {"x": "[1, 2]"}, 0)


@pytest.mark.parametrize(
    ("points", "constants", "message"),
    [
        ([], {}, "no points"),
        ([{"x": 1}, {"y": 1}], {}, "different parameters"),
        ([{"x": math.nan}], {}, "x = nan"),
        ([{"x": [1]}], {}, r"x = \[1\]"),
        ([{"x": (1, (2, math.nan))}], {}, "x = nan"),
        ([{"x": (1, None)}], {}, "x = None"),
        ([{"x": None}], {}, "x = None"),
        ([{"seed": 1}], {}, "'seed'"),
        ([{"x": 1}], {"x": 2}, "both as constant"),
    ],
)
def test_bad_tables(points, constants, message):
    with pytest.raises(InputError, match=message):
        table(points, constants)


@pytest.mark.parametrize("seeds", [[], [1, 1], [-1], [0.5], [True]])
def test_bad_seeds(seeds):
    with pytest.raises(InputError, match="seed"):
        runs([{"x": 1}], seeds, Description("f", "1", {}))


def test_names():
    assert name_of(test_grid) == "tests.numerics.sweep.test_points:test_grid"
    with pytest.raises(InputError, match="give name="):
        name_of(lambda *_: {})


@pytest.mark.parametrize(
    ("points", "message"),
    [
        ([{"a/b": 1}], "without /"),
        ([{"": 1}], "without /"),
        ([{" ": 1}], "without /"),
        ([{"n": 2**63}], "64 bits"),
        ([{"n": (1, -(2**63) - 1)}], "64 bits"),
        ([{"n": 1}, {"n": "one"}], "text in some points"),
    ],
)
def test_what_files_cannot_hold_is_refused_before_the_first_point(points, message):
    with pytest.raises(InputError, match=message):
        table(points, {})


def test_the_largest_integers_of_64_bits_are_parameters():
    assert table([{"n": 2**63 - 1}, {"n": -(2**63)}], {})[0][0]["n"] == 2**63 - 1
