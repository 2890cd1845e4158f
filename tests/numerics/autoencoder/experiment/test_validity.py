"""Distances from the facets: limits, simulation, and the comparison of boundaries."""

import numpy as np
import pytest

from linear_ae.controls import controlled, initial_loss
from linear_ae.simulation import simulate
from linear_ae.sizes import Sizes
from numerics.autoencoder.experiment.planes import Plane, standard_planes
from numerics.autoencoder.experiment.validity import LOSSES, distances, limit_losses, window
from numerics.autoencoder.experiment.validity_map import (
    agreement,
    expected_seconds,
    facets_on,
    lines,
    on_plane,
    table,
    validity_sweep,
)
from numerics.autoencoder.planar.free_pair import RUNS_A_CONTROL, Planar
from numerics.autoencoder.planar.neglected_layers import neglected, series
from numerics.autoencoder.predict import predict
from numerics.methods.log_axis import Axis
from theory.autoencoder.prism import FACETS
from theory.autoencoder.regimes import REGIMES
from theory.errors import InputError

CLOSE = {
    "large-data": (0.5, 2.0, 1 / 256), "mean-field": (0.3 / 64, 64.0, 0.5), "narrow-latent": (0.5, 1 / 16, 1 / 16),
    "free": (256.0, 0.5, 0.5), "small-data": (0.5, 0.5, 16.0),
}  # fmt: skip


@pytest.mark.parametrize("facet", FACETS)
def test_near_a_facet_its_formula_holds(facet):
    """Within 3 % where the small parameter is 1/16 or less, by measurement and by derivation; these agree to three
    standard errors and 0.3 % of L(0), a tenth of the bound."""
    scales = dict(zip(("alpha", "eta", "nu"), CLOSE[facet], strict=True))
    found = distances(scales | {"horizon": 1.0, "limits": (facet,)}, 0)
    for k in range(len(LOSSES)):
        assert found["measured"][0, k] < 0.03
        assert abs(found["measured"][0, k] - found["neglected"][0, k]) < 3 * found["stderr"][0, k] + 0.003


@pytest.mark.parametrize("name", [name for name in REGIMES if name != "free"])
def test_what_a_limit_keeps_is_its_formula(name):
    """All exact terms less those left out are the formula's loss and slope at t = 0, to rounding; the slope by a step
    of 1e-6, which errs by as much times the second derivative over the first, below a thousand."""
    planar = Planar(0.5, 2.0, 0.25)
    for k, loss in enumerate(LOSSES):
        left_out = series(name, loss, planar)[:2]
        losses, _ = limit_losses(name, np.array([0, 1e-6]), planar, 0)
        kept = planar.start()[k] - left_out
        assert losses[k, 0] == pytest.approx(kept[0], abs=1e-12)
        assert (losses[k, 1] - losses[k, 0]) / 1e-6 == pytest.approx(kept[1], rel=1e-3, abs=1e-9)


def test_an_edge_is_as_far_as_it_is_derived_to_be():
    """At a corner of the prism, where all that is left out is of first order in 1/8 or less."""
    found = distances({"alpha": 8.0, "eta": 1 / 8, "nu": 1 / 8, "horizon": 1.0, "limits": ("large-data+free",)}, 0)
    assert (found["measured"] > 0.05).all()
    assert np.abs(found["measured"] - found["neglected"]).max() < 3 * found["stderr"].max() + 0.003


def test_infinite_data():
    """Large-data is exact there, to the scatter of the samples; small-data has no losses and is not known."""
    point = {"alpha": 0.5, "eta": 2.0, "nu": 0.0, "horizon": 1.0, "limits": ("large-data", "small-data")}
    found = distances(point, 0)
    assert (found["measured"][0] < 4 * found["stderr"][0]).all()
    assert (found["neglected"][0] == 0).all()
    assert np.isnan(found["measured"][1]).all()
    assert np.isnan(found["neglected"][1]).all()


def test_measured_is_what_a_simulation_finds():
    """Large-data formula at alpha = 1/2, eta = 1/2, nu = 1/4: real training at p = 192 deviates as the samples say, to
    three standard errors and the finite size's 1/p."""
    point = {"alpha": 0.5, "eta": 0.5, "nu": 0.25, "horizon": 1.0}
    found = distances(point | {"limits": ("large-data",)}, 0)
    sizes = Sizes(192, 96, 768, 0.5 / 192)
    t = window(Planar(0.5, 0.5, 0.25), 1.0)
    curves = simulate(sizes, t, 12, 0, tol=1e-5)
    controls = np.column_stack([runs[:, 0] - initial_loss(192, sizes) for runs in (curves.train, curves.population)])
    trained = controlled(curves.train, controls, RUNS_A_CONTROL)
    limit = predict("large-data", t, sizes).train
    deviation = np.abs(trained.mean - limit).max() / limit[0]
    assert (
        abs(deviation - found["measured"][0, 0])
        < 3 * (trained.stderr.max() / limit[0] + found["stderr"][0, 0]) + 1 / 192
    )


