"""Drawings that commands make of a user's own arguments: one size, many cells, long formulas, nothing found."""

import numpy as np
import pytest
import xarray as xr

from figures.phase_diagram import expulsion
from figures.prototypes import (
    balance,
    claims_map,
    critical,
    forces,
    positions,
    readings,
    study,
    tau_sweep,
    trajectories,
)
from figures.prototypes.looks import replaced
from numerics.prototypes.events import Event
from numerics.prototypes.flow import Trajectory
from numerics.prototypes.study.settings import MASKS
from tests.figures.text_boxes import cut_bars, faults

LONG = "exp(-d/tau)*(1+d/(2*tau))**2 + max(0, 1 - d/(reach*sqrt(tau)))"
ALL = list(MASKS)
NOTE = replaced([("separation", LONG + LONG)])


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def legible(figure):
    assert faults(figure) == []
    assert cut_bars(figure) == []
    return figure


def texts(figure):
    return [text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text"))]


def measures(rng, sizes, masks, seeds, exact=False):
    shape = len(sizes), len(masks), len(seeds)
    found = {"error": 10 ** rng.uniform(-1.5, 1, shape), "fit": np.full(shape, 1e-16 if exact else 1e-5)}
    found |= {"specialization": rng.random(shape), "outside": rng.random(shape)}
    weights = rng.uniform(1, 2, (*shape, max(sizes), 2)) * [1, -60]
    samples = rng.random((len(sizes), len(seeds), max(sizes), 1))
    arrays = {name: (("size", "mask", "seed"), values) for name, values in found.items()} | {
        "weights": (("size", "mask", "seed", "neuron", "parameter"), weights),
        "samples": (("size", "seed", "sample", "dimension"), samples),
    }
    coordinates = {"size": list(sizes), "mask": masks, "seed": list(seeds), "parameter": ["w", "b1"]}
    return xr.Dataset(arrays, coordinates)


@pytest.mark.slow
def test_an_exact_fit_is_said_on_its_axis(rng):
    figure = legible(study.draw(measures(rng, [3], ["baseline"], [7], exact=True), NOTE))
    labels = [label.get_text() for label in figure.axes[3].get_yticklabels()]
    assert r"$\leq 10^{-10}$" in labels
    title = figure.get_suptitle()
    assert title.startswith("1 seed from 7:")
    assert title.endswith(NOTE)


@pytest.mark.slow
def test_many_sizes(rng):
    legible(study.draw(measures(rng, [3, 5, 7, 10, 15, 20, 30, 50, 70, 100], ALL, range(10))))


@pytest.mark.parametrize("size", [1, 40])
def test_positions_beyond_the_window_are_counted(rng, size):
    figure = legible(positions.draw(measures(rng, [size], ALL[:2], [7]), size, note=NOTE))
    assert rf"{size} $\rightarrow$" in texts(figure)


def cells(rng, strengths, taus, coverage_taus, most):
    names = [name for name in claims_map.NAMES if name != "all"]
    standings = list(claims_map.COLOURS)
    return [
        {
            "strength": strength, "tau": tau, "coverage_tau": cold, "standing": rng.choice(standings),
            "claims": {name: {"standing": rng.choice(standings), "held": most - 1, "sizes": most} for name in names},
        }
        for strength in strengths for tau in taus for cold in coverage_taus
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    ("strengths", "taus", "coverage_taus"),
    [
        ([0.1], [0.003], [0.01]),
        ([0.1], [3e-7, 1.25e-3, 0.01, 0.1], np.geomspace(1e-4, 3, 12).round(5)),
        ([0.03, 0.1], np.geomspace(3e-4, 0.07, 10).round(4), [1e-4]),
        ([0.01, 0.03, 0.1, 0.3, 1, 3], np.geomspace(1e-4, 0.1, 7).round(4), [1e-5, 0.1]),
    ],
)
def test_maps_of_any_shape(rng, strengths, taus, coverage_taus):
    rows = cells(rng, strengths, list(taus), list(coverage_taus), 12)
    legible(
        claims_map.draw(
            rows, (0.1, 0.003, 0.01), claims_map.described((3, 5, 10), (7,), replaced([("separation", LONG)], 40))
        )
    )


@pytest.mark.slow
@pytest.mark.parametrize(("taus", "flow"), [([0.1], [0.2]), (np.geomspace(1e-12, 1e12, 9), [np.nan] * 9)])
def test_temperatures_of_any_range(rng, taus, flow):
    shape = len(taus) + 1, 2
    found = {"outside": np.ones(shape), "error": 10 ** rng.uniform(-0.5, -0.49, shape)}
    data = xr.Dataset({name: (("tau", "run"), values) for name, values in found.items()}, {"tau": [0, *taus]})
    legible(tau_sweep.draw(data, np.array(flow), np.full(len(taus), np.nan), 20, 2, NOTE))


def test_long_formulas_are_both_named_over_the_balance():
    shape = 3, 2
    found = {"expelled": (("point", "set"), np.zeros(shape)), "error": (("point", "set"), np.full(shape, 1e-20))}
    data = xr.Dataset(found, {"margin": ("point", [np.nan, 1.0, 1000.0])})
    figure = legible(balance.draw(data, LONG, LONG, 2000, 1.2e-9, 1000))
    assert figure.get_suptitle().count("exp(-d/tau)") == 2
    assert r"$\tau = 1.2\times10^{-9}$" in figure.get_suptitle()


@pytest.mark.slow
@pytest.mark.parametrize("near", [0.0, 0.5, 1.0])
def test_bars_of_readings_end_in_their_panels(rng, near):
    shape = 2, 8, 3, 2
    found = {"near": rng.random(shape) < near, "chance": np.full(shape, 0.2), "confidence": rng.random(shape)}
    arrays = {name: (("point", "mask", "run", "estimate"), values.astype(float)) for name, values in found.items()}
    legible(readings.draw(xr.Dataset(arrays, {"size": ("point", [3, 50]), "mask": ALL}), NOTE))


def field(name, size=13):
    axis, gaps = np.linspace(*forces.AXIS, size), np.geomspace(*forces.GAPS, 9)
    return {"name": name, "axis": axis, "force": np.ones((2, size, size)), "gaps": gaps, "outside": np.sin(gaps)}


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([LONG], False),
        pytest.param(["coverage", LONG], True, marks=pytest.mark.slow),
        pytest.param(["coverage", "separation", "overlap", "hard-coverage"], True, marks=pytest.mark.slow),
        pytest.param(["separation", "hard-coverage", "hard-attachment", *[f"exp(-{k}*d)" for k in range(5)]], False,
                     marks=pytest.mark.slow),
    ],
)  # fmt: skip
def test_forces_of_any_number_of_losses(names, said):
    """The temperature of coverage is said where there is coverage."""
    figure = legible(forces.panels([field(name) for name in names], 500, 1234.5, 1e-9, 0.1))
    assert ("(coverage: $0.1$)" in figure.get_suptitle()) == said


