"""Results in a line, and as tables that hold the same numbers."""

import numpy as np

from linear_ae import Curves, Sizes
from linear_ae import simulate as runs_of_flow
from linear_ae.brief import brief
from numerics import Point, predict
from numerics.autoencoder.losses import Prediction
from numerics.models.fluctuations import Bands
from numerics.models.simulation import simulate
from theory.models import load

TIMES = np.linspace(0, 1, 200)
SIZES = Sizes(64, 32, 128, 0.01)


def test_losses_are_short_and_become_tables():
    found = predict("mean-field", TIMES, SIZES)
    assert repr(found) == (f"Losses(t=0 .. 1 (200,), train={brief(found.train)}, population={brief(found.population)})")
    table, data = found.to_pandas(), found.to_xarray()
    np.testing.assert_array_equal(table["train"], found.train)
    np.testing.assert_array_equal(table.index, TIMES)
    np.testing.assert_array_equal(data.population, found.population)
    assert data.t.attrs["long_name"] == "time of the flow dW/dt = -dL/dW"


def test_predictions_keep_errors_and_origin():
    curves = np.array([[3.0, 2.0], [4.0, 1.0]])
    found = Prediction.of_rows(np.array([0.0, 0.1]), curves, 0.01 * curves, regime="interior", route="series")
    assert repr(found).startswith("Prediction(t=0 .. 0.1 (2,), train=3 .. 2 (2,)")
    assert "route='series'" in repr(found)
    assert list(found.to_pandas().columns) == ["train", "train_error", "population", "population_error"]
    assert found.to_xarray().train_error.attrs["long_name"] == "error of the train loss"


def test_runs_are_a_dimension():
    point = Point(load("tied-autoencoder"), {"p": 4, "H": 3, "N": 6}, {"sigma2": 0.1})
    found = simulate(point, [0.0, 0.1, 0.2], runs=5)
    assert dict(found.to_xarray().train.sizes) == {"run": 5, "t": 3}
    assert found.to_pandas().index.names == ["run", "t"]
    np.testing.assert_allclose(found.to_pandas()["train"].groupby("t").mean(), found.mean["train"], rtol=1e-15)


def test_bands_say_what_their_columns_are():
    bands = Bands(np.arange(2.0), {"train": np.ones(2)}, {"train": np.zeros(2)}, "copies")
    about = bands.to_xarray().train_deviation_error.attrs["long_name"]
    assert about == "error of the standard deviation of the train loss"
    assert (
        repr(bands) == "Bands(t=0 .. 1 (2,), values={train: 1 .. 1 (2,)}, errors={train: 0 .. 0 (2,)}, route='copies')"
    )


def test_simulated_curves_are_a_line_and_a_table():
    found = runs_of_flow(Sizes(4, 3, 6, 0.1), [0.0, 0.1, 0.2], runs=5)
    assert repr(found).startswith("Curves(t=0 .. 0.2 (3,), train=")
    assert len(repr(found)) < 150
    np.testing.assert_array_equal(found.to_xarray().population, found.population)
    assert found.to_pandas().index.names == ["run", "t"]
    alone = Curves(found.t, found.train, None)
    assert list(alone.to_pandas().columns) == ["train"]
