"""The compiled route from a request to its polynomial.

Request -> flow.derivative   words and absolute coefficients, 128 bits
        -> planar.expectation                                     planar: pushed to powers of S, moments of its law
        -> wick.integrate -> wishart.close -> wishart.collect     whole: the rarer letter, then power sums
"""

from collections import defaultdict

from theory.autoencoder import wishart
from theory.autoencoder.fast import flow, planar, wick
from theory.autoencoder.fast.wide import decode
from theory.autoencoder.request import Request
from theory.autoencoder.words import count


def twice_expectation(request: Request) -> wishart.Terms:
    """Twice ``E d^order L/dt^order`` at t = 0, 1 <= order <= 14, or its planar part, of finite data."""
    loss, order, target = request.loss, request.order, request.target
    if request.planar:
        return planar.expectation(loss, order, target=target)
    groups: defaultdict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    for part in flow.derivative(loss, order, target=target):
        keys, sizes = part.content()
        for key, sign, size in zip(keys.tolist(), flow.signs(keys).tolist(), sizes[:, 0], strict=True):
            groups[count(key, 1), count(key, 0)][key] = sign * decode(size)
    terms: wishart.Terms = {}
    for (a, s), traces in groups.items():
        letter = wishart.rarer(a, s)
        terms |= wishart.collect(wishart.close(wick.integrate(traces, letter), letter), a, s)
    return terms
