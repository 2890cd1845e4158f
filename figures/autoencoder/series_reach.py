"""How far the resummed planar series reaches: the share of random points and times that it promises to 1 %."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from matplotlib.figure import Figure

from figures.style import prism_style
from numerics.autoencoder.enclosure import enclose
from numerics.autoencoder.free_pair import Planar
from numerics.autoencoder.late import limit
from numerics.autoencoder.spectrum import Array
from theory.autoencoder import fast
from theory.autoencoder.series import planar_taylor

ORDERS = (4, 6, 8, 10, 12) if fast.available() else (4, 6, 8)
POINTS, TIMES = 48, np.geomspace(0.01, 10, 13)
ACCURACY = 0.01
CAPTION = (
    r"Reach of the planar series at 1 % of $L(0)$, train and population. Left: the share of points ($\alpha$, $\eta$, "
    r"$\nu$ log-uniform from 0.1 to 10, $t$ from 0.01 to 10) whose estimated error is at most that, by the order of "
    r"the series, from approximants of the series alone and with its known limit at $t\to\infty$. Right: the same, "
    r"with the limit, by time. Bars and bands: one standard error over the points $(\alpha,\eta,\nu)$."
)


def draw(points: int = POINTS, orders: Sequence[int] = ORDERS) -> Figure:
    """A figure from ``points`` random triples (alpha, eta, nu) of a fixed seed and the series to the given orders."""
    reached = reach(points, orders)
    with prism_style():
        figure = Figure(figsize=(6.8, 2.7), layout="constrained")
        left, right = figure.subplots(1, 2)
        for row, (label, marker) in enumerate((("series alone", "s--"), ("with its limit", "o-"))):
            share, error = mean_and_error(reached[:, :, row].mean(axis=-1))
            left.errorbar(orders, share, error, fmt=marker, capsize=2, label=label)
        left.set(xlabel="order of the series", ylabel="share within 1 %", ylim=(0, 0.8), xticks=list(orders))
        left.legend(loc="upper left")
        for k, order in list(enumerate(orders))[::2]:
            share, error = mean_and_error(reached[:, k, 1])
            (line,) = right.plot(TIMES, share, label=f"order {order}")
            right.fill_between(TIMES, share - error, share + error, color=line.get_color(), alpha=0.2, linewidth=0)
        right.set(xscale="log", xlabel="time $t$", ylabel="share within 1 %", ylim=(0, 1.05))
        right.legend(loc="lower left")
        return figure


def reach(points: int, orders: Sequence[int]) -> Array:
    """Whether 1 % is promised, averaged over both losses: (points, orders, 2, times), alone and with the limit."""
    rng = np.random.default_rng(7)
    drawn = np.exp(rng.uniform(np.log(0.1), np.log(10), (points, 3)))
    return np.array(
        [
            [promised(Planar(float(point[0]), float(point[1]), float(point[2])), order) for order in orders]
            for point in drawn
        ]
    )


def promised(planar: Planar, order: int) -> Array:
    """The same at one point and order, shape (2, times)."""
    found = np.zeros((2, TIMES.size))
    for loss in ("train", "population"):
        series = planar_taylor(loss, order, planar.alpha, Fraction(planar.eta), Fraction(planar.nu))
        for row, known in enumerate((None, limit(loss, planar))):
            found[row] += (enclose(series, TIMES, known).errors <= ACCURACY * float(series[0])) / 2
    return found


def mean_and_error(shares: Array) -> tuple[Array, Array]:
    """Mean over the first axis and its standard error."""
    return shares.mean(axis=0), shares.std(axis=0, ddof=1) / np.sqrt(len(shares))
