"""How fast any model's flow is: against the loop that one writes with automatic derivatives and a library's integrator.

``OMP_NUM_THREADS=1 python -m pytest benchmarks/test_models.py -m "" -s``. Both ways in one process, on one thread, by
processor time. The plain flow goes through the residuals, all runs at once or run by run. Both take the
loosest tolerance of a ladder with which every loss stays within 1e-6 of L(0) of a run at 1e-11.
"""

import time

import numpy as np
import pytest
import torch
from torchdiffeq import odeint

from numerics.models.draws import stacked
from numerics.models.matrix_flow import MatrixFlow
from numerics.models.point import Point
from numerics.models.simulation import simulate
from theory.models import load

RUNS, TIMES, ERROR = 16, np.linspace(0, 2, 6), 1e-6
LADDER = (1e-4, 3e-5, 1e-5, 3e-6, 1e-6, 3e-7, 1e-7, 3e-8, 1e-8, 1e-9)
SIZES = {"p": 100, "H": 50, "K": 50, "N": 200}
DECAY = 0.05


def decayed(letters):
    """Losses of untied-weight-decay, the flow's first, each of shape (runs,)."""
    v, u, x = letters
    error = square(x - v @ (u @ x)) / (2 * x.shape[-1])
    penalty = DECAY * (square(v) + square(u)) / 2
    return torch.stack([error + penalty, error, square(torch.eye(len(v[0])) - v @ u) / 2])


def layered(letters):
    """Losses of three-layer."""
    a, b, c, x = letters
    return torch.stack([
        square(x - c @ (b @ (a @ x))) / (2 * x.shape[-1]),
        square(torch.eye(len(c[0])) - c @ (b @ a)) / 2,
    ])  # fmt: skip


def square(matrix):
    """The squared Frobenius norm."""
    return (matrix**2).sum((-2, -1))


MODELS = {"untied-weight-decay": decayed, "three-layer": layered}


@pytest.fixture(autouse=True)
def one_thread(monkeypatch):
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    monkeypatch.setattr("linear_ae.schedule.cores", lambda: 1)
    yield
    torch.set_default_dtype(torch.float32)
    torch.set_num_threads(before)


def start(name):
    """The point and the letters of all runs, as ``simulate`` draws them."""
    model = load(name)
    values = {"sigma2": 0.01, "lambda": DECAY}
    point = Point(
        model, {space: SIZES[space] for space in model.sizes}, {scalar: values[scalar] for scalar in model.scalars}
    )
    letters = stacked(point, range(len(model.letters)), [np.random.default_rng([0, k]) for k in range(RUNS)])
    return point, [torch.as_tensor(letters[i]) for i in range(len(letters))]


def plain_slopes(losses, letters):
    """``-dL/dG`` of all letters but the last, the samples."""
    with torch.enable_grad():
        weights = [w.detach().requires_grad_() for w in letters[:-1]]
        return tuple(-g for g in torch.autograd.grad(losses([*weights, letters[-1]])[0].sum(), weights))


def plain_flow(losses, letters, method, tol):
    """Losses, shape (losses, runs, times)."""
    samples = letters[-1]

    def slope(_, weights):
        return plain_slopes(losses, [*weights, samples])

    found = odeint(slope, tuple(letters[:-1]), torch.as_tensor(TIMES), rtol=tol, atol=tol, method=method)
    return torch.stack([losses([*weights, samples]) for weights in zip(*found, strict=True)], dim=-1).numpy()


def plain_loop(losses, letters, method, tol):
    """The same, run by run."""
    runs = [[letter[k : k + 1] for letter in letters] for k in range(RUNS)]
    return np.concatenate([plain_flow(losses, run, method, tol) for run in runs], axis=1)


def compiled_flow(point, tol):
    """The same by the package."""
    return np.stack(list(simulate(point, TIMES, RUNS, tol=tol).losses.values()))


def accurate(name, solve, reference):
    """Processor time at the loosest tolerance of the ladder that is accurate enough."""
    for tol in LADDER:
        taken, found = seconds(lambda tol=tol: solve(tol))
        off = largest(found, reference)
        print(f"\n{name} at {tol:g}: {taken:.2f} s, error {off:.1e}", end="")
        if off <= ERROR:
            return taken
    return np.inf


def seconds(call):
    """Processor time of a call and what it returned."""
    began = time.process_time()
    result = call()
    return time.process_time() - began, result


def largest(found, exact):
    """The largest error, in units of each loss at t = 0."""
    return float((np.abs(found - exact) / exact[:, :, :1]).max())


@pytest.mark.slow
@pytest.mark.parametrize("name", MODELS)
def test_against_autograd_and_torchdiffeq(name, record_ratio):
    point, letters = start(name)
    reference = compiled_flow(point, 1e-11)
    ours = accurate("ours", lambda tol: compiled_flow(point, tol), reference)
    for how, solve in (("all runs at once", plain_flow), ("run by run", plain_loop)):
        plain = min(
            accurate(method, lambda tol, m=method, s=solve: s(MODELS[name], letters, m, tol), reference)
            for method in ("dopri5", "dopri8")
        )
        print(f"\n{name}: ours {ours:.2f} s, plain {plain:.2f} s {how}, ratio {plain / ours:.1f}")
        record_ratio(f"simulate, {name}", f"autograd and torchdiffeq, {how}", plain / ours)
        assert plain > 4 * ours


@pytest.mark.slow
@pytest.mark.parametrize("name", MODELS)
def test_gradient_against_autograd(name, record_ratio):
    point, letters = start(name)
    flow = MatrixFlow(point, {len(letters) - 1: letters[-1]})
    y = flow.pack(letters[:-1])
    out = torch.empty_like(y)
    flow.velocity(y, out)
    for slope, due in zip(flow.letters(out), plain_slopes(MODELS[name], letters), strict=True):
        torch.testing.assert_close(slope, due)

    def ours():
        for _ in range(20):
            flow.velocity(y, out)

    spent, taken = seconds(ours)[0], seconds(lambda: [plain_slopes(MODELS[name], letters) for _ in range(20)])[0]
    print(f"\n{name}: {spent / 20 * 1e3:.2f} ms a gradient, autograd {taken / 20 * 1e3:.2f} ms, {taken / spent:.1f}")
    record_ratio(f"compiled gradient, {name}", "autograd", taken / spent)
    assert taken > 1.5 * spent
