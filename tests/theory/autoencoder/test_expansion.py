"""The exact coefficients: by hand, against closed forms, against simulation, and compiled against plain Python."""

from fractions import Fraction
from functools import cache
from math import comb, factorial, prod

import numpy as np
import pytest
import sympy as sp

from tests.oracles.tied import expectation, model
from theory.autoencoder import fast
from theory.autoencoder.expansion import coefficient
from theory.autoencoder.symbols import H, N, p, sigma2
from theory.errors import InputError
from theory.matrix import tied
from theory.matrix.system import independent
from theory.memory import OutOfReachError

needs_numba = pytest.mark.skipif(not fast.available(), reason="compiled loops need the extra fast")


def odd_factorial(n):
    """1 * 3 * ... * (2n - 1): the 2n-th moment of a standard normal variable."""
    return prod(range(1, 2 * n, 2))


def narayana(n, k):
    """Narayana numbers, 1 <= k <= n."""
    return Fraction(comb(n, k) * comb(n, k - 1), n)


def test_order_zero_by_hand():
    by_hand = p / 2 - p * H * sigma2 + (p * H + p * H**2 + p**2 * H) * sigma2**2 / 2
    for loss in ("train", "population"):
        assert sp.expand(coefficient(loss, 0).to_sympy() - by_hand) == 0
    free = coefficient("train", 0, target=False).to_sympy()
    assert sp.expand(free - (p * H + p * H**2 + p**2 * H) * sigma2**2 / 2) == 0


def test_order_one_by_hand():
    # dL/dt = -E |grad L|^2 = -E Tr M A M with M = (1 - A) S + S (1 - A); at N = infinity, S = 1: -4 E Tr A (1 - A)^2.
    first = p * H * sigma2
    second = (p * H + p * H**2 + p**2 * H) * sigma2**2
    third = (p * H**3 + 3 * p**2 * H**2 + p**3 * H + 3 * p * H**2 + 3 * p**2 * H + 4 * p * H) * sigma2**3
    infinite = coefficient("train", 1, infinite_data=True).to_sympy()
    assert sp.expand(infinite + 4 * (first - 2 * second + third)) == 0
    # Order sigma^2 at finite N: -4 E Tr A S^2, and E S^2 = (1 + (p + 1)/N) * identity.
    lowest = coefficient("train", 1).to_sympy().coeff(sigma2, 1)
    assert sp.expand(lowest + 4 * p * H * (1 + (p + 1) / N)) == 0


def compiled(loss, order, *, planar_only=False, target=True):
    """By the loops, whatever the order."""
    return (tied.planar_part if planar_only else tied.whole)(independent(model(target)), loss, target, order)


@pytest.mark.parametrize("route", [pytest.param(compiled, marks=needs_numba), expectation])
def test_numbers_of_terms_of_the_train_loss(route):
    # Counted independently with a memoized recursion on products of words.
    expected = [26, 90, 230, 490, 924, 1596, 2580][: 7 if route is compiled else 5]
    assert [len(route("train", s)) for s in range(1, len(expected) + 1)] == expected


@needs_numba
@pytest.mark.parametrize("loss", ["train", "population"])
@pytest.mark.parametrize("target", [True, False])
@pytest.mark.parametrize("planar", [True, False])
@pytest.mark.parametrize("orders", [range(1, 5), pytest.param([5], marks=pytest.mark.slow)])
def test_compiled_loops_agree_with_plain_python(loss, target, planar, orders):
    for order in orders:
        routes = [route(loss, order, planar_only=planar, target=target) for route in (compiled, expectation)]
        assert routes[0] == routes[1]


@pytest.mark.parametrize("order", [*range(9), pytest.param(11, marks=pytest.mark.slow)])
def test_scalar_sizes_exactly(order):
    # p = H = N = 1: a = w^2 moves by da/dt = 4 s a (1 - a), s = x^2, and L = s (1 - a)^2 / 2.
    derivative = {m: Fraction(c, 2) for m, c in ((0, 1), (1, -2), (2, 1))}
    for _ in range(order):
        moved = {m: Fraction(0) for m in range(max(derivative) + 2)}
        for m, c in derivative.items():
            moved[m] += 4 * m * c
            moved[m + 1] -= 4 * m * c
        derivative = moved
    sigma = Fraction(3, 7)
    expected = odd_factorial(order + 1) * sum(c * sigma**m * odd_factorial(m) for m, c in derivative.items())
    assert coefficient("train", order).evaluate(1, 1, 1, sigma) == expected


