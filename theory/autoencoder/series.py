"""Exact Taylor coefficients of the expected loss in time, ``E[L(t)] = sum_s c_s t^s``, at given sizes."""

from fractions import Fraction
from math import factorial

from theory.autoencoder.expansion import Number, coefficient
from theory.errors import InputError


def exact(name: str, value: Number | float | str) -> Fraction:
    """``value`` as a rational without rounding; :class:`theory.errors.InputError` unless it is finite and positive."""
    try:
        found = Fraction(value)
    except (ValueError, OverflowError, TypeError, ZeroDivisionError):
        raise InputError(f"{name} is a finite positive number, got {value!r}") from None
    if found <= 0:
        raise InputError(f"{name} is a finite positive number, got {value!r}")
    return found


def exact_taylor(
    loss: str,
    order: int,
    p: Number,
    H: Number,
    N: Number | None,
    sigma2: Number | float,
    *,
    target: bool = True,
) -> list[Fraction]:
    """``c_0 .. c_order`` of the raw ``train`` or ``population`` loss at T = 1; N = None for infinite data.

    The sizes are taken as they are: a float counts as the binary fraction that it is.

    >>> [str(c) for c in exact_taylor("train", 1, p=10, H=5, N=20, sigma2=Fraction(1, 100))]
    ['227/50', '-114931/50000']
    """
    sizes = exact("p", p), exact("H", H), exact("N", 1 if N is None else N), exact("sigma^2", sigma2)
    return [
        coefficient(loss, s, target=target, infinite_data=N is None).evaluate(*sizes) / factorial(s)
        for s in range(order + 1)
    ]


def planar_taylor(
    loss: str,
    order: int,
    alpha: Number | float,
    eta: Number | float,
    nu: Number | float,
    *,
    target: bool = True,
) -> list[Fraction]:
    """``c_0 .. c_order`` of L/p for p -> inf at fixed alpha = sigma^2 p, eta = H/p, nu = p/N (0: infinite data)."""
    a, e, infinite_data = exact("alpha", alpha), exact("eta", eta), nu == 0
    n = 1 if infinite_data else 1 / exact("nu", nu)
    # At p = 1 the monomial p^i H^j N^k sigma^2m is alpha^m eta^h nu^d.
    return [
        coefficient(loss, s, planar=True, target=target, infinite_data=infinite_data).evaluate(1, e, n, a)
        / factorial(s)
        for s in range(order + 1)
    ]
