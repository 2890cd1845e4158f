"""From rich to lazy: learned map and kernel of the untied autoencoder against time, over the size of the start."""

import numpy as np
from matplotlib.figure import Figure

from figures.store import Data
from figures.style import FULL, SMALLEST, in_order, prism_style
from numerics.methods.arrays import Array
from numerics.models.point import Point
from numerics.models.simulation import simulate
from numerics.solutions.untied_autoencoder.residual import residual
from theory.matrix import Gaussian, define

STARTS = (0.001, 0.03, 0.3, 1.0, 10.0)
MARKERS = "osD^v"
HORIZON, SHOWN, FINE, SEED = 9.0, 19, 241, 0
TOLERANCE = 1e-5  # of the simulated flow: its error of up to 1e-4 of a loss is less than the size of a point
MODEL = define(
    "untied-autoencoder-observed",
    sizes={"p": "input dimension", "H": "latent dimension", "N": "samples"},
    scalars={"sigma2": "variance of the initial weights"},
    matrices={
        "V": Gaussian(["p", "H"], "sigma2", trained=True),
        "U": Gaussian(["H", "p"], "sigma2", trained=True),
        "X": Gaussian(["p", "N"]),
    },
    losses={
        "train": "Tr((I - V*U)*X*X.T*(I - V*U).T)/(2*N)",
        "map": "Tr(V*U)/p",
        "kernel": "(Tr(V*V.T) + Tr(U*U.T))/(2*p)",
    },
    flow="train",
)
"""The untied autoencoder with what is shown as further losses."""


def data(quick: bool) -> Data:
    """Curves at S = 1 in the time k t, and simulated runs."""
    p, width, runs, starts = (6, 20, 1, STARTS[1::3]) if quick else (24, 100, 2, STARTS)
    curves = [_curve(a0, p, p * width, runs) for a0 in starts]
    return {"curves": curves, "p": p, "H": p * width, "runs": runs, "seed": SEED}


def _curve(a0: float, p: int, h: int, runs: int) -> Data:
    k = np.hypot(1, a0)
    fine, shown = np.linspace(0, HORIZON, FINE), np.linspace(0, HORIZON, SHOWN)
    point = Point(MODEL, {"p": p, "H": h, "N": p}, {"sigma2": a0 / h})
    found = simulate(point, shown / k, runs, SEED, matrices={"X": np.sqrt(p) * np.eye(p)}, tol=TOLERANCE).mean
    learned, kernel = map_and_kernel(a0, fine / k)
    return {
        "a0": a0,
        "fine": fine,
        "theory": {"map": learned, "kernel": kernel},
        "shown": shown,
        "simulated": {"map": found["map"], "kernel": found["kernel"]},
    }


def map_and_kernel(a0: float, t: Array) -> tuple[Array, Array]:
    """f and m = sqrt(a0^2 + f^2), the eigenvalues of V U and of V V^T."""
    learned = 1 - residual(a0, 1.0, t)
    return learned, np.hypot(a0, learned)


def draw(data: Data) -> Figure:
    """The learned map and the kernel over its start."""
    with prism_style():
        figure = Figure(figsize=(FULL, 2.9), layout="constrained")
        for axes, name in zip(figure.subplots(1, 2), ("map", "kernel"), strict=True):
            for curve, colour, marker in zip(data["curves"], in_order(len(data["curves"])), MARKERS, strict=False):
                over = curve["a0"] if name == "kernel" else 1.0
                theory, found = (np.array(curve[key][name]) / over for key in ("theory", "simulated"))
                label = f"{curve['a0']:g}"
                axes.plot(curve["fine"], theory, color=colour)
                axes.plot(curve["shown"], found, marker, color=colour, ms=3.5, mfc="white", label=label)
            axes.set_xlabel(r"time $k\,t = \sqrt{1 + a_0^2}\;t$")
        first, second = figure.axes
        first.set_ylabel(r"learned map $f$")
        second.set_ylabel(r"kernel over its start, $m / a_0$")
        second.set_yscale("log")
        first.legend(loc="lower right", title=r"start $a_0 = H\sigma^2$")
        sizes = f"$p=N={data['p']}$, $H={data['H']}$; {data['runs']} runs, seed {data['seed']}"
        figure.suptitle(f"{sizes} (lines: mean-field limit; points: simulated)", fontsize=SMALLEST + 1)
        return figure


def caption(data: Data) -> str:
    """What changes from rich to lazy, and how far the points are off."""
    off = max(
        float(np.max(np.abs(np.array(curve["simulated"]["map"]) - map_and_kernel(curve["a0"], _times(curve))[0])))
        for curve in data["curves"]
    )
    rises = ", ".join(f"{np.hypot(1, 1 / curve['a0']):.4g}" for curve in data["curves"])
    return f"""
        The untied autoencoder at S = 1 in its mean-field limit (lines) and simulated with p = {data["p"]},
        H = {data["H"]}, {data["runs"]} runs from seed {data["seed"]} (points), for {len(data["curves"])} sizes of the
        start a_0 = H sigma^2. Left: the mean of the diagonal of V U, which is learned at the rate k; points are at most
        {off:.3f} off. Right: the kernel, the mean of V V^T and U^T U, over its start: it grows by the factors {rises}
        in all. A small start waits, then learns at once as the kernel grows (rich); from a large one the kernel stays
        and the map relaxes exponentially (lazy)."""


def _times(curve: Data) -> Array:
    return np.array(curve["shown"]) / np.hypot(1, curve["a0"])
