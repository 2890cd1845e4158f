"""Variances of losses: by hand, by every pairing, and their leading parts."""

from collections import Counter
from fractions import Fraction
from math import comb, prod

import pytest
import sympy as sp

from tests.theory.matrix.pairings import expectation as every_pairing
from theory.errors import InputError
from theory.matrix import Gaussian, Symmetric, define, expansion, variance
from theory.matrix.annular import Annular
from theory.matrix.flow import Combination, Flow, combination
from theory.matrix.monomials import exponents
from theory.matrix.system import System, independent
from theory.matrix.wick import Wick
from theory.matrix.words import Alphabet
from theory.memory import OutOfReachError
from theory.models import load, names

p, H, N, v = sp.symbols("p H N sigma2", positive=True)


def chi_square(power, degrees):
    """``E x^power`` of a chi-square variable."""
    return prod((degrees + 2 * i for i in range(power)), start=sp.Integer(1))


def mean(polynomial, x, degrees):
    """``E polynomial(v x)``, x being chi-square."""
    terms = sp.Poly(polynomial, x).terms()
    return sum(c * v**k * chi_square(k, degrees) for (k,), c in terms)


@pytest.mark.parametrize(("size", "degrees"), [(p, H), (H, p)], ids=["p = 1", "H = 1"])
def test_the_population_loss_by_hand_with_one_eigenvalue(size, degrees):
    """A = W W^T has one eigenvalue a besides zeros, a / sigma2 chi-square: Var L = Var (1 - a)^2 / 2."""
    a = sp.Symbol("a")
    loss = (1 - a) ** 2 / 2
    expected = mean(sp.expand(loss**2), a, degrees) - mean(sp.expand(loss), a, degrees) ** 2
    found = variance(load("tied-autoencoder"), "population", 0).to_sympy([p, H, N, v])
    assert sp.expand(found.subs(size, 1) - expected) == 0


def test_the_train_loss_by_hand_at_p_one():
    """L = s (1 - a)^2 / 2, N s chi-square with N degrees of freedom, independent of a."""
    a = sp.Symbol("a")
    square = sp.expand((1 - a) ** 2)
    second = chi_square(2, N) / N**2 * mean(sp.expand(square**2), a, H) / 4
    found = variance(load("tied-autoencoder"), "train", 0).to_sympy([p, H, N, v]).subs(p, 1)
    assert sp.expand(found - second + mean(square, a, H) ** 2 / 4) == 0


def test_the_population_loss_by_hand_at_any_size():
    """Var = Var Tr A + Var Tr A^2 / 4 - Cov(Tr A, Tr A^2), and Cov(Tr A, f) = 2 sigma2 k E f for f of degree k in A:
    the derivative of E f by sigma2, the density being exp(-Tr A / (2 sigma2)).
    """
    squares = v**4 * 4 * p * H * (2 * p**2 + 2 * H**2 + 5 * p * H + 5 * p + 5 * H + 5)  # Var Tr A^2
    expected = 2 * v * (p * H * v) + squares / 4 - 4 * v * (p * H * (p + H + 1) * v**2)
    found = variance(load("tied-autoencoder"), "population", 0).to_sympy([p, H, N, v])
    assert sp.expand(found - expected) == 0


def test_the_fluctuation_of_the_samples():
    """Var Tr S / 2 = p / (2 N) is what is left at sigma2 = 0."""
    found = variance(load("tied-autoencoder"), "train", 0).terms
    assert {powers: c for powers, c in found.items() if not powers[3]} == {(1, 0, -1, 0): Fraction(1, 2)}


