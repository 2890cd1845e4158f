"""The predicted critical ratio against bisection on the full flow from the locked lattice."""

import numpy as np
import pytest

from numerics.errors import ConvergenceError
from numerics.prototypes.bisection import OUT, bisected_ratio
from numerics.prototypes.critical import critical_fold, stability_limit
from numerics.prototypes.locked import first_estimate, locked
from numerics.prototypes.loss_texts import read_loss
from numerics.prototypes.relaxation import settle
from theory.errors import InputError
from theory.prototypes import locked as formulas
from theory.prototypes.symbols import N

SOFTNESS = {"separation": (0.1, 0.3, 0.5, 1.0, 3.0), "overlap": (0.2, 0.3, 0.5, 0.7, 1.0)}


@pytest.mark.parametrize(
    ("repulsor", "formula"),
    [("separation", formulas.first_estimate), ("overlap", formulas.overlap_estimate)],
)
def test_first_estimate_is_the_closed_form(repulsor, formula):
    closed = formula().subs({N: 7, formulas.k: 0.4}).doit().evalf()
    assert first_estimate(locked(7, 0.4, repulsor)) == pytest.approx(float(closed), rel=1e-12)


@pytest.mark.parametrize(("repulsor", "softness"), [("separation", 1e-80), ("separation", 1e-3)])
def test_a_repulsor_that_does_not_reach_the_edge_is_refused(repulsor, softness):
    """Its ratio is infinite, or so large that its product with the other forces overflows."""
    with pytest.raises(InputError, match="separation does not act on the outermost prototype"):
        first_estimate(locked(5, softness, repulsor))


@pytest.mark.parametrize("pulls", ["d**2", "-exp(-d**2/tau)", "exp(-d**2/tau) - exp(-d**2/(4*tau))"])
def test_a_repulsor_that_pulls_the_edge_inwards_is_refused(pulls):
    """Its fold was followed to negative ratios, which are those of the same loss with its sign reversed."""
    with pytest.raises(InputError, match="pulls the outermost prototype inwards"):
        critical_fold(locked(5, 0.4, read_loss(pulls)))


def test_edge_forces_are_the_closed_forms():
    """The edge alone displaced: pull and push of theory.prototypes.locked."""
    balance = locked(5, 0.4, "separation")
    y = balance.start + np.array([0, 0, 0, 0, 0.3])
    values = {N: 5, formulas.k: 0.4, formulas.u: 0.3}
    pull, push = (float(f().subs(values).doit().evalf()) for f in (formulas.edge_pull, formulas.edge_push))
    assert balance.push(y)[-1] == pytest.approx(push, rel=1e-12)
    assert balance.forces(y, 0.0)[-1] == pytest.approx(-pull, rel=1e-12)


@pytest.mark.parametrize("repulsor", ["separation", "overlap"])
def test_lattice_yields_at_the_fold(repulsor):
    """5 % below the fold the lattice holds its edge, 5 % above it does not."""
    balance = locked(10, 0.3, repulsor)
    fold = critical_fold(balance)
    below, above = settle(balance, 0.95 * fold.parameter), settle(balance, 1.05 * fold.parameter)
    edge = balance.displacement(fold.state)
    assert below.displacement < edge < above.displacement
    assert above.displacement - below.displacement > OUT


def test_fold_is_a_marginal_equilibrium():
    """No force, a Jacobian with an eigenvalue 0 among mirror-symmetric displacements, and mirror symmetry."""
    balance = locked(10, 0.3, "separation")
    fold = critical_fold(balance)
    jacobian = balance.jacobian(fold.state, fold.parameter)
    mirrored = fold.state + fold.state[::-1]
    assert np.abs(balance.forces(fold.state, fold.parameter)).max() < 1e-9
    assert np.abs(np.linalg.eigvalsh(jacobian)).min() < 1e-4
    assert mirrored == pytest.approx(np.full(10, 9.0))


@pytest.mark.slow
def test_fold_against_bisection_from_the_lattice():
    """The bisection's bracket is 1 % wide."""
    balance = locked(8, 0.5, "separation")
    assert critical_fold(balance).parameter == pytest.approx(bisected_ratio(balance), rel=0.01)


def test_few_prototypes_lose_stability_before_the_fold():
    """Six prototypes slide together to one side at a ratio well below the fold: the ends couple through
    the middle.

    A start moved by 1e-3 spacings sees it, 1 % below and above.
    """
    balance = locked(6, 0.5, "separation")
    fold = critical_fold(balance)
    limit = stability_limit(balance, fold)
    assert limit < 0.8 * fold.parameter
    below, above = (settle(balance, factor * limit, 1e-3) for factor in (0.99, 1.01))
    assert above.displacement - below.displacement > OUT


@pytest.mark.slow
def test_bisection_finds_where_few_prototypes_lose_stability():
    """The bisection's bracket is 1 % wide."""
    balance = locked(6, 0.5, "separation")
    limit = stability_limit(balance, critical_fold(balance))
    assert bisected_ratio(balance, shift=1e-3) == pytest.approx(limit, rel=0.01)


@pytest.mark.slow
@pytest.mark.parametrize("count", [10, 30, 100])
@pytest.mark.parametrize(("repulsor", "softness"), [(r, k) for r, values in SOFTNESS.items() for k in values])
def test_prediction_against_bisection_everywhere(repulsor, softness, count):
    """The mirror-symmetric lattice holds to the fold: the bisection's bracket is 1 % wide."""
    balance = locked(count, softness, repulsor)
    assert critical_fold(balance).parameter == pytest.approx(bisected_ratio(balance), rel=0.01)


@pytest.mark.slow
@pytest.mark.parametrize("softness", SOFTNESS["separation"])
def test_stability_limit_against_bisection_from_a_moved_lattice(softness):
    balance = locked(10, softness, "separation")
    limit = stability_limit(balance, critical_fold(balance))
    assert bisected_ratio(balance, shift=1e-3) == pytest.approx(limit, rel=0.01)


def test_a_branch_that_bifurcates_is_reported():
    """Overlap on uniform data merges the two edge prototypes of a soft lattice instead of expelling them."""
    with pytest.raises(ConvergenceError, match="bifurcates before it folds"):
        critical_fold(locked(10, 1.0, "uniform-overlap"))


def test_bad_softness():
    with pytest.raises(InputError, match="softness"):
        locked(10, 0.0, "separation")
    with pytest.raises(InputError, match="no spacing"):
        locked(1, 0.3, "separation")
