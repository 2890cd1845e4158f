"""Where tables come from: pipes, files of arrays, parquet, objects in memory; and what is said about the numbers."""

import gzip
import io
import os
import subprocess
import sys
import threading
import warnings

import numpy as np
import pandas as pd
import pytest
import torch
from sklearn import datasets

from linear_ae import load, prepare, read
from linear_ae.errors import ExperimentError
from linear_ae.reading import source as files
from linear_ae.reading.remarks import dominant, repeated, still

MATRIX = np.array([[1.5, 2.0], [3.25, 4.0], [5.5, 7.5]])


def test_a_pipe_is_read_once_and_whole(tmp_path, rng):
    x = rng.normal(size=(20_000, 3))  # larger than a pipe's buffer
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    text = "\n".join(",".join(map(repr, row)) for row in x.tolist())
    writer = threading.Thread(target=pipe.write_text, args=(text,))
    writer.start()
    assert np.array_equal(read(pipe).matrix, x)
    writer.join()


@pytest.mark.parametrize("name", ["-", "/dev/stdin"])
def test_standard_input(name):
    code = f"from linear_ae import read; print(read({name!r}))"
    done = subprocess.run(
        [sys.executable, "-c", code], input="a,b\n1,2\n3,5\n", text=True, capture_output=True, check=True
    )
    source = "standard input" if name == "-" else name
    assert done.stdout == f"2 samples x 2 features from {source}, header skipped\n"


@pytest.mark.parametrize("name", ["x.npy", "X.NPY", "x.npy.gz"])
def test_npy(tmp_path, name):
    held = io.BytesIO()
    np.save(held, MATRIX)
    (tmp_path / name).write_bytes(gzip.compress(held.getvalue()) if name.endswith("gz") else held.getvalue())
    assert read(tmp_path / name).matrix.tolist() == MATRIX.tolist()


def test_npz(tmp_path):
    np.savez(tmp_path / "one.npz", MATRIX)
    with (tmp_path / "two.NPZ").open("wb") as file:
        np.savez(file, x=MATRIX, y=MATRIX[:, 0])
    assert read(tmp_path / "one.npz").matrix.tolist() == MATRIX.tolist()
    assert read(f"{tmp_path}/two.NPZ:x").matrix.tolist() == MATRIX.tolist()
    for source, message in (
        ("two.NPZ", "2 arrays: name one of x, y as FILE.npz:x"),
        ("two.NPZ:z", "no array is named z: name one of x, y"),
        ("two.NPZ:y", r"shape \(3,\): give a matrix"),
    ):
        with pytest.raises(ValueError, match=message):
            read(f"{tmp_path}/{source}")


def test_a_spreadsheet_is_no_archive_of_arrays(tmp_path):
    import zipfile

    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(ValueError, match=r"without arrays \(a spreadsheet\?\): save the matrix as .csv"):
        read(tmp_path / "x.xlsx")


def test_parquet(tmp_path):
    pytest.importorskip("pyarrow")
    frame = pd.DataFrame(MATRIX, columns=["a", "b"]).assign(kind=["x", "y", "z"])
    frame.to_parquet(tmp_path / "x.parquet")
    with pytest.raises(ValueError, match=r"column `kind` has entries of type str .*--drop kind"):
        read(tmp_path / "x.parquet")
    assert read(tmp_path / "x.parquet", drop=["kind"]).matrix.tolist() == MATRIX.tolist()


def test_parquet_without_pyarrow_names_the_extra(tmp_path, monkeypatch):
    (tmp_path / "x.parquet").write_bytes(b"PAR1")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ValueError, match=r"pip install 'learning-prism\[parquet\]'"):
        read(tmp_path / "x.parquet")


@pytest.mark.parametrize(
    "data",
    [
        MATRIX.tolist(),
        pd.DataFrame(MATRIX),
        pd.DataFrame(MATRIX, columns=["a", "b"], index=["x", "y", "z"]),
        pd.DataFrame({"a": pd.array([1.5, 3.25, 5.5], dtype="Float64"), "b": [2, 4, 7.5]}),
        torch.tensor(MATRIX, requires_grad=True),
        torch.tensor(MATRIX, dtype=torch.bfloat16),
        np.ma.masked_array(MATRIX),
        MATRIX.astype(np.float16),
    ],
    ids=["lists", "frame", "named frame", "nullable frame", "tensor", "bfloat16", "masked", "float16"],
)
def test_objects_in_memory(data):
    assert read(data).matrix.tolist() == MATRIX.tolist()
    assert np.array_equal(prepare(data).train, prepare(MATRIX).train)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (pd.DataFrame({"a": [1.5, 2], "b": [pd.NA, 1]}), "1 entry .* a missing value, in row 1, column `b`"),
        (pd.DataFrame({"a": [1.5, 2], "b": pd.Categorical(["x", "y"])}), "column `b` has entries of type category"),
        (pd.DataFrame({"a": [1.5, 2], "b": ["1", "2"]}), "column `b` has entries of type str"),
        (
            pd.DataFrame({"a": pd.to_datetime(["2024-01-01", "2024-01-02"])}),
            "column `a` has entries of type datetime64",
        ),
        (pd.Series([1.0, 2.0]), "shape"),
        (np.ma.masked_array(MATRIX, MATRIX == 4), "a missing value, in row 2, column 1"),
        (torch.ones(2, 2, dtype=torch.complex64), "type complex64"),
        ([[1, 2], [3]], "rows of different lengths"),
        ([["a", "b"], ["c", "d"]], "type <U1"),
    ],
    ids=["gap", "category", "text", "dates", "series", "masked", "complex", "ragged", "words"],
)
def test_objects_that_are_no_matrix(data, message):
    with pytest.raises(ValueError, match=message) as error:
        prepare(data)
    assert "\n" not in str(error.value)


