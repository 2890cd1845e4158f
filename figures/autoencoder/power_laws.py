"""Population eigenvalues that fall as a power law: exponents and prefactors of the losses, and where they end."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from figures.autoencoder.parts import BARS, KEY, points
from figures.store import Data
from figures.style import FULL, LOSS_COLOURS, SMALLEST, in_order, prism_style
from linear_ae.curves import mean_and_stderr
from linear_ae.simulation import simulate
from linear_ae.sizes import Sizes
from numerics.autoencoder.covariance.late_times import evaluated, power_law_losses
from numerics.autoencoder.covariance.population import grouped_power_law, power_law
from numerics.autoencoder.covariance.sample_spectrum import SampleSpectrum, sample_law
from numerics.autoencoder.limits import limit
from theory.autoencoder import symbols
from theory.autoencoder.covariance import power_law as formulas

EXPONENTS = (1.25, 1.5, 2.0, 3.0)
DASHES = ("-", "--", "-.")
START, SEED = 0.3, 0
MANY = 10**6  # eigenvalues: their power law lasts over six decades of t and more
SEEN = (1.5, 128, (32, 128, 512))  # exponent, p and numbers of samples of the simulated losses
FAR = (1.5, 64)  # exponent and number of samples among MANY eigenvalues


def data(quick: bool) -> Data:
    """Losses for infinite data and their formulas; with few samples, simulated and in the limit."""
    return {
        "infinite": [_infinite(exponent, 13 if quick else 121) for exponent in EXPONENTS],
        "finite": [_finite(N, 2 if quick else 8, 9 if quick else 17) for N in SEEN[2][: 1 if quick else None]],
        "few": _few(13 if quick else 91),
        "seed": SEED,
    }


def _infinite(exponent: float, count: int) -> Data:
    """Times 4 l_1 t from 1 to 1e6, N = oo."""
    eigenvalues = power_law(exponent, MANY)
    t = np.geomspace(1, 1e6, count) / (4 * eigenvalues[0])
    sizes = Sizes(MANY, MANY, np.inf, START / MANY)
    curve = limit("mean-field").losses(t, sizes, grouped_power_law(exponent, MANY, 2000, 0.003)).train
    formula = power_law_losses(t, START, exponent, eigenvalues)
    unit = float(limit("mean-field").losses([0.0], sizes, sample_law(eigenvalues, np.inf)).train[0])
    scaled = t * 4 * eigenvalues[0]
    decades = (scaled >= 100) & (scaled <= 1e5)
    return {
        "exponent": exponent,
        "x": scaled,
        "curve": curve / unit,
        "formula": formula / unit,
        "off": float(np.abs(formula / curve - 1)[decades].max()),
    }


def _finite(N: int, runs: int, count: int) -> Data:
    """Simulated losses at mean-field sizes, and their limit with its first correction."""
    exponent, p, _ = SEEN
    eigenvalues = power_law(exponent, p)
    sizes, law = Sizes(p, 64 * p, N, START / (64 * p)), sample_law(eigenvalues, N)
    t = np.geomspace(0.1, 300, count) / (4 * eigenvalues[0])
    curves = simulate(sizes, t, runs, SEED, covariance=eigenvalues)
    found = limit("mean-field").losses(t, sizes, law).plus(limit("mean-field").correction(t, sizes, law))
    unit = eigenvalues.sum() / 2 * (1 - START) ** 2
    losses = {}
    for name, curve in zip(found.names, found.rows, strict=True):
        mean, stderr = mean_and_stderr(getattr(curves, name))
        losses[name] = {"limit": curve / unit, "found": mean / unit, "stderr": stderr / unit}
    return {"N": N, "p": p, "H": sizes.H, "runs": runs, "x": t * 4 * eigenvalues[0], "losses": losses}


def _few(count: int) -> Data:
    """N samples of very many dimensions: losses, and the formulas of their ends."""
    exponent, N = FAR
    population = grouped_power_law(exponent, MANY, 4 * N, 0.02)
    top = float(population.l[-1])
    t = np.geomspace(1, 1e6, count) / (4 * top)
    curves = limit("mean-field").losses(t, Sizes(MANY, MANY, N, START / MANY), SampleSpectrum(population, MANY / N))
    at = {formulas.beta: exponent, formulas.top: top, symbols.N: N, symbols.a0: START}
    unit = MANY / 2 * (1 - START) ** 2
    ends = {
        "plateau": float(evaluated(formulas.plateau(), at, 0.0)) / unit,
        "cutoff": top / float(evaluated(formulas.smallest_seen(), at, 0.0)),
    }
    return {
        "exponent": exponent,
        "N": N,
        "x": 4 * top * t,
        "losses": {name: curve / unit for name, curve in zip(curves.names, curves.rows, strict=True)},
        "formula": power_law_losses(t, START, exponent, power_law(exponent, MANY)) / unit,
        **ends,
    }


def draw(data: Data) -> Figure:
    """Infinite data; N samples of p dimensions, simulated; N samples of very many dimensions."""
    with prism_style():
        figure = Figure(figsize=(FULL, 3.6))
        left, middle, right = figure.subplots(1, 3)
        for axes in (left, middle, right):
            axes.set(xscale="log", yscale="log", xlabel=r"time $4\,l_1 t$")
        left.set_ylabel("$L(t)\\,/\\,L(0)$")
        _draw_infinite(left, data["infinite"])
        _draw_finite(middle, data["finite"], data["seed"])
        _draw_few(right, data["few"])
        lines, simulated = (list(zip(*axes.get_legend_handles_labels(), strict=True)) for axes in (right, middle))
        handles = [*lines[:2], *simulated, *lines[2:]]
        figure.legend(*zip(*handles, strict=True), loc="outside lower center", ncols=4, **KEY)
        return figure


def _draw_infinite(axes: Axes, entries: list[Data]) -> None:
    for entry, colour in zip(entries, in_order(len(entries)), strict=True):
        axes.plot(entry["x"], entry["curve"], color=colour, lw=2.2, alpha=0.65, label=f"$\\beta={entry['exponent']:g}$")
        late = np.array(entry["x"]) > 10
        axes.plot(np.array(entry["x"])[late], np.array(entry["formula"])[late], color="k", ls=":", lw=1.2)
    axes.set_title("$N=\\infty,\\ p=10^6$")
    axes.legend(title=f"$a_0={START:g}$")


def _draw_finite(axes: Axes, entries: list[Data], seed: int) -> None:
    for entry, dash in zip(entries, DASHES, strict=False):
        for loss, found in entry["losses"].items():
            axes.plot(entry["x"], found["limit"], color=LOSS_COLOURS[loss], ls=dash)
            label = f"{loss}, simulated" if entry is entries[0] else None
            points(axes, loss, entry["x"], np.array(found["found"]), np.array(found["stderr"]), label=label)
    axes.set_title(f"$\\beta={SEEN[0]:g},\\ p={SEEN[1]}$")
    axes.set_ylim(1e-3, 2)
    text = f"$H={entries[0]['H']}$, {entries[0]['runs']} runs, seed {seed}"
    lines = [
        Line2D([], [], color="k", ls=dash, label=f"$N={entry['N']}$")
        for entry, dash in zip(entries, DASHES, strict=False)
    ]
    axes.legend(handles=lines, loc="lower left", title=text, title_fontsize=SMALLEST)


def _draw_few(axes: Axes, entry: Data) -> None:
    for loss, curve in entry["losses"].items():
        axes.plot(entry["x"], curve, color=LOSS_COLOURS[loss], label=loss)
    axes.plot(entry["x"], entry["formula"], color="k", ls=":", lw=1.2, label="power law, formula")
    axes.axhline(entry["plateau"], color=LOSS_COLOURS["population"], ls="--", lw=0.8, label="variance not seen")
    axes.axvline(entry["cutoff"], color="0.5", ls="--", lw=0.8, label="time of the smallest\neigenvalue seen")
    axes.set_title(f"$\\beta={entry['exponent']:g},\\ N={entry['N']},\\ p=10^6$")
    axes.set_ylim(1e-4, 2)


def caption(data: Data) -> str:
    """Exponents, sizes and how far the formulas are off."""
    off = "; ".join(f"beta = {entry['exponent']:g}: {entry['off']:.1e}" for entry in data["infinite"])
    first, few = data["finite"][0], data["few"]
    worst = max(_errors_off(found) for entry in data["finite"] for found in entry["losses"].values())
    numbers = ", ".join(str(entry["N"]) for entry in data["finite"])
    return f"""
        Losses in mean-field, a_0 = {START:g}, for population eigenvalues l_k = l_1 k^-beta. Left: infinite data,
        p = {MANY}, train and population loss alike; dotted: the formula with exponent 1 - 1/beta, its prefactor and
        the constant for the eigenvalues beyond the p-th; largest relative distance over the three decades from 4 l_1 t
        = 100 to 1e5: {off}. Middle: N = {numbers} samples of p = {first["p"]} dimensions at H = {first["H"]}; simulated
        gradient flow (points, bars of {BARS} standard errors, {first["runs"]} runs, seed {data["seed"]}) and the limit
        with its first correction, of orders p/H and 1/p (lines); largest distance {worst:.1f} standard errors. Right:
        N = {few["N"]} samples of 10^6 dimensions; the population loss ends at the variance of the directions that the
        samples do not see (dashed, formula), the train loss falls exponentially beyond the time of the smallest
        eigenvalue seen (dashed, 4 l_1 t = {few["cutoff"]:.3g} by the formula)."""


def _errors_off(found: Data) -> float:
    """The largest distance of simulated losses from their limit, in standard errors."""
    gap = np.abs(np.array(found["found"]) - found["limit"])
    return float(np.max(gap / np.maximum(found["stderr"], np.finfo(float).tiny)))