@pytest.mark.parametrize("loss", ["train", "population"])
def test_infinite_data_is_the_part_without_n(loss):
    for order in range(7):
        finite = {e: c for e, c in coefficient(loss, order).terms.items() if e[2] == 0}
        assert finite == coefficient(loss, order, infinite_data=True).terms


@pytest.mark.parametrize("loss", ["train", "population"])
def test_free_part_is_the_highest_power_of_sigma(loss):
    for order in range(6):
        top = {e: c for e, c in coefficient(loss, order).terms.items() if e[3] == order + 2}
        assert top == coefficient(loss, order, target=False).terms


@pytest.mark.parametrize("loss", ["train", "population"])
def test_planar_part_is_the_highest_degree(loss):
    for order in range(9):
        terms = coefficient(loss, order).terms
        top = {e: c for e, c in terms.items() if e[0] + e[1] + e[2] == 1 + e[3]}
        assert top == coefficient(loss, order, planar=True).terms
        assert all(e[0] + e[1] + e[2] <= 1 + e[3] for e in terms)


@cache
def large_data_series(last):
    """[{(m, h): coefficient of t^n}] of 1/2 + alpha E (alpha E h_z(zeta, eta) / 2 - h(zeta, eta)), n up to ``last``.

    E = e^{4t}, zeta = alpha (1 - E); h = sum_n h_n z^n solves z^2 h^2 - (1 - z (y + 1)) h + y = 0 (arXiv:2602.04548).
    """
    ring, a, y = sp.ring("a y", sp.QQ)
    h = [y]
    for n in range(1, last + 2):
        h.append((y + 1) * h[-1] + sum((h[i] * h[n - 2 - i] for i in range(n - 1)), ring(0)))
    assert h == [sum((ring(narayana(n + 1, k)) * y**k for k in range(1, n + 2)), ring(0)) for n in range(last + 2)]

    def times(first, second):
        return [sum((first[i] * second[n - i] for i in range(n + 1)), ring(0)) for n in range(last + 1)]

    E = [ring(sp.QQ(4**n, factorial(n))) for n in range(last + 1)]
    zeta = [a * (int(n == 0) - e) for n, e in enumerate(E)]
    power, total = [ring(int(n == 0)) for n in range(last + 1)], [ring(sp.QQ(int(n == 0), 2)) for n in range(last + 1)]
    for n in range(last + 1):
        here = [a * e for e in times(E, power)]
        rising = [a * e * (n + 1) * h[n + 1] / 2 for e in times(E, here)]
        total = [x + up - e * h[n] for x, up, e in zip(total, rising, here, strict=True)]
        power = times(power, zeta)
    return [{e: Fraction(int(c.numerator), int(c.denominator)) for e, c in terms.items()} for terms in total]


@pytest.mark.parametrize("order", range(9))
def test_large_data_closed_form(order):
    planar = coefficient("train", order, infinite_data=True, planar=True).terms
    # p^(1 + m - h) H^h sigma^(2m) = p alpha^m eta^h.
    found = {(m, h): c / factorial(order) for (_, h, _, m), c in planar.items()}
    assert found == large_data_series(8)[order]


@pytest.mark.parametrize("loss", ["train", "population"])
@pytest.mark.parametrize("order", range(1, 9))
def test_mean_field_integral(loss, order):
    # h = m: L = p/2 int l^k (1 - a)^2 dmu, da/dt = 4 l a (1 - a), k = 1 (train) or 0; Marchenko-Pastur moments of mu.
    powers = {m: Fraction(c, 2) for m, c in ((0, 1), (1, -2), (2, 1))}
    for _ in range(order):
        moved = {m: Fraction(0) for m in range(max(powers) + 2)}
        for m, c in powers.items():
            moved[m] += 4 * m * c
            moved[m + 1] -= 4 * m * c
        powers = moved
    k = order + (loss == "train")
    expected = {(m, k - j): c * narayana(k, j) for m, c in powers.items() if c for j in range(1, k + 1)}
    planar = coefficient(loss, order, planar=True).terms
    assert {(m, -n): c for (_, h, n, m), c in planar.items() if h == m} == expected


