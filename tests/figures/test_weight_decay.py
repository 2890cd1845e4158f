"""``prism weight-decay`` as a script sees it."""

import json

import numpy as np
import pytest

from linear_ae.data import load, prepare
from numerics.solutions.tied_weight_decay.survivors import Modes, best_at, best_end

DIGITS = "weight-decay", "--data", "digits"


def test_json_has_survivors_losses_and_the_best_decay(run_prism):
    status, out, _ = run_prism(
        *DIGITS, "--H", "30", "--holdout", "0.25", "--noise", "0.5", "--values", "0.1,2", "--json"
    )
    found, modes = json.loads(out), Modes.of(prepare(load("digits"), holdout=0.25), 30, 0.5)
    decays = np.array([0.1, 2.0])
    assert status == 0
    assert [one["number"] for one in found["survivors"]] == [modes.survivors(x).number for x in decays]
    for name, curve in modes.losses(modes.ended(decays), decays).items():
        assert found["losses"][name] == pytest.approx(curve, rel=1e-12)
    best = best_end(modes)
    assert found["best"] == pytest.approx({"decay": best.decay, "loss": best.loss})


def test_a_finite_time_is_that_of_mean_field(run_prism):
    asked = "--H", "1000", "--holdout", "0.25", "--t-max", "2", "--sigma2", "2e-3", "--json"
    found, modes = json.loads(run_prism(*DIGITS, *asked)[1]), Modes.of(prepare(load("digits"), holdout=0.25), 1000)
    decays = np.array([one["decay"] for one in found["survivors"]])
    assert found["losses"]["held_out"] == pytest.approx(modes.held_out_loss(modes.at(decays, 2.0, 2.0)), rel=1e-12)
    assert found["best"]["decay"] == pytest.approx(best_at(modes, 2.0, 2.0).decay) != 0


@pytest.mark.parametrize(("H", "remark"), [("65", "of order p/H, here 0.98"), ("1000", "")])
def test_what_mean_field_neglects_is_said(run_prism, H, remark):
    status, _, err = run_prism(*DIGITS, "--H", H, "--t-max", "2", "--sigma2", "2e-3", "--values", "1")
    assert status == 0
    assert remark in err
    assert ("neglects" in err) == bool(remark)


def test_the_table_the_remarks_and_the_picture(run_prism, tmp_path):
    status, out, err = run_prism(*DIGITS, "--H", "64", "--holdout", "0.25", "--values", "1,20", "--out", str(tmp_path))
    rows = [line.split() for line in out.splitlines()]
    assert status == 0
    assert rows[0] == ["lambda", "survivors", "smallest", "share", "train", "error", "held_out"]
    assert (rows[1][1], rows[2][1]) == ("22", "0")
    assert "kills every component" in err
    assert "lambda -> 0, it only rises from there" in err
    assert {path.name for path in tmp_path.iterdir()} == {"weight-decay.pdf", "weight-decay.png"}


@pytest.mark.parametrize(("arguments", "message"), [
    (("--H", "3"), "Missing option '--data'"),
    ((*DIGITS[1:],), "Missing option '--H'"),
    ((*DIGITS[1:], "--H", "9", "--values", "1,x"), "'x' is no lambda: give numbers >= 0"),
    ((*DIGITS[1:], "--H", "9", "--values", "-1"), "'-1' is no lambda"),
    ((*DIGITS[1:], "--H", "9", "--noise", "1"), "give --holdout, too"),
    ((*DIGITS[1:], "--H", "900", "--t-max", "1"), "--t-max and --sigma2 go together"),
    ((*DIGITS[1:], "--H", "9", "--t-max", "1", "--sigma2", "1"), "give --H well above p = 64"),
])  # fmt: skip
def test_bad_input_ends_in_one_line(run_prism, arguments, message):
    status, out, err = run_prism("weight-decay", *arguments)
    assert (status, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1
