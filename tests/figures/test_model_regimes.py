"""``prism regimes --model`` and ``prism classify --model`` as a script sees them."""

import json

import pytest

from theory.matrix.regimes import regimes
from theory.models import load

LAZY = {
    "name": "lazy",
    "dimension": 2,
    "normal": {"p": -3, "H": 5, "N": -3, "sigma2": -1, "t": -4},
    "condition": "p*sigma2 -> 0, H*sigma2 -> inf, H/p -> inf, p/N fixed, p*H*sigma2^2 fixed",
    "time_scale": "H*sigma2",
}


def test_regimes_json(run_prism):
    status, out, err = run_prism("regimes", "--model", "untied-autoencoder", "--json")
    found = json.loads(out)
    assert (status, err) == (0, "")
    assert list(found) == ["model", "loss", "order", "dimension", "regimes", "alternating", "artifacts"]
    assert (found["model"], found["loss"], found["order"], found["dimension"]) == ("untied-autoencoder", "train", 4, 3)
    assert [one["name"] for one in found["regimes"]] == [one.name for one in regimes(load(found["model"])).regimes]
    assert LAZY.items() <= found["regimes"][5].items()
    unsolved = [one["name"] for one in found["regimes"] if "losses" not in one]
    assert unsolved == ["large-data", "free", "large-data+free"]
    dimensions = [one["dimension"] for one in found["regimes"]]
    assert dimensions == sorted(dimensions, reverse=True)
    assert {one["orders"] for one in found["alternating"]} == {"odd"}
    # The ends at orders 1 and 4, and one side that holds orders 3 and 4 only.
    assert found["artifacts"] == 3


def test_one_regime_and_its_leading_terms(run_prism):
    arguments = "regimes", "lazy", "--model", "untied-autoencoder"
    (found,) = json.loads(run_prism(*arguments, "--json")[1])["regimes"]
    assert LAZY.items() <= found.items()
    assert found["source"] == "docs/theory/untied.md"
    status, out, err = run_prism(*arguments)
    assert (status, err) == (0, "")
    assert "condition   p*sigma2 -> 0, H*sigma2 -> inf" in out
    # theory: L = (p/2)(1 + p H sigma^4) int l exp(-4 a0 l t), a0 = sigma^2 H, int l^2 = 1 + p/N.
    assert "order 1     -2 p^2 H N^-1 sigma^2 - 2 p H sigma^2 - 2 p^3 H^2 N^-1 sigma^6 - 2 p^2 H^2 sigma^6\n" in out


def test_text_lists_every_regime_and_says_what_was_left_out(run_prism):
    _, out, _ = run_prism("regimes", "--model", "three-layer", "--order", "4")
    lines = out.splitlines()
    assert lines[0].startswith(
        "three-layer: 88 regimes of the loss train (21 with odd orders only), from its derivatives of orders 1 to 4; "
    )
    assert len(lines) == 2 + 67 + 21 + 1
    saddle = next(line for line in lines if line.startswith("saddle "))
    assert "p^(1/2)*sigma2^(1/2)" in saddle
    assert saddle.endswith("(odd orders only)")
    assert "3 other facets of the hull of these orders are artifacts of ending at order 4" in lines[-1]


def test_an_order_that_is_too_low_is_said_on_stderr(run_prism):
    status, out, err = run_prism("regimes", "--model", "untied-autoencoder", "--order", "3", "--json")
    assert status == 0
    assert json.loads(out)["order"] == 3
    assert "the order may be too low for untied-autoencoder; compare --order 4" in err
    assert err.count("\n") == 1


def test_another_loss(run_prism):
    found = json.loads(run_prism("regimes", "--model", "tied-autoencoder", "--loss", "population", "--json")[1])
    assert (found["loss"], len(found["regimes"])) == ("population", 20)


def test_classify_a_scaling(run_prism):
    scaling = "--scale", "p=1", "--scale", "H=0.5", "--scale", "sigma2=-1", "--scale", "N=inf"
    status, out, err = run_prism("classify", "--model", "tied-autoencoder", *scaling, "--json")
    assert (status, err) == (0, "")
    distances = dict.fromkeys(("large-data", "mean-field", "narrow-latent", "free"), 0.0) | {"small-data": None}
    assert json.loads(out) == {
        "regime": "large-data+narrow-latent",
        "dimension": 1,
        "time_scale": "1",
        "condition": "H*sigma2 -> 0, H/p -> 0, p/N -> 0, p*sigma2 fixed",
        "within": True,
        "distances": distances,
    }


def test_classify_values(run_prism):
    sizes = "--size", "p=100", "--size", "H=100000000", "--size", "N=100", "--value", "sigma2=1e-5"
    status, out, err = run_prism("classify", "--model", "untied-autoencoder", *sizes)
    assert (status, err) == (0, "")
    assert out.startswith("regime      lazy\ndimension   2 of 3\n")
    assert "rate        T = H*sigma2 = 1000\n" in out


def test_powers_left_out_are_named(run_prism):
    _, out, err = run_prism("classify", "--model", "quadratic", "--scale", "H=1", "--scale", "p=1")
    assert out.startswith("regime      free")
    assert err == "prism: --scale leaves out K, sigma2, mu2: taken to stay fixed, power 0\n"


def test_no_regime(run_prism):
    scaling = "--scale", "p=1", "--scale", "H=1", "--scale", "N=0", "--scale", "sigma2=-1", "--scale", "lambda=3/4"
    status, out, _ = run_prism("classify", "--model", "tied-weight-decay", *scaling)
    assert status == 0
    assert out.startswith("regime      none: at the times of the fastest growth the terms of order 1 exceed all others")
    found = json.loads(run_prism("classify", "--model", "tied-weight-decay", *scaling, "--json")[1])
    assert (found["regime"], found["dimension"], found["time_scale"], found["within"]) == (None, None, None, False)


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["regimes", "--order", "3"], 2, "--loss and --order go with --model"),
        (["regimes", "--model", "quadratic", "--order", "2"], 2, "orders 1 to 3 at least, got order 2"),
        (["regimes", "--model", "quadratic", "--series", "2"], 2, "no limit formula of its regimes is known"),
        (["regimes", "prism", "--model", "quadratic"], 2, "quadratic has no regime 'prism'"),
        (["regimes", "--model", "untied-autoencoder", "--order", "40"], 1, "GiB of memory"),
        (["classify", "--model", "quadratic"], 2, "give a scaling with --scale, or sizes and scalars with --size"),
        (["classify", "--model", "quadratic", "--scale", "p=1", "--size", "p=3"], 2, "give a scaling with --scale, or"),
        (["classify", "--model", "quadratic", "--scale", "p"], 2, "--scale takes NAME=NUMBER such as p=0.5"),
        (["classify", "--model", "quadratic", "--scale", "p=1", "--scale", "p=2"], 2, "--scale gives p twice"),
        (["classify", "--model", "quadratic", "--size", "p=2"], 2, "a value is missing for H, K, sigma2, mu2"),
        (["classify", "--model", "quadratic", "--H", "p"], 2, "--p, --H, --N and --sigma2 do not go with --model"),
        (["classify", "--scale", "p=1"], 2, "--scale, --size, --value, --loss and --order go with --model"),
        (["classify", "--H", "p", "--sigma2", "1"], 2, "Missing option '--N'."),
    ],
)
def test_bad_input(run_prism, arguments, status, message):
    found, out, err = run_prism(*arguments)
    assert (found, out, err.count("\n")) == (status, "", 1)
    assert message in err
