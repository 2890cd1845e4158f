"""The solver of two states: its order, its error control, its way back, its interpolant, its memory."""

import os
import subprocess
import sys

import numpy as np
import pytest
import torch

from linear_ae import draws, low_storage
from linear_ae.data import Data
from linear_ae.errors import IntegrationError
from linear_ae.flows import CompressedFlow, GramFlow, WeightFlow
from linear_ae.integration import integrate, integrate_frugally
from linear_ae.low_storage import A, B, FrugalSolver, hermite
from linear_ae.simulation import simulate
from linear_ae.sizes import Sizes

FAMILIES = (
    Sizes(30, 60, 45, 0.02),
    Sizes(60, 180, 30, 0.003),
    Sizes(40, 10, 80, 0.05),
    Sizes(40, 30, 80, 0.05),
    Sizes(40, 10, 10, 0.05),
    Sizes(40, 10, 25, 0.05),
    Sizes(40, 30, 40, 1e-5),
    Sizes(40, 30, 40, 0.1),
)


def start(kind, rng):
    """A flow of two runs and their start."""
    l = torch.tensor(np.sort(rng.uniform(0.2, 2, (2, 8))))
    if kind == "A":
        w = torch.tensor(rng.normal(size=(2, 8, 9)) * 0.3)
        return GramFlow(l), w @ w.mT
    w = torch.tensor(rng.normal(size=(2, 12, 5)) * 0.3)
    if kind == "W":
        return WeightFlow(l), w[:, :8]
    return CompressedFlow(l, 12), torch.cat([w[:, :8], w[:, 8:].mT @ w[:, 8:]], dim=1)


def test_coefficients_satisfy_the_conditions_of_order_4():
    """All eight rooted trees with up to four nodes, for the Butcher matrix of y <- y + b d, d <- a d + k."""
    d, matrix, y = np.zeros(5), np.zeros((5, 5)), np.zeros(5)
    for stage in range(5):
        matrix[stage] = y
        d = A[stage] * d + np.eye(5)[stage]
        y = y + B[stage] * d
    c = matrix.sum(axis=1)
    trees = [np.ones(5), c, c**2, matrix @ c, c**3, c * (matrix @ c), matrix @ c**2, matrix @ matrix @ c]
    assert [y @ tree for tree in trees] == pytest.approx(
        [1, 1 / 2, 1 / 3, 1 / 6, 1 / 4, 1 / 8, 1 / 12, 1 / 24], abs=1e-12
    )


@pytest.mark.parametrize("kind", ["A", "W", "compressed"])
def test_state_and_defect_of_the_norms_err_to_order_5_in_a_step(kind, rng):
    """The state errs like h^5, and so do the defects (before absolute values); the slope between steps 1/160 and 1/320
    is 5 up to the next order."""
    flow, y = start(kind, rng)
    errors, defects = [], []
    for h in (1 / 160, 1 / 320):
        solver = FrugalSolver(flow, y.clone(), 1.0)
        defects.append(solver._attempt(h)[1])
        errors.append(float((solver.y - fine_steps(flow, y, h)).norm()))
    for one, other in (errors, defects):
        assert np.log2(one / other) == pytest.approx(5, abs=0.15)


def fine_steps(flow, y, h):
    """The same scheme with eight steps: 8^-4 of the error."""
    solver = FrugalSolver(flow, y.clone(), 1.0)
    for step in range(8):
        solver._attempt(h / 8)
        solver._arrive((step + 1) * h / 8)
    return solver.y


@pytest.mark.parametrize("kind", ["A", "W", "compressed"])
@pytest.mark.parametrize("stage", [0, 2, 4])
def test_a_step_is_taken_back_to_rounding(kind, stage, rng, monkeypatch):
    """The factors 1 / a_s multiply to 0.8, so rounding (of entries up to 3, through a few products) hardly grows."""
    flow, y = start(kind, rng)
    velocity = torch.empty_like(y)
    flow.velocity(y, velocity)
    solver = FrugalSolver(flow, y.clone(), 1e-7)
    monkeypatch.setattr(low_storage, "A", A[: stage + 1])
    assert solver._attempt(0.3)[0] == stage
    assert not torch.allclose(solver.y, y, rtol=1e-3)
    solver._undo(stage, 0.3)
    assert solver.y.numpy() == pytest.approx(y.numpy(), abs=1e-13)
    assert solver.register.numpy() == pytest.approx(velocity.numpy(), abs=1e-12)


def test_a_step_that_explodes_is_taken_back_midway():
    """From A = 0.1, 0.5 a step of 30 grows the norm ten thousandfold within a few stages."""
    y = torch.diag_embed(torch.tensor([[0.1, 0.5]], dtype=torch.float64))
    solver = FrugalSolver(GramFlow(torch.ones(1, 2, dtype=torch.float64)), y.clone(), 1e-7)
    stage, error = solver._attempt(30.0)
    assert stage < 4
    assert error == np.inf
    solver._undo(stage, 30.0)
    assert solver.y.numpy() == pytest.approx(y.numpy(), abs=1e-10)


