"""Weights from arrays, mappings and files, and what is refused."""

import numpy as np
import pytest
import torch

from numerics.prototypes.reconstruction import read_weights
from theory.errors import InputError


@pytest.fixture
def weights() -> np.ndarray:
    return np.random.default_rng(0).standard_normal((5, 4))


def _state(weights: np.ndarray, bias: bool) -> dict:
    tensors = {
        "hidden.weight": torch.tensor(weights[:, :1]),
        "hidden.bias": torch.tensor(weights[:, 1:-1]),
        "output.weight": torch.tensor(weights[:, -1:].T, requires_grad=True),
    }
    return tensors | ({"output.bias": torch.tensor([0.3])} if bias else {})


@pytest.mark.parametrize("bias", [False, True])
def test_state_dict(weights, bias):
    assert np.array_equal(read_weights(_state(weights, bias)), weights)


def test_one_dimensional_layers():
    """``nn.Linear(1, M)`` has a weight (M, 1) and a bias (M,)."""
    layer, output = torch.nn.Linear(1, 4), torch.nn.Linear(4, 1)
    found = read_weights(torch.nn.Sequential(layer, torch.nn.Identity(), output).state_dict())
    expected = [layer.weight[:, 0], layer.bias, output.weight[0]]
    assert np.array_equal(found, torch.stack(expected, 1).detach().numpy().astype(float))


def test_files(weights, tmp_path):
    np.savez(tmp_path / "whole.npz", weights=weights)
    np.savez(tmp_path / "parts.npz", a=weights[:, -1], w=weights[:, 0], b=weights[:, 1:-1])
    np.save(tmp_path / "array.npy", weights)
    torch.save(_state(weights, True), tmp_path / "model.pt")
    torch.save({"state_dict": _state(weights, False), "epoch": 3}, tmp_path / "nested.pt")
    torch.save(torch.tensor(weights), tmp_path / "tensor.pt")
    torch.save({"model_state_dict": _state(weights, True), "loss": [1.0]}, tmp_path / "script.pt")
    for name in ("script.pt", "whole.npz", "parts.npz", "array.npy", "model.pt", "nested.pt", "tensor.pt"):
        assert np.array_equal(read_weights(tmp_path / name), weights), name


class Payload:
    """What ``weights_only`` must not unpickle."""


def test_code_in_a_checkpoint_is_refused(tmp_path):
    torch.save(Payload(), tmp_path / "code.pt")
    (tmp_path / "text.pt").write_text("no checkpoint")
    for name in ("code.pt", "text.pt"):
        with pytest.raises(InputError, match="no torch checkpoint of plain tensors"):
            read_weights(tmp_path / name)


def test_half_precision_is_read(weights):
    half = {name: value.bfloat16() for name, value in _state(weights, False).items()}
    np.testing.assert_allclose(read_weights(half), weights, rtol=2**-8)  # bfloat16 keeps eight bits


@pytest.mark.parametrize("name", ["broken.npz", "broken.npy"])
def test_broken_files_are_refused(name, tmp_path):
    (tmp_path / name).write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(InputError, match=f"{name} cannot be read as"):
        read_weights(tmp_path / name)


@pytest.mark.parametrize("name", ["state.pt", "legacy.pt", "parts.npz", "packed.npz", "array.npy"])
def test_damaged_files_are_read_or_refused(name, weights, tmp_path):
    """A flipped bit, a lost end, noise in the midst: numpy, zipfile and torch raise errors of two dozen kinds."""
    path, random = tmp_path / name, np.random.default_rng(0)
    torch.save(_state(weights, True), tmp_path / "state.pt")
    torch.save(_state(weights, True), tmp_path / "legacy.pt", _use_new_zipfile_serialization=False)
    np.savez(tmp_path / "parts.npz", a=weights[:, -1], w=weights[:, 0], b=weights[:, 1:-1])
    np.savez_compressed(tmp_path / "packed.npz", weights=weights)
    np.save(tmp_path / "array.npy", weights)
    whole, refused = path.read_bytes(), 0
    for k in range(60):
        damaged, place = bytearray(whole), random.integers(len(whole))
        damaged[place : (None, place + 1, place + 8)[k % 3]] = (b"", bytes([whole[place] ^ 4]), random.bytes(8))[k % 3]
        path.write_bytes(damaged)
        try:
            assert read_weights(path).shape[1] >= 3
        except InputError as error:
            refused += "\n" not in str(error)
    assert refused > 10


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (np.ones((3, 3)) * 1j, "weights of type complex128, not real numbers"),
        (torch.ones(3, 3) * 1j, "weights of type complex64, not real numbers"),
        ({"w": np.ones(3) * 1j, "b": np.ones(3), "a": np.ones(3)}, "are not all arrays of numbers"),
        (np.zeros((3, 3), "M8[s]"), r"weights of type datetime64\[s\]"),
        (np.full((3, 3), "1"), "weights of type <U1"),
        (torch.zeros(3, 3).to_sparse(), "no array of numbers"),
        (torch.empty(3, 3, device="meta"), "no array of numbers"),
        ([[1, 2, 3], [4]], "no array of numbers"),
        ({"w": np.ones(3), "b": np.ones((3, 2, 2)), "a": np.ones(3)}, "do not fit"),
        ({"w": np.zeros(0), "b": np.zeros(0), "a": np.zeros(0)}, r"weights of shape \(0, 3\)"),
        ({"w": np.ones(3), "b": np.ones(4), "a": np.ones(3)}, r"do not fit"),
        ({"x": np.ones(3)}, r"entries x \(3,\)"),
        ({}, "entries none"),
        ({"epoch": {"a": 1}, "x": "y"}, "entries epoch, x are not all arrays"),
        ({"1.weight": np.ones((4, 2)), "1.bias": np.ones(4), "2.weight": np.ones((1, 4))}, "respond along ridges"),
        (np.ones((3, 2)), r"weights of shape \(3, 2\)"),
        (np.full((3, 3), np.nan), "not finite"),
    ],
)
def test_refusals(source, message):
    with pytest.raises(InputError, match=message):
        read_weights(source)
