"""What a stored data set says of itself."""

import pytest
import xarray as xr

from numerics.sweep import sweep
from numerics.sweep.dataset import read_dataset, write_dataset
from theory.errors import InputError


def test_files_name_variables_units_seeds_and_command(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.argv", ["/bin/prism", "sweep", "--out", "x"])
    data = xr.Dataset({"train_loss": ("seed", [1.0, 2.0])}, {"seed": [3, 4]})
    data["train_loss"].attrs["units"] = "p"
    write_dataset(data, tmp_path / "a.nc")
    found = read_dataset(tmp_path / "a.nc")
    assert found.attrs == {"command": "prism sweep --out x", "seeds": "3, 4"}
    assert found["train_loss"].attrs == {"long_name": "train loss", "units": "p"}
    assert found["seed"].attrs["units"] == "1"
    assert data.attrs == {}
    assert "long_name" not in data["train_loss"].attrs


def test_what_variables_are_is_stored(tmp_path):
    about = {"n": "samples", "y": "what comes out", "elsewhere": "not here"}
    sweep(lambda *_: {"y": 1.0}, [{"n": 0}], version="1", name="about", workers=1, store=tmp_path, about=about)
    found = read_dataset(tmp_path / "sweep.nc")
    assert [found[name].attrs["long_name"] for name in ("n", "y", "failure")] == [
        "samples",
        "what comes out",
        "failure",
    ]


def never(*_):
    """No point may be computed."""
    raise AssertionError


@pytest.mark.parametrize(
    ("points", "options", "message"),
    [
        ([{"a": "x\0y"}], {}, "characters that files do not take"),
        ([{"a": ("\ud800",)}], {}, "characters that files do not take"),
        ([{"\ud800": 1}], {}, "give a name without /"),
        ([{"a": 2**53 + 1}, {"a": 0.5}], {}, "no float is exactly"),
        ([{"a": 1}], {"version": "\0"}, "characters that files do not take"),
        ([{"t": 1}], {"dims": {"y": ["t"]}}, "'t' names two"),
        ([{"t": 1}], {"coords": {"t": [1.0]}}, "'t' names two"),
        ([{"a": 1}], {"dims": {"y": ["point"]}}, "'point' names two"),
        ([{"a": 1}], {"dims": {"y": ["y"]}}, "'y' names two"),
        ([{"a": 1}], {"dims": {"y": ["a/b"]}}, "without /"),
        ([{"a": 1}], {"dims": {"y": ["t", "t"]}}, "a name of its own"),
        ([{"a b": 1}], {}, "without blanks"),
        ([{1: 1, "1": 2}], {}, "written alike"),
        ([{"a": 1}], {"dims": {"y": ["t"]}, "coords": {"t": [[1.0]]}}, "2 dimensions"),
        ([{"a": 1}], {"dims": {"y": ["t"]}, "coords": {"t": [1j]}}, "complex"),
    ],
)
def test_what_files_cannot_hold_is_refused_before_the_first_point(points, options, message, tmp_path):
    with pytest.raises(InputError, match=message):
        sweep(never, points, **{"version": "1", "workers": 1, "store": tmp_path / "store", **options})
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize(
    ("results", "message"),
    [(({"y": 1.0}, {"y": "x"}), "a number in one run and a text in another"),
     (({"y": [1.0]}, {"y": [[1.0]]}), "numbers in 1 dimension in one run and numbers in 2 dimensions"),
     (({"y": [1.0]}, {"y": 1.0}), "numbers in 1 dimension in one run and a number in another")],
)  # fmt: skip
def test_results_unlike_each_other_stop_at_the_second_run(results, message):
    with pytest.raises(InputError, match=message):
        sweep(lambda point, _: results[point["n"]], [{"n": 0}, {"n": 1}], version="1", name="unlike", workers=1)


def test_results_unlike_stored_ones_stop_before_the_first_run(tmp_path):
    options = {"version": "1", "name": "unlike", "workers": 1, "store": tmp_path}
    sweep(lambda *_: {"y": 1.0}, [{"n": 0}], **options)
    sweep(lambda *_: {"y": "x"}, [{"n": 1}], **options)
    with pytest.raises(InputError, match="a number in one run and a text in another"):
        sweep(never, [{"n": 0}, {"n": 1}, {"n": 2}], **options)


def test_a_function_that_would_end_the_process_is_a_failure():
    def leaves(*_):
        raise SystemExit("gone")

    found = sweep(leaves, [{"n": 0}], version="1", name="leaves", workers=1)
    assert (found["failure_type"].item(), found["failure"].item()) == ("SystemExit", "gone")


def test_texts_and_messages_that_files_do_not_take_are_stored_as_failures(tmp_path):
    def odd(point, _):
        if point["n"]:
            raise ValueError("a\0b \ud800")
        return {"y": "a\0b"}

    sweep(odd, [{"n": 0}, {"n": 1}], version="1", name="odd", workers=1, store=tmp_path)
    found = read_dataset(tmp_path / "sweep.nc")
    assert found["failure"].values.ravel().tolist() == [
        "y has a text with characters that files do not take: leave them out", r"a\x00b \ud800"
    ]  # fmt: skip


def test_results_along_one_dimension_are_padded_to_the_longest():
    data = sweep(
        lambda *_: {"y": [1.0, 2.0], "z": [1.0, 2.0, 3.0]}, [{"n": 0}], version="1", name="two", workers=1,
        dims={"y": ["t"], "z": ["t"]},
    )  # fmt: skip
    assert data.sizes["t"] == 3
    assert data["y"].isnull().sum() == 1
