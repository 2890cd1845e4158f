"""The compiled routes against plain Python, and what they must not take."""

import pytest

from theory.autoencoder import fast
from theory.matrix import Gaussian, compiled, define, tied
from theory.matrix.flow import derivative
from theory.matrix.moments import polynomial
from theory.matrix.system import fewest_terms
from theory.matrix.wick import Wick
from theory.models import load, names

needs_numba = pytest.mark.skipif(not fast.available(), reason="numba is not installed")


@needs_numba
@pytest.mark.parametrize("name", ["tied-autoencoder", "tied-weight-decay", "quadratic", "regression", "three-layer"])
def test_compiled_contractions(name, monkeypatch):
    monkeypatch.setattr(compiled, "MIN_PRODUCTS", 1)
    model = load(name)
    system = fewest_terms(model)
    wick = Wick(system)
    for loss in model.losses:
        for order in range(4):
            sums, denominator = wick.unit_scale(derivative(system, loss, order))
            one, other = (polynomial(model, route(sums), denominator) for route in (wick.integrate, wick.push_all))
            assert one == other


@needs_numba
def test_compiled_contractions_take_the_tied_model(monkeypatch):
    monkeypatch.setattr(compiled, "MIN_PRODUCTS", 1)
    system = fewest_terms(load("tied-autoencoder"))
    found, left = compiled.expectation(
        system.alphabet, [0, 1], Wick(system).unit_scale(derivative(system, "train", 3))[0]
    )
    assert (len(found), left) == (230, {})


def other_names(variance="2*s/a", rate="1", loss="Tr((I - V*V.T)*Y*Y.T*(I - V*V.T))/(2*n)"):
    """The tied autoencoder with its sizes named and listed otherwise."""
    matrices = {"V": Gaussian(["b", "a"], variance, trained=True, rate=rate), "Y": Gaussian(["b", "n"])}
    return define("other", {"n": "", "a": "", "b": ""}, {"s": ""}, matrices, {"L": loss}, "L")


@needs_numba
@pytest.mark.parametrize("loss", [None, "Tr(V*V.T*Y*Y.T*V*V.T)/(2*n)"])
def test_the_tied_engine_under_other_names(loss):
    model = other_names() if loss is None else other_names(loss=loss)
    system = fewest_terms(model)
    assert tied.recognized(system, "L") == ("train", loss is None)
    plain = polynomial(model, *Wick(system).expectation(derivative(system, "L", 6)))
    assert tied.expectation(system, "L", 6) == plain


@needs_numba
def test_both_losses_of_the_library_are_recognized():
    system = fewest_terms(load("tied-autoencoder"))
    assert [tied.recognized(system, loss) for loss in ("train", "population")] == [
        ("train", True),
        ("population", True),
    ]


def test_other_models_are_not_taken():
    others = [load(name) for name in names() if name != "tied-autoencoder"]
    others += [other_names(rate="2"), other_names(loss="Tr((I - V*V.T)*Y*Y.T*(I - V*V.T))/n")]
    for model in others:
        assert tied.recognized(fewest_terms(model), model.flow) is None
