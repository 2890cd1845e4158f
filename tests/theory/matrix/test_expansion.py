"""Expansions of whole models: known counts, the tied engine, symmetries, the planar part."""

import time
from fractions import Fraction

import pytest
import sympy as sp

from theory.autoencoder.expansion import coefficient
from theory.errors import InputError
from theory.matrix import Gaussian, Symmetric, define, expansion
from theory.memory import OutOfReachError
from theory.models import load, names

LOSSES = ["train", "population"]


@pytest.mark.parametrize(("order", "terms"), list(enumerate([5, 26, 90, 230, 490, 924, 1596])))
def test_tied_counts(order, terms):
    assert len(expansion(load("tied-autoencoder"), "train", order).terms) == terms


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("order", range(6))
@pytest.mark.parametrize("planar", [False, True])
def test_tied_coefficients(loss, order, planar):
    found = expansion(load("tied-autoencoder"), loss, order, planar)
    assert found.names == ("p", "H", "N", "sigma2")
    assert found.terms == coefficient(loss, order, planar=planar).terms


@pytest.mark.parametrize(("order", "terms"), list(enumerate([11, 42, 116, 250, 483, 833], start=1)))
def test_untied_counts(order, terms):
    assert len(expansion(load("untied-autoencoder"), "train", order).terms) == terms


def leading(model, terms):
    """The terms of highest degree in the sizes at each monomial in what is left."""
    k = len(model.sizes)
    highest = {}
    for powers in terms:
        highest[powers[k:]] = max(sum(powers[:k]), highest.get(powers[k:], -1000))
    return {powers: c for powers, c in terms.items() if sum(powers[:k]) == highest[powers[k:]]}


@pytest.mark.parametrize("order", [0, 1, 2, 3])
@pytest.mark.parametrize("name", names())
def test_planar_is_the_leading_part(name, order):
    model = load(name)
    for loss in model.losses:
        assert expansion(model, loss, order, planar=True).terms == leading(model, expansion(model, loss, order).terms)


def one_matrix(loss, **others):
    """A model of W (p x H), trained, F (p x p) and whatever else."""
    matrices = {"W": Gaussian(["p", "H"], "s", trained=True), "F": Gaussian(["p", "p"]), **others}
    return define("m", {"p": "", "H": "", "N": ""}, {"s": ""}, matrices, {"L": loss}, "L")


# No pairing of F F without crossing; the leading terms of the two traces cancel; a product of traces.
@pytest.mark.parametrize(
    "loss",
    [
        "Tr(W*W.T*F*F)",
        "Tr(W*W.T*W*W.T) - Tr(W*W.T)**2/p - Tr(W*W.T)**2/H",
        "Tr(W*W.T*F)*Tr(F*W*W.T)",
        "Tr(W*W.T)**2*Tr(F*F.T) + Tr(F*F)*Tr(W*W.T)",
    ],
)
def test_planar_where_crossings_matter(loss):
    model = one_matrix(loss)
    for order in (0, 1, 2):
        assert expansion(model, "L", order, planar=True).terms == leading(model, expansion(model, "L", order).terms)


def test_moments_of_a_symmetric_matrix():
    model = one_matrix("Tr((I - W*W.T)*C*(I - W*W.T))/2", C=Symmetric("p", "c"))
    found = expansion(model, "L", 0)
    assert found.names == ("p", "H", "N", "s", "c_1")
    # E Tr A C = s H p c_1, E Tr A C A = s^2 p c_1 (H^2 + H p + H), by hand.
    p, H, s, c = sp.symbols("p H s c_1", positive=True)
    by_hand = p * c / 2 - s * H * p * c + s**2 * p * c * (H**2 + H * p + H) / 2
    assert sp.expand(found.to_sympy() - by_hand) == 0
    assert expansion(model, "L", 1).names[-2:] == ("c_1", "c_2")
    assert expansion(model, "L", 2, planar=True).terms == leading(model, expansion(model, "L", 2).terms)


def test_the_identity_as_a_symmetric_matrix():
    """With c_k = 1 the symmetric matrix is the identity: the tied population loss comes out."""
    model = one_matrix("Tr((I - W*W.T)*C*(I - W*W.T))/2", C=Symmetric("p", "c"))
    plain = one_matrix("Tr((I - W*W.T)**2)/2")
    for order in range(4):
        found = expansion(model, "L", order)
        merged = {}
        for powers, c in found.terms.items():
            merged[powers[:4]] = merged.get(powers[:4], 0) + c
        assert merged == expansion(plain, "L", order).terms