def paired(model, loss, order):
    """``sum binom Cov(L^(i), L^(s-i))`` by every pairing of every product, as ``{exponents: coefficient}``."""
    system, flow = independent(model), Flow(independent(model))
    rows = [combination(system.losses[loss])]
    for _ in range(order):
        rows.append(flow.differentiate(rows[-1]))
    width, total = len(model.names), Counter()
    scales = {pair: next(iter(terms.items())) for pair, terms in system.covariance.items()}

    def moment(words):
        letters = Counter(code // 2 for word in words for code in word)
        shift = [0] * width
        factor = Fraction(1)
        for letter, often in letters.items():
            monomial, coefficient = scales[letter, letter]
            factor *= coefficient ** (often // 2)
            shift = [x + often // 2 * e for x, e in zip(shift, exponents(monomial, width), strict=True)]
        found = every_pairing(model.alphabet, words, dict.fromkeys(scales, 1)) if words else {(): 1}
        for loops, often in found.items():
            powers = list(shift)
            for space, e in loops:
                powers[space] += e
            yield tuple(powers), factor * often

    def add(weight, first, second, monomial):
        for one, c in first:
            for other, d in second:
                powers = tuple(map(sum, zip(one, other, exponents(monomial, width), strict=True)))
                total[powers] += weight * c * d

    unity = [((0,) * width, Fraction(1))]
    for i in range(order + 1):
        first, second = rows[i], rows[order - i]
        share = Fraction(comb(order, i), first.denominator * second.denominator)
        for a, terms in first.sums.items():
            for b, others in second.sums.items():
                joint, alone, other = list(moment(a + b)), list(moment(a)), list(moment(b))
                for m, c in terms.items():
                    for n, d in others.items():
                        add(share * c * d, joint, unity, m + n)
                        add(-share * c * d, alone, other, m + n)
    return {powers: c for powers, c in total.items() if c}


@pytest.mark.parametrize(
    ("name", "loss", "order"),
    [
        ("tied-autoencoder", "population", 0),
        ("tied-autoencoder", "population", 1),
        ("regression", "train", 0),
        ("regression", "population", 1),
        ("quadratic", "population", 0),
        pytest.param("untied-autoencoder", "population", 1, marks=pytest.mark.slow),
        pytest.param("teacher-student", "population", 1, marks=pytest.mark.slow),
    ],
)
def test_every_pairing(name, loss, order):
    found = variance(load(name), loss, order)
    assert found.terms == paired(load(name), loss, order)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["tied-autoencoder", "untied-autoencoder"])
def test_every_pairing_of_train_losses(name):
    assert variance(load(name), "train", 0).terms == paired(load(name), "train", 0)


# Spaces 0, 1, 2; F and G square, X from 0 to 1, Y from 1 to 2.
ALPHABET = Alphabet("FGXY", rows=[0, 0, 0, 1], columns=[0, 0, 1, 2], symmetric=[False] * 4)
UNIT = {(i, i): {0: Fraction(1)} for i in range(4)}


def closed_walk(rng, length):
    """A random word that returns to its first space."""
    while True:
        start = space = int(rng.integers(3))
        word = []
        for _ in range(length):
            word.append(int(rng.choice([c for c in range(8) if ALPHABET.rows(c) == space])))
            space = ALPHABET.columns(word[-1])
        if space == start:
            return bytes(word)


@pytest.mark.parametrize("lengths", [([2], [2]), ([4], [4]), ([5], [3]), ([1], [5]), ([2, 4], [4]), ([2, 1], [1, 4])])
def test_annular_pairings_are_the_terms_of_highest_degree(lengths, rng):
    """n pairs of letters in r traces: of the exact covariance, the terms of degree n + r - 2."""
    wick, not_zero = Wick(System(ALPHABET, {}, "", {}, UNIT)), 0

    def exact(words):
        return Counter(wick.expectation(Combination({ALPHABET.product(words): {0: 1}}, 1))[0].get((), {}))

    for _ in range(60):
        first, second = ([closed_walk(rng, length) for length in side] for side in lengths)
        covariance = exact(first + second)
        for m, c in exact(first).items():
            for n, d in exact(second).items():
                covariance[m + n] -= c * d
        degree = sum(map(len, first + second)) // 2 + len(first) + len(second) - 2
        assert not any(c and sum(exponents(m, 3)) > degree for m, c in covariance.items())
        top = {m: c for m, c in covariance.items() if c and sum(exponents(m, 3)) == degree}
        found = Annular(ALPHABET).products(ALPHABET.product(first), ALPHABET.product(second))
        assert found == top
        not_zero += bool(top)
    assert not_zero > 3


def leading(model, terms):
    """The terms of highest degree in the sizes at each monomial in what is left."""
    k = len(model.sizes)
    highest = {}
    for powers in terms:
        highest[powers[k:]] = max(sum(powers[:k]), highest.get(powers[k:], -1000))
    return {powers: c for powers, c in terms.items() if sum(powers[:k]) == highest[powers[k:]]}


@pytest.mark.parametrize(
    "order", [0, 1, pytest.param(2, marks=pytest.mark.slow), pytest.param(3, marks=pytest.mark.slow)]
)
@pytest.mark.parametrize("name", names())
def test_planar_is_the_leading_part(name, order):
    model = load(name)
    for loss in model.losses:
        found = variance(model, loss, order, planar=True)
        assert found.planar
        assert found.terms == leading(model, variance(model, loss, order).terms)


def one_matrix(loss, **others):
    """A model of W (p x H), trained, F (p x p) and whatever else."""
    matrices = {"W": Gaussian(["p", "H"], "s", trained=True), "F": Gaussian(["p", "p"]), **others}
    return define("m", {"p": "", "H": ""}, {"s": ""}, matrices, {"L": loss}, "L")


# A word without non-crossing pairing; leading terms that cancel; products of traces; a deterministic matrix.
@pytest.mark.parametrize(
    "loss",
    [
        "Tr(W*W.T*F*F)",
        "Tr((W*W.T)**2) - Tr(W*W.T)**2/H - Tr(W*W.T)**2/p",
        "p*Tr(F*F.T) - Tr(F*F.T)**2/p + Tr(W*W.T)",
        "Tr(W*W.T)**3 + 3*p",
        "Tr(W*W.T*C) + Tr(F*C*W*W.T)",
    ],
)
@pytest.mark.parametrize("order", [0, 1])
def test_planar_where_pairings_cancel(loss, order):
    model = one_matrix(loss, C=Symmetric("p", "c"))
    assert variance(model, "L", order, planar=True).terms == leading(model, variance(model, "L", order).terms)


def test_the_planar_variance_of_the_tied_model_is_of_order_one():
    """p^i H^j N^k sigma2^m with i + j + k = m: a function of alpha, eta and nu alone."""
    for order in range(4):
        for i, j, k, m in variance(load("tied-autoencoder"), "train", order, planar=True).terms:
            assert i + j + k == m


@pytest.mark.parametrize(("name", "orders"), [("tied-noisy-inputs", 2), ("untied-weight-decay", 3)])
def test_it_is_the_variance_of_an_expansion_of_the_square(name, orders):
    """``Var L = E L^2 - (E L)^2`` with the loss L^2 declared in the model."""
    model = load(name)
    formula = model.losses["population"].formula
    kinds = {
        one.name: Gaussian(
            [one.rows, one.columns], "1" if one.name == "X" else {"Z": "delta2"}.get(one.name, "sigma2"), one.trained
        )
        for one in model.letters
    }
    losses = {"train": model.losses["train"].formula, "L": formula, "L2": f"({formula})**2"}
    squared = define("squared", model.sizes, model.scalars, kinds, losses, "train")
    for order in range(orders):
        means = [expansion(squared, "L", i).to_sympy() for i in range(order + 1)]
        product = sum(comb(order, i) * means[i] * means[order - i] for i in range(order + 1))
        expected = expansion(squared, "L2", order).to_sympy() - product
        assert sp.expand(variance(model, "population", order).to_sympy() - expected) == 0


def test_a_constant_does_not_fluctuate():
    losses = {"L": "Tr(W*W.T)", "k": "3*p/2"}
    model = define("m", {"p": ""}, {}, {"W": Gaussian(["p", "p"], trained=True)}, losses, "L")
    assert variance(model, "k", 0).terms == variance(model, "k", 1, planar=True).terms == {}


def test_bad_input():
    with pytest.raises(InputError, match="order of a derivative is an integer >= 0, got -1"):
        variance(load("regression"), "train", -1)
    with pytest.raises(InputError, match="the loss is train or population, got 'trian'"):
        variance(load("regression"), "trian", 1)
    with pytest.raises(OutOfReachError, match="order 30 of the variance of the loss train needs at least"):
        variance(load("three-layer"), "train", 30)
