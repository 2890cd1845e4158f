"""Regimes of matrix models: known normals, the prism, independence of order and of names, conditions that partition."""

import random
from fractions import Fraction
from itertools import pairwise

import pytest

from tests.theory.matrix.coloured import COLOURED
from tests.theory.matrix.prism_faces import FACES
from theory.autoencoder.prism import FACETS
from theory.autoencoder.symbols import H, N, p, sigma2
from theory.errors import InputError
from theory.matrix import Gaussian, define, expansion
from theory.matrix.classify import by_scaling
from theory.matrix.nearest import misses
from theory.matrix.polyhedron import lineality
from theory.matrix.rational import dot, orthogonal, primitive
from theory.matrix.regimes import regimes
from theory.models import load, names

PRISM = {
    "large-data": (-1, -1, 3, 1, 0),
    "small-data": (1, 1, -3, -1, -4),
    "mean-field": (-1, 1, -1, -1, 0),
    "narrow-latent": (1, -3, 1, -1, 0),
    "free": (1, 1, 1, 3, -4),
}
DECAY = {name: (*normal[:4], 0, normal[4]) for name, normal in PRISM.items()} | {
    "small-data": (1, 1, -3, -1, 2, -4),
    "free": (1, 1, 1, 3, 4, -4),
    "weak-decay": (0, 0, 0, 0, -1, 0),
}
FRESH = {name: (*normal[:4], 0, normal[4]) for name, normal in PRISM.items()} | {
    "small-data": (1, 1, -3, -1, 2, -4),
    "weak-noise": (0, 0, 0, 0, -1, 0),
    "strong-noise": (-1, -1, -1, -3, 4, 0),
}
FACETS_OF = {
    "tied-autoencoder": PRISM,
    "untied-autoencoder": PRISM | {"lazy": (-3, 5, -3, -1, -4)},
    "tied-weight-decay": DECAY,
    "tied-fresh-noise": FRESH,
}
# (facets, regimes, of them all, faces of every second order): counted once, order by order the same.
COUNTS = {
    "tied-autoencoder": (5, 20, 0),
    "untied-autoencoder": (6, 23, 3),
    "tied-weight-decay": (6, 42, 0),
    "untied-weight-decay": (7, 50, 4),
    "tied-noisy-inputs": (8, 65, 3),
    "tied-fresh-noise": (7, 50, 0),
    "teacher-student": (7, 51, 9),
    "three-layer": (9, 67, 21),
    "regression": (5, 20, 0),
    "quadratic": (2, 2, 0),
    "low-rank-adaptation": (8, 117, 27),
}
SLOW = {(name, 6) for name in COUNTS if name not in ("tied-autoencoder", "regression", "quadratic")}
SLOW |= {("three-layer", 5), ("tied-noisy-inputs", 5)}


def facet_normals(found):
    return {one.name: one.normal for one in found.facets}


def parameters(*orders):
    for name in names():
        for order in orders:
            yield pytest.param(name, order, marks=[pytest.mark.slow] if (name, order) in SLOW else [])


@pytest.mark.parametrize("name", FACETS_OF)
def test_facets_have_the_known_normals(name):
    assert facet_normals(regimes(load(name))) == FACETS_OF[name]


@pytest.mark.parametrize(("name", "order"), list(parameters(4, 5, 6)))
def test_regimes_do_not_depend_on_the_order(name, order):
    found, reference = regimes(load(name), order=order), regimes(load(name), order=4)
    assert (len(found.facets), len(found.regimes), len(found.alternating)) == COUNTS[name]
    for some, others in ((found.regimes, reference.regimes), (found.alternating, reference.alternating)):
        assert [(one.name, one.normal, one.conditions, one.growth) for one in some] == [
            (one.name, one.normal, one.conditions, one.growth) for one in others
        ]
    assert found.settled or (name, order) == ("untied-weight-decay", 4)


@pytest.mark.parametrize("name", names())
def test_every_name_that_a_model_gives_is_that_of_a_facet(name):
    model = load(name)
    found = regimes(model)
    full = {one.name for one in (*found.regimes, *found.alternating) if one.dimension == found.dimension - 1}
    assert full == set(model.regimes)
    every = [one.name for one in (*found.regimes, *found.alternating)]
    assert len(set(every)) == len(every)


def test_the_prism_comes_out_with_its_names_conditions_and_time_scales():
    found = regimes(load("tied-autoencoder"))
    assert [one.name for one in found.facets] == list(FACETS)
    assert {one.name for one in found.regimes} == set(FACES)
    for one in found.regimes:
        dimension, condition, time_scale = FACES[one.name]
        assert (one.dimension, one.facets) == (dimension, tuple(one.name.split("+")))
        assert one.condition.replace("sigma2", "sigma^2") == condition
        i, h, k, m = one.growth
        assert p**i * H**h * N**k * sigma2**m == time_scale


@pytest.mark.parametrize("loss", ["train", "population"])
def test_both_losses_of_the_tied_autoencoder_have_the_same_regimes(loss):
    found, train = regimes(load("tied-autoencoder"), loss), regimes(load("tied-autoencoder"))
    assert [(one.name, one.condition, one.time_scale) for one in found.regimes] == [
        (one.name, one.condition, one.time_scale) for one in train.regimes
    ]


