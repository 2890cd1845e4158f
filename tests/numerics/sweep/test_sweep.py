"""Sweeps: labels, failures, what is computed again and what is not."""

import numpy as np
import pytest
import xarray as xr

from numerics.errors import ConvergenceError
from numerics.sweep import grid, local, on_axes, read_dataset, sound, sweep
from numerics.sweep.dataset import stacked
from numerics.sweep.outcome import encode
from numerics.sweep.run import RESULT, package_version
from tests.numerics.sweep.functions import draw, lengths, logged, odd_fails, parts, ragged
from theory.errors import InputError


def calls(log):
    return [int(line.split()[0]) for line in log.read_text().splitlines()] if log.exists() else []


def test_labels(tmp_path):
    data = sweep(
        draw, grid(n=[3, 5], s=["a", "b"]), version="7", seeds=[4, 2], constants={"k": 1.5}, workers=1,
        dims={"products": ["rank"]}, coords={"rank": [10, 20]}, store=tmp_path / "deep" / "store",
    )  # fmt: skip
    assert dict(data.sizes) == {"point": 4, "seed": 2, "rank": 2}
    assert data["n"].values.tolist() == [3, 3, 5, 5]
    assert data["s"].values.tolist() == ["a", "b", "a", "b"]
    assert data.attrs == {
        "function": "tests.numerics.sweep.functions:draw", "version": "7", "constants": '{"k": 1.5}',
        "package": package_version(),
    }  # fmt: skip
    expected = draw({"n": 5}, 2)
    found = on_axes(data).sel(n=5, s="b", seed=2)
    assert found["total"] == expected["total"]
    np.testing.assert_array_equal(found["products"], expected["products"])
    assert data["n2"].dtype == int
    xr.testing.assert_equal(read_dataset(tmp_path / "deep" / "store" / RESULT), data)


def test_tuples_reach_the_function_whole_and_the_file_as_json(tmp_path):
    points = [{"parts": (1, (2, 3))}, {"parts": ()}]
    data = sweep(parts, points, version="1", constants={"more": (0.5,)}, workers=1, store=tmp_path)
    assert data["kind"].values.ravel().tolist() == ["(1, (2, 3)) (0.5,)", "() (0.5,)"]
    assert data["parts"].values.tolist() == ["[1, [2, 3]]", "[]"]
    xr.testing.assert_equal(read_dataset(tmp_path / RESULT), data)


def test_finished_points_are_never_computed_again(tmp_path):
    log = tmp_path / "log"
    common = {"version": "1", "store": tmp_path / "store", "workers": 1, "constants": {"log": str(log), "wait": 0.0}}
    first = sweep(logged, grid(n=[1, 2]), **common)
    again = sweep(logged, grid(n=[1, 2]), **common)
    assert calls(log) == [1, 2]
    xr.testing.assert_identical(first, again)
    sweep(logged, grid(n=[3, 2, 4]), seeds=[0], **common)
    assert calls(log) == [1, 2, 3, 4]
    sweep(logged, grid(n=[1]), seeds=[0, 1], **common)
    assert calls(log) == [1, 2, 3, 4, 1]
    sweep(logged, grid(n=[1]), **common | {"version": "2"})
    assert calls(log) == [1, 2, 3, 4, 1, 1]


def test_equal_points_are_computed_once(tmp_path):
    log = tmp_path / "log"
    data = sweep(logged, grid(n=[2, 2], wait=[0.0]), version="1", constants={"log": str(log)}, workers=1)
    assert calls(log) == [2]
    assert data["total"].values[0] == data["total"].values[1]


def test_failing_points(tmp_path):
    """Recorded, kept over, and computed again only when asked to."""
    mended = tmp_path / "mended"
    common = {"version": "1", "store": tmp_path / "store", "workers": 1, "constants": {"mended": str(mended)}}
    data = sweep(odd_fails, grid(n=range(4)), seeds=[3, 4], **common)
    assert data["failure_type"].values.tolist() == [["", ""], ["ValueError"] * 2, ["", ""], ["ValueError"] * 2]
    assert data["failure"].values[3].tolist() == ["3 is odd"] * 2
    np.testing.assert_array_equal(data["half"].values[:, 0], [0, np.nan, 1, np.nan])
    mended.write_text("")
    xr.testing.assert_identical(sweep(odd_fails, grid(n=range(4)), seeds=[3, 4], **common), data)
    better = sweep(odd_fails, grid(n=range(4)), seeds=[3, 4], retry_failed=True, **common)
    assert better["half"].values[:, 0].tolist() == [0, 0, 1, 1]
    assert not (better["failure_type"].values != "").any()


def test_all_points_fail(tmp_path):
    data = sweep(odd_fails, grid(n=[1], mended=[str(tmp_path / "no")]), version="1", coords={"t": [1]}, workers=1)
    assert set(data) == {"failure", "failure_type"}