@pytest.mark.parametrize("kind", ["W", "compressed"])
def test_a_step_that_cannot_be_taken_back_is_an_error(kind, rng):
    """Short steps are undone to rounding; of long ones, stages back may make of rounding what moves the losses."""
    flow, y = start(kind, rng)
    y *= 4
    refused, said = [], set()
    for h in np.geomspace(1e-3, 3, 60):
        solver = FrugalSolver(flow, y.clone(), 1e-7)
        stage, _ = solver._attempt(float(h))
        try:
            solver._undo(stage, float(h))
        except IntegrationError as error:
            refused.append(h)
            said.add(str(error))
        else:
            assert solver._defect((solver.y**2).sum(-1), (y**2).sum(-1)) <= 1e-7
            assert torch.allclose(solver.y, y, rtol=0, atol=1e-6)
    assert min(refused) > 0.01
    assert all("cannot be taken back" in words for words in said)


@pytest.mark.parametrize("sizes", FAMILIES)
def test_losses_keep_the_promise_of_the_default_tolerance(sizes):
    """Within 1e-6 of L(0) of the solver of order 8 at 1e-12, at interpolated times and at the last one."""
    t = np.linspace(0, 3, 61)
    frugal, fine = simulate(sizes, t, 2, memory=1), simulate(sizes, t, 2, tol=1e-12)
    for one, other in ((frugal.train, fine.train), (frugal.population, fine.population)):
        assert np.abs(one - other).max() < 1e-6 * other[:, 0].min()
        assert not np.array_equal(one, other)


@pytest.mark.parametrize("sizes", [Sizes(30, 45, 42, 1e-4), Sizes(40, 20, 12, 0.05), Sizes(40, 45, 12, 0.05)])
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_held_out_losses_keep_it_too(sizes, dtype):
    """Other samples of the same law are held out; the rows' norms alone would let the last case err by 2e-5.

    There steps are as long as they can be before the fastest of the modes that mix the null space of S with the rest
    grows, and held-out losses feel such a mode to first order. In single precision ten of its tolerances, too.
    """
    x = np.random.default_rng(4).normal(size=(2 * sizes.N, sizes.p))
    data, t = Data(x[: sizes.N], x[sizes.N :]), np.linspace(0, 3, 61)
    found = simulate(sizes, t, 1, data=data, dtype=dtype)
    l, v = np.linalg.eigh(data.train.T @ data.train / sizes.N)
    rotated = data.test @ v
    covariance, l = torch.tensor(rotated.T @ rotated / sizes.N), torch.tensor(l.clip(min=0))[None]
    rng = np.random.default_rng([0, 0])
    if sizes.H < sizes.p:
        y = draws.gaussian_weights(sizes.p, sizes.H, sizes.sigma2, rng)
        flow = WeightFlow(l, covariance)
    else:
        y = draws.gaussian_gram(sizes.p, sizes.H, sizes.sigma2, rng)
        flow = GramFlow(l, covariance)
    exact = integrate(flow, torch.tensor(y)[None], t, 1e-12)
    for one, other in zip((found.train, found.population), exact, strict=True):
        assert np.abs(one - other).max() < (1e-6 if dtype == torch.float64 else 1e-5) * other[0, 0]


def test_a_step_that_leaves_smooth_curves_is_taken_back(rng):
    """No roughness at all is allowed to the fourth step: state, velocity and mesh are those before it."""
    flow, y = start("W", rng)
    solver = FrugalSolver(WeightFlow(flow.l[:, :, 0], torch.eye(8, dtype=torch.float64)), y.clone(), 1e-7)
    for _ in range(2):
        solver.advance(2.0)
    before, velocity = solver.y.clone(), solver.register.clone()
    stage, error = solver._attempt(solver.size)
    solver.tol = 1e-20
    assert error < 1 < solver._arrive(solver.t + solver.size)
    assert len(solver.mesh) == len(solver.losses) == len(solver.rates) == 3
    solver._undo(stage, solver.size)
    assert solver.y.numpy() == pytest.approx(before.numpy(), abs=1e-13)
    assert solver.register.numpy() == pytest.approx(velocity.numpy(), abs=1e-12)


