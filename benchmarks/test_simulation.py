"""How fast the reduced flows are: against the unreduced flow with a library's integrator, and against matrix products.

``OMP_NUM_THREADS=1 python -m pytest benchmarks/test_simulation.py -m "" -s``. Both variants run in the same process, on
one thread, and are compared by processor time, which other programs on the machine disturb less than wall time. Each
integrator gets the loosest tolerance of a ladder with which both losses stay within 1e-6 of L(0) of a run at 1e-11.
"""

import time

import numpy as np
import pytest
import torch
from scipy.integrate import solve_ivp
from torchdiffeq import odeint

from linear_ae.flows import CompressedFlow, GramFlow, WeightFlow
from linear_ae.low_storage import FrugalSolver
from linear_ae.runge_kutta import Solver
from linear_ae.schedule import schedule
from linear_ae.simulation import simulate
from linear_ae.sizes import Sizes
from tests.oracles.reference_flow import ReferenceFlow

LADDER = (1e-5, 3e-6, 1e-6, 3e-7, 1e-7, 3e-8, 1e-8)
SIZES = {(1000, 250, 4000): 0.6, (400, 4000, 800): 0.6, (2000, 200, 200): 0.15}  # and the last time


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def seconds(call):
    """Processor time of a call and what it returned."""
    start = time.process_time()
    result = call()
    return time.process_time() - start, result


def reduced(l, w, n):
    """The flow and the start that the sizes suggest, for W of shape (p, H) in the eigenbasis of S."""
    p, h = w.shape
    y, spectrum = torch.tensor(w)[None], torch.tensor(l)[None]
    if h >= p:
        return GramFlow(spectrum), y @ y.mT
    if n + h < p:
        rest = y[:, : p - n]
        return CompressedFlow(spectrum[:, p - n :], p), torch.cat([y[:, p - n :], rest.mT @ rest], dim=1)
    return WeightFlow(spectrum), y


def ours(flow, start, t, tol):
    """Losses at times ``t``, shape (2, times), and the number of evaluations, by the solver that ``simulate`` takes."""
    plan = schedule(start.numel(), 8, 1, torch.device("cpu"), None)
    return (frugal if plan.frugal else order_8)(flow, start, t, tol)


def frugal(flow, start, t, tol):
    """The same by the solver of two states."""
    solver = FrugalSolver(flow, start.clone(), tol)
    while solver.t < t[-1]:
        solver.advance(t[-1])
    return solver.losses_at(t)[:, 0], solver.evaluations


def order_8(flow, start, t, tol):
    """The same by the solver of order 8."""
    solver, losses = Solver(flow, start, tol), []
    for then in t:
        while solver.t < then:
            solver.advance(t[-1])
        losses.append(torch.stack(flow.losses(solver.interpolate(then)))[:, 0].numpy())
    return np.stack(losses, axis=-1), solver.evaluations


def theirs(flow, start, t, rtol, method="dopri5"):
    """Losses by a method of torchdiffeq and the number of evaluations."""
    count = [0]

    def velocity(_, y):
        count[0] += 1
        out = torch.empty_like(y)
        flow.velocity(y, out)
        return out

    states = odeint(velocity, start, torch.tensor(t, dtype=torch.float64), rtol=rtol, atol=1e-2 * rtol, method=method)
    return np.stack([torch.stack(flow.losses(y))[:, 0].numpy() for y in states], axis=-1), count[0]


def torchodes(flow, start, t, rtol):
    """Losses by torchode's dopri5 and the number of evaluations; its states are vectors."""
    torchode = pytest.importorskip("torchode")
    shape, count = start.shape, [0]

    def velocity(_, y):
        count[0] += 1
        out = torch.empty(shape, dtype=y.dtype)
        flow.velocity(y.view(shape), out)
        return out.view(1, -1)

    term = torchode.ODETerm(velocity)
    control = torchode.IntegralController(atol=1e-2 * rtol, rtol=rtol, term=term)
    solver = torchode.AutoDiffAdjoint(torchode.Dopri5(term=term), control)
    problem = torchode.InitialValueProblem(start.reshape(1, -1), t_eval=torch.tensor(t, dtype=torch.float64)[None])
    states = solver.solve(problem).ys[0]
    return np.stack([torch.stack(flow.losses(y.view(shape)))[:, 0].numpy() for y in states], axis=-1), count[0]


def scipys(flow, start, t, rtol):
    """Losses by scipy's DOP853 and the number of evaluations."""
    shape, out = start.shape, torch.empty_like(start)

    def velocity(_, y):
        flow.velocity(torch.from_numpy(y).view(shape), out)
        return out.numpy().ravel().copy()

    rule = {"method": "DOP853", "rtol": rtol, "atol": 1e-2 * rtol, "t_eval": t}
    found = solve_ivp(velocity, (0, t[-1]), start.numpy().ravel(), **rule)
    states = [torch.from_numpy(np.ascontiguousarray(y)).view(shape) for y in found.y.T]
    return np.stack([torch.stack(flow.losses(y))[:, 0].numpy() for y in states], axis=-1), found.nfev


