"""``prism expand`` and ``prism classify`` as a script sees them."""

import json
from fractions import Fraction

import matplotlib.pyplot as plt
import pytest

from theory.autoencoder import cache
from theory.autoencoder.expansion import answered, coefficient
from theory.autoencoder.prism import faces

pytestmark = pytest.mark.usefixtures("empty_cache")


def test_expand_json(run_prism):
    status, out, err = run_prism("expand", "--loss", "population", "--order", "2", "--format", "json")
    found = json.loads(out)
    assert (status, err) == (0, "")
    assert set(found) == {"loss", "order", "planar", "terms"}
    assert (found["loss"], found["order"], found["planar"]) == ("population", 2, False)
    terms = {(t["p"], t["H"], t["N"], t["sigma2"]): Fraction(t["coefficient"]) for t in found["terms"]}
    assert terms == coefficient("population", 2).terms
    assert run_prism("expand", "--loss", "population", "--order", "2", "--json")[1] == out


def test_expand_planar_free_and_infinite(run_prism):
    found = json.loads(run_prism("expand", "--order", "2", "--planar", "--free", "--infinite-data", "--json")[1])
    assert found["planar"] is True
    assert found["target"] is False
    assert found["infinite_data"] is True
    assert all(t["N"] == 0 and t["sigma2"] == 4 and t["p"] + t["H"] == 5 for t in found["terms"])


def test_a_stored_coefficient_is_read_once_and_not_tried(run_prism, monkeypatch):
    request, reads = ["expand", "--order", "21", "--planar", "--infinite-data"], []
    first, read = run_prism(*request), cache.read
    answered.cache_clear()  # as in another process
    monkeypatch.setattr(cache, "read", lambda path: reads.append(path) or read(path))
    monkeypatch.setattr("figures.cli.expand.require_order_in_time", lambda *_: pytest.fail("tried"))
    assert run_prism(*request) == first
    assert len(reads) == 1


def test_expand_text(run_prism):
    expected = "1/2 p - p H sigma^2 + 1/2 p^2 H sigma^4 + 1/2 p H^2 sigma^4 + 1/2 p H sigma^4\n"
    assert run_prism("expand", "--order", "0")[1] == expected


@pytest.mark.parametrize("loss", ["train", "population"])
@pytest.mark.parametrize("order", ["0", "1", "3"])
def test_expand_latex_compiles(run_prism, loss, order):
    latex = run_prism("expand", "--loss", loss, "--order", order, "--format", "latex")[1].strip()
    figure = plt.figure()
    figure.text(0, 0, f"${latex}$")
    figure.canvas.draw()  # mathtext parses here and raises on what it cannot read
    plt.close(figure)


def test_scaling_conditions_compile():
    figure = plt.figure()
    for face in faces().values():
        figure.text(0, 0, f"${face.scaling_latex()}$")
    figure.canvas.draw()
    plt.close(figure)


def test_expand_out_of_reach(run_prism):
    status, out, err = run_prism("expand", "--order", "30")
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert "GiB of memory" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("expand",),
        ("expand", "--order", "-1"),
        ("expand", "--order", "two"),
        ("expand", "--order", "1", "--loss", "test"),
        ("classify", "--H", "p", "--N", "p"),
        ("classify", "--H", "4", "--N", "p", "--sigma2", "p"),
        ("classify", "--p", "4", "--H", "p", "--N", "4", "--sigma2", "1"),
        ("classify", "--p", "4", "--H", "4", "--N", "4", "--sigma2", "0"),
        ("classify", "--p", "4", "--H", "4", "--N", "1/0", "--sigma2", "1"),
    ],
)
def test_bad_input_is_one_line_and_status_two(run_prism, arguments):
    status, out, err = run_prism(*arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)


def test_classify_scalings(run_prism):
    found = json.loads(run_prism("classify", "--H", "p^0.5", "--N", "p^2", "--sigma2", "p^-1", "--json")[1])
    assert set(found) == {"regime", "dimension", "within", "time_scale", "distances"}
    assert (found["regime"], found["dimension"], found["time_scale"]) == ("large-data+narrow-latent", 1, "1")


def test_classify_sizes(run_prism):
    arguments = ("classify", "--p", "400", "--H", "4", "--N", "40000", "--sigma2", "0.0025")
    found = json.loads(run_prism(*arguments, "--json")[1])
    assert (found["regime"], found["dimension"]) == ("large-data+narrow-latent", 1)
    assert found["distances"]["large-data"] < 0.1 < found["distances"]["free"]
    assert "large-data+narrow-latent" in run_prism(*arguments)[1]


@pytest.mark.parametrize(("sigma2", "within"), [("0.0025", False), ("0.001", False), ("100", True)])
def test_json_says_whether_a_face_is_within_the_tolerance(run_prism, sigma2, within):
    """At p = H = N only the start decides: free at alpha = 40000 suits, at alpha = 1 it is the nearest facet only."""
    arguments = ("classify", "--p", "400", "--H", "400", "--N", "400", "--sigma2", sigma2)
    found, text = json.loads(run_prism(*arguments, "--json")[1]), run_prism(*arguments)[1]
    assert found["within"] is within is ("no face is within" not in text)
    assert (found["distances"][found["regime"]] <= 0.1) is within
    assert len(found["distances"]) == 20


def test_classify_infinite_data(run_prism):
    found = json.loads(run_prism("classify", "--H", "p", "--N", "inf", "--sigma2", "p^-1", "--json")[1])
    assert found["regime"] == "large-data"
    assert found["distances"]["small-data"] is None
    sizes = ("--p", "400", "--H", "400", "--N", "inf", "--sigma2", "0.0025")
    assert json.loads(run_prism("classify", *sizes, "--json")[1])["regime"] == "large-data"


def test_sizes_without_p_are_named_as_such(run_prism):
    status, _, err = run_prism("classify", "--H", "40", "--N", "p", "--sigma2", "1")
    assert (status, err) == (2, "prism: --H 40, --N p, --sigma2 1: sizes need --p too; without it give powers of p\n")


def test_a_folder_that_cannot_be_written_is_one_line(run_prism, tmp_path):
    """A file stands where the folder should be: what the operating system says, and no traceback."""
    (tmp_path / "taken").touch()
    flow = ("prototypes", "flow", "--loss", "separation", "--prototypes", "3", "--t-max", "0.1", "--points", "3")
    status, _, err = run_prism(*flow, "--out", str(tmp_path / "taken" / "x"))
    assert status == 2
    assert len(err.splitlines()) == 1
    assert f"{tmp_path}/taken/x" in err
