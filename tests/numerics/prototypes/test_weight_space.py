"""What holds for forces and fails for motions in weight space, what holds for both, and when nothing escapes."""

import numpy as np
import pytest

from numerics.prototypes.compatibility import compatible
from numerics.prototypes.data_measure import lattice, samples
from numerics.prototypes.energy_landscape import landscape
from numerics.prototypes.flow import centre_flow, weight_flow, weight_gradient
from numerics.prototypes.study.batches import Run, train
from numerics.prototypes.study.measures import outside_hull, prototypes
from numerics.prototypes.study.problems import Problem
from numerics.prototypes.study.settings import Settings
from theory.errors import InputError
from theory.prototypes.expressions import parse_loss


def _centre_velocity(field, centres, w):
    """``dc/dt = (I + c c^T) F / w^2``, of the shape of the centres (M, d)."""
    force = field.forces(centres, np.abs(w))
    return (force + centres * (centres * force).sum(axis=1, keepdims=True)) / (w**2)[:, None]


def test_coverage_moves_a_prototype_out_of_the_hull():
    """One prototype on the edge x = 1 of the square [0, 1] x [-1, 3]: all samples are to its left or on the edge, the
    force points inwards, and the motion outwards."""
    points = np.array([[1.0, -1.0], [1.0, 3.0], [1.0, 3.0], [1.0, 3.0], [0.9, 2.0]])
    points = points + np.array([[0, 0], [0, 0], [0, 0.01], [0, 0.02], [0, 0]])
    field, centre, w = landscape({"coverage": 1.0}, samples(points), 0.1), np.array([[1.0, 1.0]]), np.ones(1)
    assert field.forces(centre, w)[0, 0] < 0
    assert _centre_velocity(field, centre, w)[0, 0] > 0


