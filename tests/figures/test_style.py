"""One style, and files that do not change when nothing changed."""

from matplotlib.figure import Figure

from figures.style import prism_style, save


def example():
    with prism_style():
        figure = Figure(figsize=(2, 1.5))
        figure.subplots().plot([0, 1], [0, 1], color="C1")
        return figure


def test_figures_are_written_the_same_twice(tmp_path):
    first, second = save(example(), tmp_path / "a", "x"), save(example(), tmp_path / "b", "x")
    assert [p.name for p in first] == ["x.pdf", "x.png"]
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes()


def test_colours_are_those_of_the_style(tmp_path):
    """C1 is the vermillion of the cycle, whatever the settings outside."""
    from matplotlib.image import imread

    pixels = imread(save(example(), tmp_path, "x")[1])[..., :3]
    vermillion = abs(pixels - [0xD5 / 255, 0x5E / 255, 0]).max(axis=-1) < 0.02
    assert vermillion.sum() > 20
