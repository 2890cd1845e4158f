"""How far the resummed planar series reaches: the share of random points and times that it promises to 1 %."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from matplotlib.figure import Figure

from figures.store import Data
from figures.style import FULL, SMALLEST, in_order, prism_style
from numerics.autoencoder.planar.approximants import enclose
from numerics.autoencoder.planar.free_pair import Planar
from numerics.autoencoder.planar.limits_at_infinity import limit
from numerics.methods.arrays import Array
from theory.autoencoder import fast
from theory.autoencoder.series import planar_taylor

ORDERS = (4, 6, 8, 10) if fast.available() else (4, 6, 8)
POINTS, TIMES = 16, np.geomspace(0.01, 10, 13)
ACCURACY = 0.01
SEED = 7
LINES = ("-", "--", "-.")


def data(quick: bool) -> Data:
    """Shares within 1 % with their standard errors over random triples (alpha, eta, nu), by order and by time."""
    points, orders = (4, (3, 4, 5)) if quick else (POINTS, ORDERS)
    reached = reach(points, orders)
    by_order, by_time = reached.mean(axis=-1), reached[:, :, 1]
    return {
        "points": points,
        "orders": orders,
        "times": TIMES,
        "alone": mean_and_error(by_order[:, :, 0]),
        "anchored": mean_and_error(by_order[:, :, 1]),
        "by_time": mean_and_error(by_time),
    }


def draw(data: Data) -> Figure:
    """Left by order, alone and with the limit; right by time, every second order."""
    orders = data["orders"]
    with prism_style():
        figure = Figure(figsize=(FULL, 2.7))
        left, right = figure.subplots(1, 2)
        kinds = (("alone", "series alone", "s--"), ("anchored", "with its limit at $t=\\infty$", "o-"))
        for (key, label, marker), colour in zip(kinds, ("0.5", "k"), strict=True):
            left.errorbar(orders, *data[key], fmt=marker, color=colour, label=label)
        left.set(
            xlabel="order of the series", ylabel=f"share within {ACCURACY:.0%}", ylim=(0, 1.05), xticks=list(orders)
        )
        drawn = f"{data['points']} triples $(\\alpha, \\eta, \\nu)$, seed {SEED}; bars: 1 standard error"
        left.legend(loc="upper left", title=drawn, title_fontsize=SMALLEST)
        shown = list(enumerate(orders))[::2]
        for (k, order), colour in zip(shown, in_order(len(shown)), strict=True):
            share, error = np.asarray(data["by_time"])[:, k]
            right.plot(data["times"], share, LINES[k // 2], color=colour, label=f"order {order}")
            right.fill_between(data["times"], share - error, share + error, color=colour, alpha=0.2, linewidth=0)
        right.set(xscale="log", xlabel="time $t$", ylabel=f"share within {ACCURACY:.0%}", ylim=(0, 1.05))
        right.legend(
            loc="upper right", title="with its limit at $t=\\infty$; bands: 1 standard error", title_fontsize=SMALLEST
        )
        return figure


def caption(data: Data) -> str:
    """The shares reached at the highest order."""
    order, alone, anchored = data["orders"][-1], data["alone"][0][-1], data["anchored"][0][-1]
    return f"""
        Reach of the planar series at {ACCURACY:.0%} of L(0), train and population: the share of points whose
        estimated error is at most that, among {data["points"]} random triples (alpha, eta, nu), log-uniform from 0.1
        to 10 (seed {SEED}), and {len(data["times"])} times from {data["times"][0]:g} to {data["times"][-1]:g}. Left,
        by the order of the series, from approximants of the series alone and with its known limit at t = inf; at
        order {order} they reach {alone:.0%} and {anchored:.0%}. Right, with the limit, by time. Bars and bands: one
        standard error over the triples."""


def reach(points: int, orders: Sequence[int]) -> Array:
    """Whether 1 % is promised, averaged over both losses: (points, orders, 2, times), alone and with the limit."""
    rng = np.random.default_rng(SEED)
    drawn = np.exp(rng.uniform(np.log(0.1), np.log(10), (points, 3)))
    places = [Planar(float(alpha), float(eta), float(nu)) for alpha, eta, nu in drawn]
    return np.array([promised(place, orders) for place in places])


def promised(planar: Planar, orders: Sequence[int]) -> Array:
    """The same at one point, shape (orders, 2, times)."""
    found = np.zeros((len(orders), 2, TIMES.size))
    for loss in ("train", "population"):
        series = planar_taylor(loss, max(orders), planar.alpha, Fraction(planar.eta), Fraction(planar.nu))
        for k, order in enumerate(orders):
            for row, known in enumerate((None, limit(loss, planar))):
                enclosed = enclose(series[: order + 1], TIMES, known)
                found[k, row] += (enclosed.errors <= ACCURACY * float(series[0])) / 2
    return found


def mean_and_error(shares: Array) -> tuple[Array, Array]:
    """Mean over the first axis and its standard error."""
    return shares.mean(axis=0), shares.std(axis=0, ddof=1) / np.sqrt(len(shares))