def simulated_derivatives(p, H, N, sigma2, samples, rng):
    """d^s L/dt^s (0), s = 0..3, of train and population loss on random W and X: Taylor series of the matrix flow."""
    W = np.sqrt(sigma2) * rng.standard_normal((samples, p, H))
    X = rng.standard_normal((samples, p, N))
    A, S, one = W @ W.swapaxes(1, 2), X @ X.swapaxes(1, 2) / N, np.eye(p)
    path = [A]
    for n in range(3):
        flow = 2 * (S @ path[n] + path[n] @ S)
        for i in range(n + 1):
            first, second = path[i], path[n - i]
            flow = flow - (S @ first @ second + 2 * first @ S @ second + first @ second @ S)
        path.append(flow / (n + 1))
    path[0] = A - one
    result = {}
    for loss, Q in (("train", S), ("population", np.broadcast_to(one, S.shape))):
        for s in range(4):
            traces = sum(np.einsum("nij,njk,nki->n", path[i], Q, path[s - i]) for i in range(s + 1))
            result[loss, s] = factorial(s) * traces / 2
    return result


@pytest.mark.parametrize("sizes", [(1, 1, 1), (2, 3, 4), (5, 2, 3), (3, 5, 2), (4, 4, 5)])
def test_monte_carlo(sizes):
    # Four standard errors: a false alarm in 16000 for each of the 40 comparisons, and the seed is fixed.
    samples, sigma = 40_000, Fraction(1, 16)
    draws = simulated_derivatives(*sizes, float(sigma), samples, np.random.default_rng(20260605))
    for (loss, s), values in draws.items():
        exact = float(coefficient(loss, s).evaluate(*sizes, sigma))
        assert abs(values.mean() - exact) < 4 * values.std() / np.sqrt(samples), (loss, s)


def test_evaluate_agrees_with_the_symbolic_form():
    found = coefficient("population", 3)
    sizes = {p: 5, H: 3, N: 7, sigma2: sp.Rational(2, 9)}
    value = found.evaluate(5, 3, 7, Fraction(2, 9))
    assert sp.Rational(value.numerator, value.denominator) == found.to_sympy().subs(sizes)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(("test", 1), "train or population"), (("train", -1), "got -1"), (("train", 1.0), r"got 1\.0")],
)
def test_bad_requests(arguments, message):
    with pytest.raises(InputError, match=message):
        coefficient(*arguments)


@pytest.mark.parametrize("planar", [True, False])
def test_an_order_out_of_reach_is_refused_at_once(planar):
    with pytest.raises(OutOfReachError, match=r"order 40 of the .*needs at least .* GiB of memory"):
        coefficient("train", 40, planar=planar)


@needs_numba
@pytest.mark.parametrize("planar", [True, False])
def test_memory_that_runs_out_while_a_level_grows(monkeypatch, planar):
    requests = []

    def refuse_growth(_, what):
        requests.append(what)
        if "next level" in what:
            raise OutOfReachError(what)

    from theory.autoencoder.fast import table

    monkeypatch.setattr(table, "require", refuse_growth)
    with pytest.raises(OutOfReachError, match="next level"):
        compiled("train", 9, planar_only=planar)


@pytest.mark.slow
def test_order_ten():
    # The number of leading terms is that of the lattice points of the prism (docs/theory/prism.md).
    found = coefficient("train", 10)
    assert sum(e[0] + e[1] + e[2] == 1 + e[3] for e in found.terms) == 11 * 12 * 13 // 2
    planar = coefficient("train", 10, planar=True)
    assert all(found.terms[e] == c for e, c in planar.terms.items())