@pytest.mark.parametrize("name", names())
def test_the_conditions_of_all_regimes_partition_the_scalings(name):
    generator = random.Random(3)
    model = load(name)
    found = regimes(model, order=5 if name.endswith("decay") else 4)
    every = (*found.regimes, *found.alternating)

    def holds(one, rates):
        signs = {"fixed": {0}, "inf": {1}, "0": {-1}}
        values = [(dot(powers, rates), what) for powers, what in one.conditions]
        return all((value > 0) - (value < 0) in signs[what] for value, what in values)

    for _ in range(40):
        rates = {
            key: Fraction(generator.randint(1, 4)) if key in model.sizes else Fraction(generator.randint(-8, 8), 2)
            for key in model.names
        }
        result = by_scaling(found, rates)
        hit = [one.name for one in every if holds(one, list(rates.values()))]
        if result.regime is None:
            assert name.endswith("weight-decay") or name == "tied-fresh-noise"
            assert hit == []
        elif result.regime.name != "interior":
            # pure noise leads where p/N grows like delta2, too: a wall to scalings without a regime, which the
            # condition leaves out
            wall = name == "tied-fresh-noise" and "p/(N*delta2) -> 0" in result.regime.condition
            assert hit == [result.regime.name] or (wall and rates["p"] - rates["N"] == rates["delta2"] and not hit)
            assert result.time_scale == dot(result.regime.growth, list(rates.values()))


@pytest.mark.parametrize("name", names())
def test_the_normals_of_a_face_select_it(name):
    generator = random.Random(5)
    found = regimes(load(name), order=5 if name.endswith("decay") else 4)
    sizes, width = len(found.model.sizes), len(found.model.names)
    for one in (*found.regimes, *found.alternating):
        rays = [side.normal for side in found.polyhedron.sides if one.points <= side.points]
        weights = [generator.randint(1, 5) for _ in rays]
        middle = [sum(c * ray[i] for c, ray in zip(weights, rays, strict=True)) for i in range(width + 1)]
        grown = grow(middle, found.scales.flat, sizes)
        result = by_scaling(found, dict(zip(found.model.names, map(Fraction, grown[:width]), strict=True)))
        assert result.regime is not None
        assert result.regime.name == one.name
        assert result.time_scale == -grown[width]


def grow(direction, flat, sizes):
    """The direction moved along ``flat`` until no size shrinks."""
    lift = [sum(sign * line[i] for line, sign in signed(flat, sizes)) for i in range(len(direction))]
    shift = max(max(-direction[i], 0) for i in range(sizes))
    return [x + shift * y for x, y in zip(direction, lift, strict=True)]


