"""Distance of discrete training from the flow: slope 1 for descent and SGD, none for Adam; the figure shows it."""

import pytest

from figures.autoencoder import discrete_training as figure


@pytest.fixture(scope="module")
def quick():
    return figure.data(quick=True)


def test_descent_has_slope_1_and_adam_does_not_come_near(quick):
    """Rates 1/64 and 1/256; the next order bends the slope by less than 0.1, the order of samples by as much again."""
    order = figure.slopes(quick)
    assert order["gd"] == pytest.approx(1, abs=0.05)
    assert order["sgd"] == pytest.approx(1, abs=0.2)
    assert abs(order["adam"]) < 0.2
    assert min(quick["distance"]["adam"]) > 0.1


def test_figure_shows_all_optimizers_and_the_caption_their_orders(quick):
    axes = figure.draw(quick).axes[0]
    labels = [text.get_text() for text in axes.get_legend().get_texts()]
    assert [label.split(",")[0].split(":")[0] for label in labels] == ["slope 1", "gradient descent", "SGD", "Adam"]
    assert f"{figure.slopes(quick)['gd']:.2f}" in figure.caption(quick)