def _trained(mask: str, sets: int, count: int, rng: np.random.Generator, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """Random samples (S, N, 2) and centres (S, 2, M, 2) at the start and the end of the weights' flow without a fit."""
    fixed = {"dimension": 2, "fit": 0.0, "strength": 1.0, "optimizer": "flow", "tau": 0.1, "coverage_tau": 0.1}
    settings = Settings(**fixed, rate=0.05, steps=steps)
    problems = []
    for _ in range(sets):
        x, w = rng.random((count, 2)), rng.uniform(0.5, 2, count)
        c = rng.dirichlet(np.ones(count), count) @ x
        problems.append(Problem(x, np.zeros(count), np.column_stack([w, -w[:, None] * c, np.zeros(count)])))
    records = train([Run(p, mask) for p in problems], settings, every=steps)
    centres = np.array([[prototypes(v, settings.floor) for v in run] for run in np.swapaxes(records, 0, 1)])
    return np.array([p.samples for p in problems]), centres


def test_coverage_leaves_the_hull_but_not_the_ball(rng):
    """Under coverage alone in the plane some prototypes leave the hull; none goes beyond the farthest sample."""
    x, centres = _trained("coverage", 20, 10, rng, steps=200)
    start, end = (np.array([outside_hull(p, c).sum() for p, c in zip(x, centres[:, k], strict=True)]) for k in (0, 1))
    assert start.sum() == 0
    assert end.sum() > 0
    radius = np.linalg.norm(x, axis=2).max(axis=1)
    # Runge-Kutta steps of 0.05 err by less than 1e-6
    assert (np.linalg.norm(centres[:, 1], axis=2).max(axis=1) <= radius + 1e-6).all()


def test_separation_drives_the_farthest_away(rng):
    _, centres = _trained("separation", 20, 10, rng, steps=20)
    start, end = (np.linalg.norm(centres[:, k], axis=2).max(axis=1) for k in (0, 1))
    assert (end > start).all()


def test_the_spread_can_shrink_in_one_dimension():
    """A middle prototype with a small weight is fast: pushed off its neighbour it nears the mean. The range grows."""
    field = landscape({"separation": 1.0}, samples([0.0, 1.0]), 0.3)
    c, w = np.array([0.0, 0.1, 1.0]), np.array([1.0, 0.1, 1.0])
    dw, db = weight_gradient(field, w, -w * c)
    velocity = (db + c * dw) / w  # dc/dt = -(db/dt + c dw/dt) / w with d/dt = -gradient
    assert velocity @ (c - c.mean()) < 0
    assert velocity[2] > velocity[0]
    assert field.forces(c, w) @ (c - c.mean()) > 0


CASES = [
    ("hard-attachment", "1/d", 0.1, 1.0),
    ("min_i(r)", "exp(-d)", 0.1, 1.0),
    pytest.param("hard-attachment", "separation", 1.0, 0.05, marks=pytest.mark.slow),
    pytest.param("coverage", "separation", 0.1, {"coverage": 1.0, "separation": 0.003}, marks=pytest.mark.slow),
    pytest.param("sum_j(log(1 + r**2))", "exp(-d/0.1)", 0.3, 1.0, marks=pytest.mark.slow),
]


def _loss(text):
    return text if text in ("hard-attachment", "coverage", "separation") else parse_loss(text)


@pytest.mark.parametrize(("attractor", "repulsor", "ratio", "temperature"), CASES)
def test_compatible_losses_let_nothing_escape(attractor, repulsor, ratio, temperature, rng):
    pull, push, count, data = _loss(attractor), _loss(repulsor), 4, lattice(4)
    masses = rng.uniform(1, 2, count)
    found = compatible(pull, push, ratio, count, data, temperature, masses=masses)
    assert found
    field, start = landscape({pull: 1.0, push: ratio}, data, temperature, rounding=1e-4), np.sort(rng.random(count))
    path = centre_flow(field, start, np.ones(count), np.linspace(0, 50, 51))
    assert np.abs(path.centres - 0.5).max() < 0.5 + found.bound
    w = np.sqrt(masses / (1 + start**2))
    path = weight_flow(field, w, -w * start, np.linspace(0, 20, 21))
    assert np.abs(path.centres - 0.5).max() < 0.5 + found.bound
    assert "escapes" not in {e.kind for e in path.events}


@pytest.mark.parametrize(
    ("attractor", "repulsor", "ratio", "temperature", "last"),
    [
        ("min_i(r)", "-d", 10.0, 1.0, 0.9),
        pytest.param("coverage", "separation", 1.0, 0.05, 1.2, marks=pytest.mark.slow),
        pytest.param("coverage", "1/d", 0.1, 0.05, 2.0, marks=pytest.mark.slow),
    ],
)
def test_incompatible_losses_do_let_some_escape(attractor, repulsor, ratio, temperature, last):
    """Not only is nothing proved for these: the last prototype goes out, and on."""
    pull, push, data = _loss(attractor), _loss(repulsor), lattice(4)
    assert not compatible(pull, push, ratio, 4, data, temperature)
    field = landscape({pull: 1.0, push: ratio}, data, temperature, rounding=1e-4)
    path = centre_flow(field, [0.1, 0.4, 0.6, last], np.ones(4), [0.0, 5.0, 10.0])
    assert (np.diff(path.centres[:, -1]) > 1e-3).all()
    assert path.centres[-1, -1] > 1


@pytest.mark.slow
def test_unequal_masses_ask_for_more():
    case = ("coverage", "separation", 0.1, 3, lattice(3), {"coverage": 1.0, "separation": 0.003})
    equal, unequal = compatible(*case), compatible(*case, masses=[0.3, 1.0, 1.0])
    assert equal.spaces == unequal.spaces == ("centres", "weights")
    assert unequal.bound > equal.bound


def test_bad_input():
    with pytest.raises(InputError, match="overlap depends on the widths of responses"):
        compatible("coverage", "overlap", 1.0, 3, lattice(3))
    with pytest.raises(InputError, match="shift the data"):
        compatible("coverage", "separation", 1.0, 3, samples([1.0, 2.0]))
    with pytest.raises(InputError, match="give 3 finite numbers > 0"):
        compatible("coverage", "separation", 1.0, 3, lattice(3), masses=[1.0])


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_random_losses_that_are_compatible_let_nothing_escape(seed):
    """Random powers and ranges; the flow of the weights from random starts and masses stays within the bound."""
    rng = np.random.default_rng(seed)
    power, fall, reach = rng.uniform(1.2, 3), rng.uniform(0.7, 2), rng.uniform(0.02, 0.5)
    pull = parse_loss(f"min_i(r**{power:.3f})") if seed % 2 else parse_loss("-tau*logsumexp_j(-r**2/tau)")
    push, ratio = parse_loss(f"exp(-(d/{reach:.3f})**{fall:.3f})"), 10 ** rng.uniform(-2, 0)
    masses, data, start = rng.uniform(1, 3, 4), lattice(4), np.sort(rng.random(4))
    found = compatible(pull, push, ratio, 4, data, 1.0, masses=masses)
    w = np.sqrt(masses / (1 + start**2))
    field = landscape({pull: 1.0, push: ratio}, data, 1.0, rounding=1e-5)
    path = weight_flow(field, w, -w * start, np.linspace(0, 20, 21))
    if found:
        assert np.abs(path.centres - 0.5).max() < 0.5 + found.bound
    assert bool(found) or seed % 2 == 0  # powers above 1 always win: they grow without bound