@pytest.mark.parametrize(
    ("result", "message"),
    [(3, "TypeError: the function returned int"), ({"n": 1}, "ValueError: the function returned n"),
     ({"failure": 1}, "ValueError: the function returned failure"), ({"x": object()}, "TypeError: x is object")],
)  # fmt: skip
def test_results_that_are_none(result, message):
    data = sweep(lambda *_: result, [{"n": 1}], version="1", name="odd", workers=1)
    assert f"{data['failure_type'].item()}: {data['failure'].item()}".startswith(message)


def test_ragged_results_are_padded():
    data = sweep(ragged, grid(n=[2, 0, 3]), version="1", workers=1)
    np.testing.assert_array_equal(data["path"][:, 0], [[0, 1, np.nan], [np.nan] * 3, [0, 1, 2]])
    assert data["path"].dims == ("point", "seed", "path_0")
    assert data["word"].values[:, 0].tolist() == ["xx", "", "xxx"]
    assert data["even"].dtype == bool


@pytest.mark.parametrize("kind", ["f4", "f8", "i8", "u1", "?"])
def test_arrays_come_back_bit_for_bit(kind, rng):
    values = np.frombuffer(rng.bytes(8 * 12), "f4" if kind == "f4" else "f8") if kind[0] == "f" else np.arange(6)
    values = values.reshape(2, -1).astype(kind)
    data = sweep(lambda *_: {"x": values.T}, [{"n": 1}], version="1", name="bits", workers=1)
    assert data["x"].dtype == values.dtype
    assert data["x"].values[0, 0].tobytes() == values.T.tobytes()


def test_missing_single_precision_stays_single():
    assert stacked([None, np.ones(2, "f4")]).dtype == np.float32


def test_progress_counts_what_was_found(tmp_path):
    told = []
    common = {"version": "1", "store": tmp_path, "workers": 1, "progress": told.append}
    sweep(draw, grid(n=[1, 2]), **common)
    sweep(draw, grid(n=[1, 2, 3]), **common)
    assert told == [0, 1, 2, 2, 3]


def test_bad_input(tmp_path):
    with pytest.raises(InputError, match="0 workers"):
        sweep(draw, grid(n=[1]), version="1", workers=0)
    with pytest.raises(InputError, match="each combination once"):
        on_axes(sweep(draw, [{"n": 1}, {"n": 1}], version="1", workers=1))
    (tmp_path / "sweep.nc").write_bytes(b"no netCDF")
    with pytest.raises(InputError, match="run the sweep again"):
        read_dataset(tmp_path / "sweep.nc")


@pytest.mark.parametrize(("values", "bearable"), [([2, 4], 0.0), ([1, 2], 0.5), ([1, 3, 4], 1.0)])
def test_sound_lets_few_failures_through(values, bearable, tmp_path):
    data = sweep(odd_fails, grid(n=values), version="1", constants={"mended": str(tmp_path / "no")}, workers=1)
    assert sound(data, bearable) is data


@pytest.mark.parametrize(("values", "bearable"), [([1, 2], 0.0), ([1, 2, 3], 0.5), ([1, 3], 1.0)])
def test_sound_refuses_more(values, bearable, tmp_path):
    data = sweep(odd_fails, grid(n=values), version="1", constants={"mended": str(tmp_path / "no")}, workers=1)
    with pytest.raises(ConvergenceError, match=rf"of {len(values)} parts of the sweep failed, the first: 1 is odd"):
        sound(data, bearable)


def test_arrays_longer_than_their_coordinates_stop_at_the_first_run(tmp_path):
    log = tmp_path / "log"
    with pytest.raises(InputError, match="curve has 3 entries along t, its coordinates are 2"):
        sweep(
            lengths, grid(n=[3, 4, 5]), version="1", constants={"log": str(log)}, workers=1,
            dims={"curve": ["t"]}, coords={"t": [0.0, 1.0]},
        )  # fmt: skip
    assert log.read_text().count("called") == 1


def test_arrays_shorter_than_their_coordinates_are_padded(tmp_path):
    data = sweep(
        lengths, grid(n=[1, 2]), version="1", constants={"log": str(tmp_path / "log")}, workers=1,
        dims={"curve": ["t"]}, coords={"t": [0.0, 1.0, 2.0]}, store=tmp_path / "store",
    )  # fmt: skip
    np.testing.assert_array_equal(data["curve"][:, 0], [[0, np.nan, np.nan], [0, 1, np.nan]])


@pytest.mark.parametrize(("name", "value"), [("a/b", 1), (" ", 1), ("n", 2**63), ("n", -(2**63) - 1)])
def test_results_that_files_cannot_hold_are_refused_where_they_arise(name, value):
    with pytest.raises((ValueError, TypeError), match=r"without /|64 bits|int of object"):
        encode({name: value}, {})


def test_without_processes_the_runs_are_computed_here(monkeypatch):
    def refused(*_, **__):
        raise PermissionError("no semaphores on a read-only /dev/shm")

    monkeypatch.setattr(local, "ProcessPoolExecutor", refused)
    data = sweep(draw, grid(n=[1, 2, 3]), version="1", workers=2)
    assert data["failure_type"].values.ravel().tolist() == ["", "", ""]
    xr.testing.assert_identical(data, sweep(draw, grid(n=[1, 2, 3]), version="1", workers=1))