def test_window_follows_the_fastest_corner():
    for planar, scale in ((Planar(0.5, 2.0, 0.5), 1), (Planar(8.0, 0.5, 0.5), 8), (Planar(8.0, 2.0, 4.0), 64)):
        t = window(planar, 2.0)
        assert t[0] == 0
        assert t[-1] == pytest.approx(2.0 / scale)


def test_free_facet_by_homogeneity():
    """L = alpha^2 f(alpha t): twice the alpha, half the time."""
    t = np.linspace(0, 1, 4)
    one, _ = limit_losses("free", t, Planar(1.0, 0.5, 0.5), 3)
    two, _ = limit_losses("free", t / 2, Planar(2.0, 0.5, 0.5), 3)
    np.testing.assert_allclose(two, 4 * one, rtol=1e-12)


@pytest.fixture
def small_samples(monkeypatch):
    monkeypatch.setattr("numerics.autoencoder.experiment.validity.STDERR", 0.5)
    monkeypatch.setattr("numerics.autoencoder.experiment.validity.SMALLEST", 12)


@pytest.mark.usefixtures("small_samples")
def test_sweep_over_planes_of_different_shapes(tmp_path):
    sized = Plane(Axis("H", 10, 40, 3), Axis("sigma2", 0.01, 0.04, 4), {"p": 20.0, "N": np.inf})
    planes, limits = [*standard_planes(3, 2.0)[1:2], sized], ["free", "mean-field+free"]
    data = validity_sweep(planes, limits, 0.1, 0, store=tmp_path, workers=1)
    assert data.sizes["point"] == 9 + 12 == len(table(planes))
    assert not (data["failure_type"].values != "").any()
    for index, place, ratios in ((0, (2, 1), (2.0, 1.0, 0.5)), (1, (1, 2), (0.02 * 2 ** (-1 / 3) * 20, 2.0, 0.0))):
        own = data.isel(point=9 * index + 3 * place[0] + place[1], seed=0)
        assert [float(own[name]) for name in ("alpha", "eta", "nu")] == pytest.approx(ratios)
        found = on_plane(data, planes, index, "measured", "free", "train")
        assert found[place] == own["measured"].sel(limit="free", loss="train")
    before = (tmp_path / "journal.jsonl").read_bytes()
    again = validity_sweep([sized], limits, 0.1, 0, store=tmp_path, workers=1)
    assert again.sizes["point"] == 12
    assert (tmp_path / "journal.jsonl").read_bytes() == before


def test_lines_are_derived_on_a_finer_grid_up_to_the_edges():
    (plane, *_) = standard_planes(3, 2.0)
    found = lines(plane, ["large-data"], "population", 1.0, 5)
    assert (found.x[0], found.y[-1]) == pytest.approx((plane.x.edges[0], plane.y.edges[-1]))
    planar = Planar(0.5, float(found.x[1]), float(found.y[3]))
    assert found.neglected["large-data"].shape == (5, 5)
    assert found.neglected["large-data"][3, 1] == neglected("large-data", "population", planar, window(planar, 1.0))


def test_the_cost_grows_with_cells_ratios_and_times():
    def cost(cells=3, span=2.0, limits=("large-data",), horizon=1.0):
        return expected_seconds(standard_planes(cells, span), limits, horizon)

    assert cost(6) == pytest.approx(4 * cost(), rel=0.1)
    assert cost(span=1e3) > 500 * cost()
    assert cost(limits=("free",)) == 2 * cost()
    assert cost(horizon=100.0) > 5 * cost()


def test_limits_that_are_refused():
    infinite = standard_planes(3, 2.0, {"nu": 0.0})[1:2]
    assert "small-data" not in facets_on(infinite)
    with pytest.raises(InputError, match="small-data\\+free is the limit of few samples and has no losses at N = inf"):
        validity_sweep(infinite, ["small-data+free"], 1.0, 0)
    with pytest.raises(InputError, match="free is compared twice"):
        validity_sweep(infinite, ["free", "free"], 1.0, 0)


def test_agreement_to_one_cell():
    """A boundary moved by one cell agrees; by two it does not, and the cells in between are counted."""
    column = np.geomspace(0.001, 1, 7)
    measured = np.tile(column, (7, 1))
    for shift, apart in ((0, 0), (1, 0), (2, 14)):
        derived = np.roll(measured, shift, axis=1)
        derived[:, :shift] = column[0]
        found = agreement(measured, derived, 0.05)
        assert (found.apart, found.cells, found.inside) == (apart, 49, 28)


def test_unknown_cells_are_left_out():
    measured, derived = np.full((3, 3), 0.5), np.full((3, 3), 0.5)
    measured[1, 1], derived[0, 0] = np.nan, np.nan
    assert agreement(measured, derived, 0.1).cells == 7


def test_an_islet_on_one_side_only_is_apart():
    measured, derived = np.full((5, 5), 0.5), np.full((5, 5), 0.5)
    derived[2, 2] = 0.01
    assert agreement(measured, derived, 0.1).apart == 1


def test_bad_horizon():
    with pytest.raises(InputError, match="horizon"):
        validity_sweep(standard_planes(3, 2.0), ["free"], -1.0, 0)
