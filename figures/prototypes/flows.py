"""Trajectories of prototypes: repulsion with a weak attractor, and escapes to infinity in weight space."""

import numpy as np
from matplotlib.figure import Figure

from figures.prototypes.trajectories import add_legend, panel
from figures.store import Data
from figures.style import FULL, prism_style
from numerics.prototypes.data_measure import lattice
from numerics.prototypes.energy_landscape import landscape
from numerics.prototypes.events import Event
from numerics.prototypes.flow import Trajectory, centre_flow, weight_flow
from numerics.prototypes.particles import levels

TAU, COVERAGE = 0.05, 0.2
WIDE = 0.5  # w of the responses that escape: wider than the hull


def data(quick: bool) -> Data:
    """Separation against coverage among the centres; overlap of wide responses in weight space."""
    many, few, points = (6, 4, 51) if quick else (20, 10, 401)
    balance = landscape({"separation": 1.0, "coverage": COVERAGE}, lattice(many), TAU)
    overlap = landscape({"overlap": 1.0}, lattice(few), TAU)
    widths = np.full(few, WIDE)
    paths = (
        centre_flow(balance, levels(many), np.ones(many), np.linspace(0, 5, points)),
        weight_flow(overlap, widths, -widths * levels(few), np.linspace(0, 60, points)),
    )
    return {"counts": (many, few), "paths": [_entry(path) for path in paths]}


def _entry(path: Trajectory) -> Data:
    events = [[e.time, e.kind, list(e.prototypes)] for e in path.events]
    return {"times": path.times, "centres": path.centres, "widths": path.widths, "events": events}


def _trajectory(entry: Data) -> Trajectory:
    times, centres, widths = (np.asarray(entry[name], dtype=float) for name in ("times", "centres", "widths"))
    return Trajectory(times, centres, widths, tuple(Event(t, kind, tuple(who)) for t, kind, who in entry["events"]))


def draw(data: Data) -> Figure:
    """One panel a flow."""
    (many, few), losses = data["counts"], (("separation", "coverage"), ("overlap",))
    with prism_style():
        figure = Figure(figsize=(FULL, 3.1))
        figure.set_layout_engine("constrained", wspace=0.06)
        titles = (
            rf"separation + {COVERAGE:g} coverage, $\tau = {TAU:g}$, $M = N = {many}$",
            f"overlap in weight space, $w(0) = {WIDE:g}$, $M = N = {few}$",
        )
        for axes, entry, acting, title in zip(figure.subplots(1, 2), data["paths"], losses, titles, strict=True):
            panel(axes, _trajectory(entry), (0.0, 1.0), acting)
            axes.set_title(title, fontsize=8)
        add_legend(figure)
        return figure


def caption(data: Data) -> str:
    """Counts of events, and where what passed through infinity is at the end."""
    (many, few), (balance, overlap) = data["counts"], data["paths"]
    return f"""
        Trajectories of prototypes, evenly spread at first, over as many equally spaced samples (shaded: their hull).
        Left: gradient flow of {many} centres under separation with {COVERAGE:g} times coverage, tau = {TAU:g};
        {_count(balance, "leaves")} prototypes leave the hull (circles) by t = {balance["times"][-1]:g}. Right:
        overlap alone as a flow of the weights and biases of {few} responses wider than the hull, w = {WIDE:g};
        {_count(overlap, "leaves")} leave the hull and {_count(overlap, "escapes")} pass through infinity by t =
        {overlap["times"][-1]:g}, where w changes sign: the axis is the whole line, both ends are infinity, and dotted
        lines lead from a crossing at one end to the return at the other{_returned(overlap)}. Weights and biases know
        an origin, so the two sides differ. No random numbers enter."""


def _returned(entry: Data) -> str:
    """Where the prototypes that passed through infinity are in the end."""
    who = sorted({j for _, kind, names in entry["events"] if kind == "escapes" for j in names})
    if not who:
        return ""
    last = np.sort(np.asarray(entry["centres"], dtype=float)[-1, who])
    return f"; in the end those that returned are at {', '.join(f'{c:.3g}' for c in last)}"


def _count(entry: Data, kind: str) -> int:
    return sum(name == kind for _, name, _ in entry["events"])