def loosest(call, exact):
    """Processor time, evaluations and error at the loosest tolerance that keeps 1e-6 of L(0); short calls thrice."""
    for tol in LADDER:
        spent, (found, count) = seconds(lambda: call(tol))  # noqa: B023
        error = float(np.max(np.abs(found - exact) / exact[:, :1]))
        if error < 1e-6:
            again = 2 if spent < 1 else 0
            best = min([spent, *(seconds(lambda: call(tol))[0] for _ in range(again))])  # noqa: B023
            return best, f"tolerance {tol:g}, {count} evaluations, error {error:.0e}"
    raise AssertionError("no tolerance of the ladder reaches 1e-6")


def experiment(p, h, n):
    """Data, weights, the reduced flow and its start, the times and the exact losses."""
    rng, t = np.random.default_rng(1), np.linspace(0, SIZES[p, h, n], 6)
    x, w = rng.normal(size=(n, p)), rng.normal(size=(p, h)) * np.sqrt(0.3 / max(p, h))
    l, v = np.linalg.eigh(x.T @ x / n)
    flow, start = reduced(l * (l > 1e-9), v.T @ w, n)
    return x, w, flow, start, t, order_8(flow, start, t, 1e-11)[0]


@pytest.mark.slow
@pytest.mark.parametrize(("p", "h", "n"), SIZES)
def test_against_autograd_on_the_data(p, h, n, record_ratio):
    """Same X and W: at least ten times faster."""
    x, w, flow, start, t, exact = experiment(p, h, n)
    fast, how = loosest(lambda tol: ours(flow, start, t, tol), exact)
    reference, y = ReferenceFlow(x), torch.tensor(w)[None]
    slow, how_slow = loosest(lambda tol: theirs(reference, y, t, tol), exact)
    print(f"\n{p, h, n}: {fast:.3f} s ({how}); autograd and dopri5 {slow:.2f} s ({how_slow}); ratio {slow / fast:.1f}")
    record_ratio(f"reduced flow, p, H, N = {p}, {h}, {n}", "autograd on the data, dopri5", slow / fast)
    assert slow > 10 * fast


OTHERS = {
    "torchdiffeq dopri5": theirs,
    "torchdiffeq dopri8": lambda *given: theirs(*given, method="dopri8"),
    "torchode dopri5": torchodes,
    "scipy DOP853": scipys,
}


@pytest.mark.slow
@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize(("p", "h", "n"), SIZES)
def test_solvers_against_libraries_on_the_same_flow(p, h, n, other):
    """What the solvers alone contribute, at equal accuracy (torchode if it is installed)."""
    _, _, flow, start, t, exact = experiment(p, h, n)
    slow, how_slow = loosest(lambda tol: OTHERS[other](flow, start, t, tol), exact)
    print(f"\n{p, h, n}: {other} {slow:.3f} s ({how_slow})")
    best = np.inf
    for name, solver in (("order 8", order_8), ("two states", frugal)):
        fast, how = loosest(lambda tol: solver(flow, start, t, tol), exact)  # noqa: B023
        print(f"    {name} {fast:.3f} s ({how}), ratio {slow / fast:.2f}")
        best = min(best, fast)
    assert slow > best


def products(flow, p, h, n):
    """Floating-point operations of the matrix products in one evaluation, none halved for its symmetry."""
    if isinstance(flow, GramFlow):
        return 2 * p**3
    if isinstance(flow, CompressedFlow):
        return 4 * n * h * (n + h) if n <= h else 8 * n * h**2 + 2 * h**3
    return 8 * p * h**2 if p >= 2 * h else 4 * p**2 * h


@pytest.mark.slow
@pytest.mark.parametrize(("p", "h", "n"), [(1000, 250, 4000), (400, 4000, 800), (1500, 1500, 3000), (2000, 200, 200)])
def test_share_of_the_rate_of_products(p, h, n):
    """Products of an integration per second, as a share of the rate of a large square product between the integrations.

    Both solvers; symmetric products, which take half the work, count as whole ones. The shortest of ten times each.
    """
    rng = np.random.default_rng(1)
    l = np.sort(rng.chisquare(n, p) / n if n > p else np.r_[np.zeros(p - n), rng.chisquare(p, n) / n])
    flow, start = reduced(l, rng.normal(size=(p, h)) * np.sqrt(0.3 / max(p, h)), n)
    square = torch.randn(1500, 1500, dtype=torch.float64)
    calls = [lambda: square @ square, *(lambda f=f: f(flow, start, [0.1], 1e-7)[1] for f in (order_8, frugal))]
    rounds = [[seconds(call) for call in calls] for _ in range(10)]
    (alone, _), *solvers = (min(runs, key=lambda run: run[0]) for runs in zip(*rounds, strict=True))
    rate = 2 * 1500**3 / alone
    shares = [count * products(flow, p, h, n) / spent / rate for spent, count in solvers]
    print(
        f"\n{p, h, n}: products at {rate / 1e9:.0f} GFlop/s alone, order 8 {shares[0]:.0%}, two states {shares[1]:.0%}"
    )
    assert max(shares) > 0.6


@pytest.mark.slow
def test_infinite_data():
    """(512, 1024, inf) to t = 3, thirty runs."""
    spent, _ = seconds(lambda: simulate(Sizes(512, 1024, np.inf, 0.3 / 1024), np.linspace(0, 3, 31), 30))
    print(f"\n30 runs at (512, 1024, inf): {spent:.2f} s")
    assert spent < 5