def test_two_symmetric_matrices_in_one_trace_are_refused():
    model = one_matrix("Tr(W*W.T*C*D)", C=Symmetric("p", "c"), D=Symmetric("p", "d"))
    with pytest.raises(InputError, match=r"model m: Tr\(C\*D\) of different deterministic matrices is not known"):
        expansion(model, "L", 0)


def renamed(name):
    """Untied autoencoder with weight decay in other letters, listed in another order."""
    return define(
        name,
        {"n": "", "a": "", "z": ""},
        {"s": "", "w": ""},
        {
            "Q": Gaussian(["a", "n"]),
            "B": Gaussian(["z", "a"], "s", trained=True),
            "A": Gaussian(["a", "z"], "s", trained=True),
        },
        {"L": "Tr(Q.T*(I - A*B).T*(I - A*B)*Q)/(2*n) + w*Tr(A*A.T)/2 + w/2*Tr(B.T*B)"},
        "L",
    )


def test_renaming_changes_nothing():
    """p, H, N are a, z, n there."""
    for order in range(5):
        other = expansion(renamed("other"), "L", order).terms
        found = expansion(load("untied-weight-decay"), "train", order).terms
        assert {(p, H, N, *rest): c for (N, p, H, *rest), c in other.items()} == found


def test_rates_and_variances_are_monomials():
    """A rate r and a variance v/p: by scaling, order s gains r^s and s becomes v/p."""
    matrices = {"W": Gaussian(["p", "H"], "3*v/(2*p)", trained=True, rate="r/2")}
    slow = define("m", {"p": "", "H": ""}, {"v": "", "r": ""}, matrices, {"L": "Tr((I - W*W.T)**2)/2"}, "L")
    for order in range(4):
        plain = expansion(one_matrix("Tr((I - W*W.T)**2)/2"), "L", order).terms
        expected = {
            (p - m, H, m, order): c * Fraction(3, 2) ** m * Fraction(1, 2) ** order for (p, H, _, m), c in plain.items()
        }
        assert expansion(slow, "L", order).terms == expected


def test_a_constant_loss_is_at_rest():
    model = define("m", {"p": ""}, {}, {"W": Gaussian(["p", "p"], trained=True)}, {"L": "Tr(W*W.T)", "k": "3*p/2"}, "L")
    assert expansion(model, "k", 0).terms == {(1,): Fraction(3, 2)}
    assert expansion(model, "k", 2).terms == {}


def test_evaluate_and_sympy():
    found = expansion(load("tied-autoencoder"), "train", 1)
    values = {"p": 2, "H": 3, "N": 4, "sigma2": 1}
    assert found.evaluate(**values) == -1482
    sigma2 = sp.Symbol("sigma2")
    assert found.to_sympy([sigma2]).subs({"p": 2}).has(sigma2)
    with pytest.raises(InputError, match="N is missing, n is unknown"):
        found.evaluate(p=1, H=1, n=1, sigma2=1)


@pytest.mark.parametrize("order", [-1, 1.0, True, "2"])
def test_bad_orders(order):
    with pytest.raises(InputError, match="order of a derivative is an integer >= 0"):
        expansion(load("regression"), "train", order)


def test_unknown_loss():
    with pytest.raises(InputError, match="model regression: the loss is train or population, got 'trian'"):
        expansion(load("regression"), "trian", 1)


def test_an_order_out_of_reach_is_refused_at_once():
    began = time.process_time()
    with pytest.raises(OutOfReachError, match=r"order 40 of the loss train needs at least .* GiB of memory"):
        expansion(load("three-layer"), "train", 40)
    assert time.process_time() - began < 10


def test_a_level_that_outgrows_memory_is_refused(monkeypatch):
    for module in ("theory.memory", "theory.matrix.reach"):
        monkeypatch.setattr(f"{module}.available", lambda: 60_000)
    with pytest.raises(OutOfReachError, match="the expectation of these traces needs at least"):
        expansion(one_matrix("Tr((W*W.T*F)**10)"), "L", 0)