@pytest.mark.parametrize("degree", [6, 7])
def test_roughness_vanishes_for_polynomials_of_degree_6(degree, rng):
    """That of t^7 is q / sum 2 / (t - t_i), q the product of (t - t_i)^2 over the three points before: what is left
    has double zeros there, one more zero, and no slope at t."""
    mesh = np.array([0.0, 0.2, 0.5, 0.9])
    powers, slopes = torch.tensor(mesh**degree), torch.tensor(degree * mesh ** (degree - 1))
    solver = FrugalSolver(*start("W", rng), 1e-7)
    solver.mesh, solver.unit = list(mesh), torch.ones(2, 1)
    solver.losses, solver.rates = ([x.expand(2, 1) for x in values] for values in (powers, slopes))
    before = mesh[-1] - mesh[:-1]
    expected = np.prod(before**2) / np.sum(2 / before) if degree == 7 else 0
    assert solver._roughness() == pytest.approx(expected, abs=1e-13)


def test_tolerance_governs_the_error(rng):
    """A hundred times smaller a tolerance, about a hundred times smaller an error."""
    flow, y = start("W", rng)
    t = np.linspace(0, 2, 9)
    exact = np.array(integrate(flow, y, t, 1e-13))
    errors = [np.abs(np.array(integrate_frugally(flow, y.clone(), t, tol)) - exact).max() for tol in (1e-6, 1e-8)]
    assert 20 < errors[0] / errors[1] < 500


def test_times_do_not_cut_steps(rng):
    flow, y = start("A", rng)
    solver = FrugalSolver(flow, y.clone(), 1e-7)
    while solver.t < 2:
        solver.advance(2.0)
    assert solver.losses_at(np.linspace(0, 2, 300)).shape == (2, 2, 300)
    assert len(solver.mesh) < 60


def test_a_flow_that_escapes_is_refused():
    """A matrix A with a negative eigenvalue is no W W^T: the flow reaches infinity at t = ln(11) / 4 = 0.599."""
    y = torch.tensor([[[-0.1, 0.0], [0.0, 0.5]]], dtype=torch.float64)
    with pytest.raises(IntegrationError, match=r"beyond t = 0\.\d+: .* ask for"):
        integrate_frugally(GramFlow(torch.ones(1, 2, dtype=torch.float64)), y, [1.0])


def test_nothing_moves_from_a_fixed_point():
    l, y = torch.ones((1, 4), dtype=torch.float64), torch.eye(4, dtype=torch.float64)[None]
    train, population = integrate_frugally(GramFlow(l), y, [0.0, 3.0])
    assert np.all(train == 0)
    assert np.all(population == 0)


def test_interpolant_is_exact_for_degree_7(rng):
    mesh, t = np.array([0, 0.3, 0.4, 0.9, 1.0, 1.5]), np.linspace(0, 1.5, 31)
    polynomials = [np.polynomial.Polynomial(rng.normal(size=8)) for _ in range(3)]
    values, slopes = (np.stack([q(mesh) for q in qs], -1) for qs in (polynomials, [q.deriv() for q in polynomials]))
    found = hermite(mesh, values, slopes, t)
    assert found == pytest.approx(np.stack([q(t) for q in polynomials], -1), abs=1e-11)


def test_interpolant_of_few_points():
    assert hermite(np.array([0.0]), np.array([2.0]), np.array([1.0]), np.array([0.0])) == pytest.approx([2.0])
    two = hermite(np.array([0.0, 1.0]), np.array([0.0, 1.0]), np.array([0.0, 3.0]), np.array([0.5]))
    assert two == pytest.approx([0.125])


MEASURE = r"""
import re, resource, sys
import numpy as np
from linear_ae.simulation import simulate
from linear_ae.sizes import Sizes
def peak(): return int(re.search(r"VmHWM:\s*(\d+) kB", open("/proc/self/status").read())[1]) * 1024
sizes = Sizes(*map(int, sys.argv[1:4]), 0.3 / max(int(sys.argv[1]), int(sys.argv[2])))
small = Sizes(300, sizes.H * 300 // sizes.p, sizes.N * 300 // sizes.p, 1e-3)
for memory in (2**30, 1): simulate(small, [0, 1e-2], 1, memory=memory)
before = int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize()
simulate(sizes, [0, 1e-3], 1, memory=1)
print(peak() - before)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sizes", "state"),
    [
        ((2000, 4000, 4000), 2000 * 2000),
        ((4000, 1000, 8000), 4000 * 1000),
        ((2500, 1500, 5000), 2500 * 1500),
        ((10000, 2500, 2500), 5000 * 2500),
        ((9000, 1500, 4500), 6000 * 1500),
    ],
)
def test_peak_memory_is_below_three_states(sizes, state):
    """Peak above what is resident after a small run has loaded everything, start and products included.

    Arrays above 64 KiB are mapped one by one, so that what is freed is not kept by the allocator.
    """
    command = [sys.executable, "-c", MEASURE, *map(str, sizes)]
    environment = os.environ | {"MALLOC_MMAP_THRESHOLD_": "65536"}
    used = int(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)
    assert used < 3 * 8 * state