def signed(flat, sizes):
    """Lines with signs whose sum has every size at least 1."""
    for code in range(5 ** len(flat)):
        signs = [code // 5**k % 5 - 2 for k in range(len(flat))]
        if all(sum(c * line[i] for line, c in zip(flat, signs, strict=True)) >= 1 for i in range(sizes)):
            return list(zip(flat, signs, strict=True))
    raise AssertionError(f"{flat} has no direction in which all sizes grow")


@pytest.mark.parametrize("name", ["mean-field", "lazy", "small-data", "free+lazy", "mean-field+narrow-latent"])
def test_terms_of_a_regime_lead_more_and_more_along_its_normal(name):
    found = regimes(load("untied-autoencoder"))
    one = found[name]
    direction = grow(one.normal, found.scales.flat, 3)
    parts = []
    for rho in (2, 4, 8, 16):
        values = {key: Fraction(20 * rho**d if d > 0 else 20, 1) for key, d in zip("pHN", direction, strict=False)}
        values |= {"sigma2": Fraction(1, 20) * Fraction(rho) ** direction[3]}
        parts.append(misses(found, values)[name])
    assert all(later < 0.8 * before for before, later in pairwise(parts))


RENAMED = define(
    "renamed",
    sizes={"samples": "", "width": "", "features": ""},
    scalars={"v": ""},
    matrices={
        "Data": Gaussian(["features", "samples"]),
        "Dec": Gaussian(["features", "width"], "v", trained=True),
        "Enc": Gaussian(["width", "features"], "v", trained=True),
    },
    losses={"risk": "Tr((Data - Dec*Enc*Data)*(Data - Dec*Enc*Data).T)/(2*samples)"},
    flow="risk",
)


def test_names_and_their_order_do_not_matter():
    found, untied = regimes(RENAMED), regimes(load("untied-autoencoder"))
    order = [2, 1, 0, 3, 4]
    for some, others in ((found.regimes, untied.regimes), (found.alternating, untied.alternating)):
        assert {one.normal for one in some} == {tuple(one.normal[i] for i in order) for one in others}
    meaning = str.maketrans({"p": "features", "H": "width", "N": "samples"})
    times = {tuple(one.normal[i] for i in order): one.growth for one in untied.regimes}
    for one in found.regimes:
        u = one.normal[:4]
        assert dot(u, one.growth) == dot(u, [times[one.normal][i] for i in order[:4]])
    assert "H/p".translate(meaning) == "width/features"


def factorization(first, second):
    return define(
        "factorization",
        sizes={first: "", second: "", "r": ""},
        scalars={"sigma2": "", "mu2": ""},
        matrices={
            "A": Gaussian(["m", "r"], "sigma2", trained=True),
            "B": Gaussian(["n", "r"], "sigma2", trained=True),
            "Y": Gaussian(["m", "n"], "mu2"),
        },
        losses={"error": "Tr((Y - A*B.T)*(Y - A*B.T).T)/2"},
        flow="error",
    )


def test_a_symmetric_model_has_symmetric_regimes():
    found = regimes(factorization("m", "n"), order=5)
    swapped = [1, 0, 2, 3, 4, 5]
    for some in (found.regimes, found.alternating):
        assert {one.normal for one in some} == {tuple(one.normal[i] for i in swapped) for one in some}
    other = regimes(factorization("n", "m"), order=5)
    assert {one.normal for one in other.regimes} == {one.normal for one in found.regimes}


def test_names_for_normals_hold_whatever_representative_is_given():
    table = {"wide": {"H": 1, "sigma2": -1}, "many": {"p": 5, "H": 5, "N": 6, "sigma2": -5}}
    model = define(
        "tied",
        {"p": "", "H": "", "N": ""},
        {"sigma2": ""},
        {"W": Gaussian(["p", "H"], "sigma2", trained=True), "X": Gaussian(["p", "N"])},
        {"train": "Tr((I - W*W.T)*X*X.T*(I - W*W.T))/(2*N)"},
        "train",
        table,
    )
    found = facet_normals(regimes(model))
    assert found["wide"] == PRISM["mean-field"]
    assert found["many"] == PRISM["large-data"]
    assert set(found) == {"wide", "many", "large-p/N", "small-H*sigma2", "large-p*sigma2"}


def test_terms_that_shrink_against_all_others_are_no_regimes():
    # I is negligible beside M, whose entries have variance 1: where all sizes grow only large-p faces are left.
    model = define(
        "shifted",
        {"p": "", "H": ""},
        {"s": ""},
        {"W": Gaussian(["p", "H"], "s", trained=True), "M": Gaussian(["p", "p"])},
        {"L": "Tr((I + M - W*W.T)*(I + M - W*W.T).T)/2"},
        "L",
    )
    found = regimes(model, order=5)
    assert lineality(found.polyhedron.points) == []
    assert [one.condition for one in found.facets] == [
        "p*s -> inf, H*s -> inf, p -> inf, H/p fixed, p*s^2 fixed",
    ]
    assert len(found.polyhedron.faces()) > len(found.regimes) + len(found.alternating)


def test_a_model_without_dimensionless_parameters_has_its_interior_only():
    ridge = define(
        "ridge",
        {"p": "", "H": ""},
        {"s": ""},
        {"W": Gaussian(["p", "H"], "s", trained=True)},
        {"L": "Tr(W*W.T)/2"},
        "L",
    )
    found = regimes(ridge)
    assert (found.dimension, found.regimes, found.interior.time_scale) == (0, (), "1")
    assert by_scaling(found, {"p": Fraction(1)}).regime.name == "interior"


def test_moments_of_a_fixed_matrix_are_numbers():
    found = regimes(COLOURED)
    assert {one.name for one in found.facets} == {"small-p*s", "small-H*s", "large-p*s"}
    assert "c_1" in expansion(COLOURED, "L", 2).names


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"order": 2}, "orders 1 to 3 at least, got order 2"),
        ({"loss": "test"}, "the loss is train or population, got 'test'"),
        ({"loss": ""}, "the loss is train or population, got ''"),
    ],
)
def test_bad_input(arguments, message):
    with pytest.raises(InputError, match=message):
        regimes(load("tied-autoencoder"), **arguments)


def test_a_loss_that_stops_moving_is_refused():
    line = define("line", {"p": ""}, {"s": ""}, {"W": Gaussian(["p", "p"], "s", trained=True)}, {"L": "Tr(W)"}, "L")
    with pytest.raises(InputError, match="vanish after order 1: it has no regimes"):
        regimes(line)


def test_an_unknown_regime_is_refused():
    with pytest.raises(InputError, match="quadratic has no regime 'lazy'; it has small-student, free"):
        regimes(load("quadratic"))["lazy"]


def test_a_model_without_regimes_says_so():
    bare = define(
        "bare", {"p": ""}, {"s": ""}, {"W": Gaussian(["p", "p"], "s", trained=True)}, {"L": "Tr(W*W.T)/2"}, "L"
    )
    with pytest.raises(InputError, match="bare has no regime 'free'; it has its interior only"):
        regimes(bare)["free"]


def test_a_known_normal_is_orthogonal_to_what_changes_no_weight():
    found = regimes(load("tied-weight-decay"))
    for one in found.regimes:
        assert all(dot(one.normal, line) == 0 for line in found.scales.flat)
        assert primitive(orthogonal(one.normal, found.scales.flat)) == one.normal
