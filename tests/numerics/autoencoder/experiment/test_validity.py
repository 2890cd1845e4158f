"""Distances from the facets: limits, simulation, and the comparison of boundaries."""

import numpy as np
import pytest

from linear_ae.controls import controlled, initial_loss
from linear_ae.simulation import simulate
from linear_ae.sizes import Sizes
from numerics.autoencoder.experiment.validity import LOSSES, distances, facet_losses, window
from numerics.autoencoder.experiment.validity_map import PLANES, agreement, axis, on_plane, table, validity_sweep
from numerics.autoencoder.planar.free_pair import RUNS_A_CONTROL, Planar
from numerics.autoencoder.predict import predict
from theory.autoencoder.prism import FACETS
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
    found = distances(scales | {"horizon": 1.0}, 0)
    row = FACETS.index(facet)
    for k in range(len(LOSSES)):
        assert found["measured"][row, k] < 0.03
        assert abs(found["measured"][row, k] - found["neglected"][row, k]) < 3 * found["stderr"][row, k] + 0.003


def test_measured_is_what_a_simulation_finds():
    """Large-data formula at alpha = 1/2, eta = 1/2, nu = 1/4: real training at p = 192 deviates as the samples say, to
    three standard errors and the finite size's 1/p."""
    point = {"alpha": 0.5, "eta": 0.5, "nu": 0.25, "horizon": 1.0}
    found = distances(point, 0)
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
    one, _ = facet_losses("free", t, Planar(1.0, 0.5, 0.5), 3)
    two, _ = facet_losses("free", t / 2, Planar(2.0, 0.5, 0.5), 3)
    np.testing.assert_allclose(two, 4 * one, rtol=1e-12)


def test_sweep_over_planes(tmp_path, monkeypatch):
    values = axis(3, 2.0)
    planes = PLANES[:2]
    monkeypatch.setattr("numerics.autoencoder.experiment.validity.STDERR", 0.5)  # small samples do
    monkeypatch.setattr("numerics.autoencoder.experiment.validity.SMALLEST", 12)
    data = validity_sweep(planes, values, 0.1, 0, store=tmp_path, workers=1)
    assert data.sizes["point"] == 18 == len(table(planes, values))
    assert not (data["failure_type"].values != "").any()
    plane = on_plane(data, planes, 1, "measured", "free", "train")
    place = data.isel(point=9 + 3 * 2 + 1, seed=0)
    assert (place["eta"], place["alpha"], place["nu"]) == (1.0, 2.0, PLANES[1].value)
    assert plane[2, 1] == place["measured"].sel(facet="free", loss="train")


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


@pytest.mark.parametrize(("points", "span"), [(2, 4.0), (5, 1.0), (5, np.inf)])
def test_bad_axes(points, span):
    with pytest.raises(InputError):
        axis(points, span)


def test_bad_horizon():
    with pytest.raises(InputError, match="horizon"):
        validity_sweep(PLANES, axis(3, 2.0), -1.0, 0)
