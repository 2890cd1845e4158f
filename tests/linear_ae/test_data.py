"""Loading and preparing data, and every complaint about bad data."""

import numpy as np
import pytest

from linear_ae.data import Data, checked_matrix, load, prepare
from linear_ae.errors import ExperimentError
from linear_ae.sizes import Sizes


def test_digits_are_centred_and_scaled():
    data = prepare(load("digits"))
    assert data.shape == (1797, 64)
    assert data.test is None
    assert np.abs(data.train.mean(axis=0)).max() < 1e-12
    l, _ = data.eigenbasis()
    assert l.sum() == pytest.approx(64, rel=1e-12)
    assert l.min() >= 0


def test_holdout_uses_the_training_part_only(rng):
    x = rng.normal(3, 2, (50, 4))
    data = prepare(x, holdout=0.3, rng=rng)
    assert (len(data.train), len(data.test)) == (35, 15)
    assert np.abs(data.train.mean(axis=0)).max() < 1e-12
    assert np.abs(data.test.mean(axis=0)).max() > 1e-3
    scale = data.train.std() / np.sqrt(1.0)
    assert scale == pytest.approx(1)
    _, held_out = data.eigenbasis()
    assert held_out.trace() == pytest.approx((data.test**2).sum() / 15)


def test_centring_and_scaling_can_be_turned_off(rng):
    x = rng.normal(3, 2, (10, 3))
    assert prepare(x, center=False, scale=False).train == pytest.approx(x)


@pytest.mark.parametrize("header", ["", "a,b\n"])
def test_csv_with_and_without_header(tmp_path, header):
    path = tmp_path / "x.csv"
    path.write_text(header + "1,2\n3,4\n5,7\n")
    assert load(str(path)).tolist() == [[1, 2], [3, 4], [5, 7]]


def test_npy(tmp_path, rng):
    x = rng.normal(size=(5, 3))
    np.save(tmp_path / "x.npy", x)
    assert load(str(tmp_path / "x.npy")) == pytest.approx(x)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.txt", b"1 2", "two or more samples"),
        ("x.csv", b"1,2\n3,four\n", "something else than numbers"),
        ("x.csv", b"1,2\n3\n", "may be cells or a decimal comma"),
        ("x.csv", b"", "something else than numbers|two or more samples"),
        ("x.csv", b"\xff\xfe\x00,1\n", "two or more samples"),
        ("x.npy", b"garbage", "something else than numbers|cannot read"),
        ("x.npy", b"", "something else than numbers|cannot read"),
        ("x.csv", b"1,2\n3,nan\n", "1 entry that is NaN or infinite"),
        ("x.csv", b"1,2\n", "two or more samples"),
    ],
)
def test_bad_files(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ExperimentError, match=message) as error:
        load(str(tmp_path / name))
    assert "\n" not in str(error.value)


def test_missing_file():
    with pytest.raises(ExperimentError, match=r"cannot read nowhere\.csv"):
        load("nowhere.csv")


def test_bad_matrices():
    for bad, message in (
        (np.array([["a", "b"], ["c", "d"]]), "type"),
        (np.ones((2, 2), complex), "real numbers"),
        (np.ones(3), "shape"),
        (np.ones((2, 0)), "shape"),
    ):
        with pytest.raises(ExperimentError, match=message):
            checked_matrix(bad)
    with pytest.raises(ExperimentError, match="do not vary"):
        prepare(np.ones((5, 2)))
    with pytest.raises(ExperimentError, match="no share"):
        prepare(np.eye(4), holdout=1.0)
    with pytest.raises(ExperimentError, match="fewer than two"):
        prepare(np.eye(4), holdout=0.9)


@pytest.mark.parametrize(
    "bad",
    [
        {"p": 0},
        {"p": 2.5},
        {"H": -1},
        {"N": 0},
        {"N": float("nan")},
        {"sigma2": 0},
        {"sigma2": float("inf")},
        {"H": float("inf")},
    ],
)
def test_bad_sizes(bad):
    with pytest.raises(ExperimentError, match=next(iter(bad))):
        Sizes(**({"p": 4, "H": 2, "N": 8, "sigma2": 0.1} | bad))


def test_more_features_than_samples_take_the_smaller_gram_matrix(rng):
    """The spectrum of X^T X, p zeros but for N; tolerance: rounding of the largest eigenvalue."""
    x = rng.standard_normal((5, 40))
    l, _ = Data(x).eigenbasis()
    exact = np.linalg.svd(x, compute_uv=False)[::-1] ** 2 / 5
    assert l.shape == (40,)
    np.testing.assert_array_equal(l[:35], 0.0)
    np.testing.assert_allclose(l[35:], exact, rtol=1e-12)


def test_a_held_out_covariance_beyond_memory_is_refused(monkeypatch):
    monkeypatch.setattr("linear_ae.memory.free", lambda: 1e6)
    x = np.ones((3, 400))
    assert Data(x).eigenbasis()[0].size == 400
    with pytest.raises(ExperimentError, match="400 features needs about"):
        Data(x, x).eigenbasis()