def test_columns_of_an_array_go_by_index():
    assert read(MATRIX, drop=[0]).matrix.tolist() == MATRIX[:, 1:].tolist()
    assert read(MATRIX, columns=["1", "0"]).matrix.tolist() == MATRIX[:, ::-1].tolist()


FRAMES = ["iris", "wine", "breast_cancer", "digits"]


@pytest.mark.parametrize("name", FRAMES)
def test_labels_are_seen_and_nothing_else_is_taken_for_them(tmp_path, name):
    frame = getattr(datasets, f"load_{name}")(as_frame=True).frame
    assert read(frame).doubts == ("column `target` looks like labels: --drop target",)
    assert read(frame.iloc[:, :-1]).doubts == ()
    assert read(frame.iloc[:, :-1].to_numpy()).doubts == ()
    if name != "digits":  # whose pixels count 0, 1, ..., 16 as labels do
        last = frame.shape[1] - 1
        assert read(frame.to_numpy()).doubts == (f"column {last} looks like labels: --drop {last}",)
        first = frame.iloc[:, [-1, *range(last)]]
        assert read(first.to_numpy()).doubts == ("column 0 looks like labels: --drop 0",)
    frame.to_csv(tmp_path / "x.csv")
    table = read(tmp_path / "x.csv", drop=["target"])
    assert np.array_equal(table.matrix, frame.iloc[:, :-1].to_numpy())


def test_row_numbers_without_a_header_are_seen(rng):
    x = np.column_stack([np.arange(10), rng.normal(size=(10, 2))])
    assert read(x).doubts == ("column 0 looks like row numbers: --drop 0",)


def test_load_warns_of_what_it_guessed(tmp_path):
    datasets.load_wine(as_frame=True).frame.to_csv(tmp_path / "wine.csv", index=False)
    with pytest.warns(UserWarning, match="column `target` looks like labels"):
        load(str(tmp_path / "wine.csv"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert load(str(tmp_path / "wine.csv"), drop=["target"]).shape == (178, 13)


def test_constant_and_dominant_features_are_said():
    wine = read(datasets.load_wine(as_frame=True).frame, drop=["target"])
    assert dominant(wine.matrix, wine.features) == [
        "column `proline` carries 99.8% of the variance: --standardize gives each feature variance 1"
    ]
    assert dominant(prepare(wine.matrix, standardize=True).train, wine.features) == []
    digits = read("digits")
    assert still(digits.matrix, digits.features) == [
        "3 columns are constant (0, 32, 39) and count in p: --drop leaves one out"
    ]
    assert still(np.array([[1.0, 2.0], [1.0, 3.0]]), digits.features) == ["column 0 is constant: --drop 0"]


def test_repeated_rows_are_said(rng):
    x = rng.normal(size=(200, 3))
    assert repeated(x) == []
    assert repeated(np.vstack([x, x[:1]])) == []  # half a percent
    assert repeated(np.vstack([x, x[:50], -0.0 * x[:1], 0 * x[:1]])) == [
        "51 rows of 252 repeat others and count in N: with --holdout leave them out"
    ]


def test_standardized_features_have_variance_1(rng):
    x = rng.normal(2, [1, 10, 100], (50, 3))
    data = prepare(x, standardize=True, holdout=0.2)
    assert (data.train**2).mean(axis=0) == pytest.approx(np.ones(3), rel=1e-12)
    assert data.test.std() < 2
    with pytest.raises(ValueError, match="leave one out"):
        prepare(x, standardize=True, scale=False)


def test_rounding_is_no_variance():
    with pytest.raises(ValueError, match="do not vary"):
        prepare(np.full((7, 3), 0.1))
    noise = np.cumsum(np.full((7, 3), 0.1), axis=0) / np.arange(1, 8)[:, None]
    assert np.ptp(noise) > 0
    with pytest.raises(ValueError, match="do not vary"):
        prepare(noise)
    with pytest.raises(ValueError, match="do not vary"):
        prepare(noise.astype(np.float32) * (1 + np.float32(1e-7) * np.arange(7, dtype=np.float32)[:, None]))
    mixed = np.column_stack([noise, np.arange(7.0)])
    for options in ({}, {"standardize": True}):
        assert not prepare(mixed, **options).train[:, :3].any()


def test_a_small_variation_of_a_large_number_is_kept():
    x = 1e6 + np.arange(8.0)[:, None] * [1e-6, 1e-5]
    assert (prepare(x, standardize=True).train ** 2).mean(axis=0) == pytest.approx([1, 1])


def test_squares_that_overflow_are_refused():
    with pytest.raises(ValueError, match="overflow: rescale"):
        prepare([[1e200, 1], [-1e200, 2]])


def test_a_share_that_holds_out_nothing_is_refused():
    with pytest.raises(ValueError, match=r"holdout = 0\.001 holds out none of 60 samples: give 0\.017 or more"):
        prepare(np.eye(60), holdout=0.001)


def test_a_device_without_end_is_refused_at_its_first_piece():
    with pytest.raises(ExperimentError, match="/dev/zero: something else than numbers: it is no text"):
        read("/dev/zero")


def test_what_the_memory_does_not_hold_is_refused(tmp_path, monkeypatch):
    """A gigabyte of zeros is a megabyte when packed."""
    (tmp_path / "packed.csv.gz").write_bytes(gzip.compress(b"0" * 1_000_000))
    monkeypatch.setattr(files, "free", lambda: 1e6)
    monkeypatch.setattr(files, "PIECE", 10_000)
    with pytest.raises(ExperimentError, match=r"packed.csv.gz: it holds more than .* GiB of memory that are free"):
        read(tmp_path / "packed.csv.gz")
