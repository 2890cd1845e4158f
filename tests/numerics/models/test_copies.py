"""Small copies of a point and what scales with them."""

from fractions import Fraction

import numpy as np
import pytest

from numerics.models.copies import EXACT, LARGEST, SMALLEST, THIRD, copies, copy, lattice
from numerics.models.given import arranged
from tests.numerics.models import plain
from theory.errors import InputError
from theory.matrix import Gaussian, Symmetric, define
from theory.matrix.expansion import expansion
from theory.matrix.homogeneity import homogeneity
from theory.models import load, names


@pytest.mark.parametrize("order", range(4))
@pytest.mark.parametrize("name", [name for name in names() if name != "quadratic"])
def test_planar_expansions_are_homogeneous(name, order):
    """Every planar term of d^s L / dt^s has the power of rho that the losses and s derivatives say."""
    model = load(name)
    found = homogeneity(model)
    powers = {**dict.fromkeys(model.sizes, Fraction(1)), **found.scalars}
    for loss, degree in found.losses.items():
        for exponents in expansion(model, loss, order, planar=True).terms:
            assert (
                sum(powers[x] * e for x, e in zip(model.names, exponents, strict=True)) == degree - order * found.time
            )


@pytest.mark.parametrize(("losses", "message"), [
    ({"L": "Tr(W*W.T)/p + Tr(W*W.T)/p**2"}, "its terms are not of one order"),
    ({"L": "Tr(W*W.T)", "M": "Tr(W*W.T) + 1"}, "its terms are not of one order"),
])  # fmt: skip
def test_no_planar_limit(losses, message):
    matrices = {"W": Gaussian(["p", "p"], trained=True)}
    model = define("none", {"p": "rows"}, {}, matrices, losses, "L")
    with pytest.raises(InputError, match=message):
        homogeneity(model)


def test_a_given_matrix_has_no_copy():
    matrices = {"W": Gaussian(["p", "p"], "1/p", trained=True), "C": Symmetric("p")}
    model = define("given", {"p": "rows"}, {}, matrices, {"L": "Tr(C*W*W.T)"}, "L")
    with pytest.raises(InputError, match="C is a given matrix"):
        homogeneity(model)


@pytest.mark.parametrize("whole", [0, 1, 3])
def test_interpolation_is_exact_to_total_degree_2(rng, whole):
    form, slope = rng.standard_normal((4, 4)), rng.standard_normal(4)
    for x in rng.uniform(2, 30, (20, 4)):
        x[:whole] = np.rint(x[:whole])
        weights = lattice(x)
        broken = 4 - whole
        assert len(weights) == 1 + 2 * broken + broken * (broken - 1) // 2
        nodes, (linear, second) = np.array(list(weights), dtype=float), np.array(list(weights.values())).T
        assert nodes.min() >= 1
        assert linear.sum() == pytest.approx(1)
        assert second.sum() == pytest.approx(0, abs=1e-12)
        np.testing.assert_allclose(linear @ nodes, x, rtol=1e-12)
        np.testing.assert_allclose(second @ nodes, 0, atol=1e-9)
        values = 1 + nodes @ slope + np.einsum("ni,ij,nj->n", nodes, form, nodes)
        assert (linear + second) @ values == pytest.approx(1 + x @ slope + x @ form @ x, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("power", range(-2, 6))
def test_the_interpolation_error_that_is_stated(power):
    """Of powers of a size, at the sizes that copies have: third differences beside what second ones say."""
    for x in np.linspace(6.05, 30.95, 250):
        weights = lattice(np.array([x]))
        values = np.array([float(n) for (n,) in weights]) ** power
        linear, second = np.array(list(weights.values())).T
        stated = THIRD / x * abs(second @ values)
        assert abs((linear + second) @ values - x**power) <= stated + 1e-9 * x**power


def test_the_interpolation_error_of_planar_expansions():
    """Exact planar derivatives at sizes that are no whole numbers, from those at whole ones."""
    model = load("untied-weight-decay")
    for x in ((6.4, 13.3, 20.5), (9.7, 7.2, 31.6)):
        weights = lattice(np.array(x))
        linear, second = np.array(list(weights.values())).T
        for order in range(4):
            terms = expansion(model, "train", order, planar=True)

            def value(sizes, terms=terms):
                at = dict(zip(model.names, (*map(Fraction, sizes), Fraction(1, 10), Fraction(1, 20)), strict=True))
                return float(terms.evaluate(**at))

            values = np.array([value(node) for node in weights])
            off = abs((linear + second) @ values - value(x))
            assert off <= THIRD / min(x) * abs(second @ values) + 1e-12 * abs(value(x))


@pytest.mark.parametrize("sizes", [(100, 50, 200), (97, 31, 143), (400, 12, 40), (8, 4, 16)])
def test_ratios_and_planar_limit_are_kept(sizes):
    point = plain.at(load("untied-weight-decay"), sizes, 0.01)
    found = homogeneity(point.model)
    first, second = copies(point, found)
    assert 1.8 - EXACT <= second.scale / first.scale <= 2.5 + EXACT
    assert first.scale * min(sizes) >= SMALLEST - EXACT
    assert first.scale * max(sizes) >= LARGEST - EXACT
    for one in (first, second):
        weights = np.array([weight for _, weight in one.nodes])
        means = weights @ np.array([list(node.sizes.values()) for node, _ in one.nodes])
        assert weights.sum() == pytest.approx(1)
        np.testing.assert_allclose(means, one.scale * np.array(sizes), rtol=1e-9)
        # Leading parts agree: p sigma2 is kept, lambda as it is, losses go with their size.
        node, _ = one.nodes[0]
        assert node.values["sigma2"] * one.scale == pytest.approx(point.values["sigma2"])
        assert node.values["lambda"] == point.values["lambda"]
        assert (one.time, one.losses["train"]) == (1, pytest.approx(1 / one.scale))


def test_whole_sizes_are_one_node():
    point = plain.at(load("untied-autoencoder"), (100, 50, 200))
    assert [len(one.nodes) for one in copies(point, homogeneity(point.model))] == [1, 1]
    assert copy(point, homogeneity(point.model), 0.2).sizes == "p = 20, H = 10, N = 40"


def test_tables_that_place_each_other(rng):
    """Y fixes N, and N turns X."""
    x, y = rng.standard_normal((9, 4)), rng.standard_normal((9, 2))
    found = arranged(load("regression"), {"q": 2}, {"X": x, "E": y})
    assert found.sizes == {"p": 4, "q": 2, "N": 9}
    assert found.turned == {"X": True, "E": True}
    np.testing.assert_array_equal(found.matrices["X"], x.T)


def test_square_tables_stand_as_they_are(rng):
    x = rng.standard_normal((4, 4))
    assert arranged(load("regression"), {}, {"X": x}).turned == {"X": False}
