"""The compiled routes against plain Python, and what they must not take."""

import pytest

from theory.autoencoder import fast
from theory.matrix import Gaussian, compiled, define, planar, tied
from theory.matrix.expansion import expansion
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
    sums, _ = Wick(system).unit_scale(derivative(system, "train", 3))
    left = compiled.contracted(system.alphabet, [0, 1], sums)
    assert all({code // 2 for word in product for code in word} in ({0}, {1}) for product in left)
    assert len(left) < len(sums) // 2


@pytest.mark.parametrize(("text", "others"), [("AAS", (b"\x00\x01\x04\x05",)), ("", ()), ("A", (b"\x00", b"\x01"))])
def test_words_in_blocks_and_back(text, others):
    word = compiled.written(text, [0, 1])
    assert compiled.blocks((word,) if word else (), [0, 1]) == (text or None)
    assert compiled.blocks(others, [0, 1]) is None


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
    traces = derivative(system, "L", 6)
    assert tied.expectation(system, "L", 6) == polynomial(model, *Wick(system).expectation(traces))
    assert tied.expectation(system, "L", 6, planar=True) == planar.expectation(model, system, traces)


@needs_numba
def test_both_losses_of_the_library_are_recognized():
    system = fewest_terms(load("tied-autoencoder"))
    assert [tied.recognized(system, loss) for loss in ("train", "population")] == [
        ("train", True),
        ("population", True),
    ]


@needs_numba
@pytest.mark.parametrize("variance", ["1/3", "1/a", "1/a**2"])
def test_a_variance_without_scalars_leaves_one_planar_part(variance):
    """Terms with different powers of the variance compare then: only those of the highest degree are planar."""
    model = other_names(variance=variance)
    whole, part = (expansion(model, "L", 6, planar=planar).terms for planar in (False, True))
    highest = max(sum(powers[:3]) for powers in whole)
    assert part == {powers: c for powers, c in whole.items() if sum(powers[:3]) == highest}


def test_other_models_are_not_taken():
    others = [load(name) for name in names() if name != "tied-autoencoder"]
    others += [other_names(rate="2"), other_names(loss="Tr((I - V*V.T)*Y*Y.T*(I - V*V.T))/n")]
    for model in others:
        assert tied.recognized(fewest_terms(model), model.flow) is None