def test_all_kinds_of_events_have_room_below():
    events = Event(2.0, "merges", (3, 4)), Event(5.0, "leaves", (3,)), Event(6.0, "escapes", (39,))
    times, first = np.linspace(0, 10, 5), np.linspace(-1, 2, 40)
    path = Trajectory(times, first * (1 + times[:, None]), np.ones((5, 40)), events)
    figure = legible(trajectories.draw(path, (0.0, 1.0), [LONG], f"{LONG}\n$M = 40$"))
    (legend,) = figure.legends
    assert len(legend.get_texts()) == 5


def test_critical_curves_of_many_points_have_few_triangles():
    softness = np.geomspace(0.2, 1.4, 25)
    curves = dict.fromkeys(("fold", "limit", "estimate"), 1 / softness)
    lattices = [{"count": count, "softness": softness} | curves for count in (10, 1000)]
    between = np.sqrt(softness[1:] * softness[:-1])[::6]
    data = {"lattices": lattices, "bisected": {"count": 10, "softness": between, "ratio": 1 / between}}
    figure = critical.draw(data)
    triangles = [line for line in figure.axes[0].lines if line.get_marker() == "v"]
    assert [len(line.get_xdata()[:: line.get_markevery()]) for line in triangles] == [7, 7]
    assert "within 0.00% of the fold" in critical.caption(data)


def shares(softness, ratios, fold, share):
    cells = np.full((len(softness), 1, len(ratios)), share)
    cells[0] = np.nan
    arrays = dict.fromkeys(expulsion.PANELS, (("point", "seed", "ratio"), cells))
    curves = dict.fromkeys(expulsion.CURVES, (("point", "seed"), np.full((len(softness), 1), fold)))
    return xr.Dataset(arrays | curves, {"softness": ("point", softness), "ratio": ratios, "seed": [0]})


@pytest.mark.parametrize(
    ("low", "high", "fold", "said"),
    [
        (0.31, 0.32, 0.315, "fold"),
        pytest.param(1e-6, 1e5, np.nan, "no critical ratio in this range", marks=pytest.mark.slow),
    ],
)
def test_what_failed_is_hatched_and_only_curves_in_sight_are_named(low, high, fold, said):
    axis = np.geomspace(low, high, 4)
    figure = legible(expulsion.draw(shares(axis, axis, fold, 0.0), 200, "overlap", 1))
    (legend,) = figure.legends
    labels = [text.get_text() for text in legend.get_texts()]
    assert "failed" in labels
    assert said in labels
    assert ("fold" in labels) == np.isfinite(fold)
